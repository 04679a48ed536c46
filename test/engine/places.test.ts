import * as pulumi from "@pulumi/pulumi";
import { Provider, type ProviderArgs, RetainedMessage } from "../../provider";
import { text, topics } from "../support/look";
import { message, type Overrides, topic } from "../support/message";
import { useStack } from "../support/stack";

const stack = useStack();

describe("a place that changed", () => {
  test("by configuration is a replacement, and both places are right after", async () => {
    const other = await stack.another();
    await stack.up(message());
    await stack.configure({ "iot-retained:endpoint": other.endpoint });
    const up = await stack.up(message());
    expect(up.changes).toEqual({ replace: 1 });
    expect(await topics(stack.endpoint)).toEqual([]);
    expect(await topics(other.endpoint)).toEqual([topic]);
    await stack.destroy();
    expect(await topics(other.endpoint)).toEqual([]);
  });

  test("by the environment alone stops update, refresh and destroy with both names", async () => {
    await stack.configure({ "iot-retained:endpoint": undefined });
    const endpoint = (url: string) => stack.inEnvironment({ AWS_ENDPOINT_URL_IOT_DATA_PLANE: url });
    endpoint(stack.endpoint);
    await stack.up(message());
    endpoint("http://127.0.0.1:9");
    const both = new RegExp(
      `eu-west-1 at ${stack.endpoint}, but the environment now points to one in eu-west-1 at http://127.0.0.1:9`,
    );
    await expect(stack.up(message({ payload: "second" }))).rejects.toThrow(both);
    await expect(stack.refresh()).rejects.toThrow(both);
    await expect(stack.destroy()).rejects.toThrow(both);
    expect(await text(stack.endpoint, topic)).toBe("first");
    endpoint(stack.endpoint);
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });
});

test("the data endpoint is discovered once for all messages of a deployment", async () => {
  await stack.configure({ "iot-retained:endpoint": undefined });
  stack.inEnvironment({ AWS_ENDPOINT_URL_IOT: stack.endpoint });
  const program = () => {
    for (const name of ["a", "b", "c"]) new RetainedMessage(name, { topic: `site/${name}`, payload: name });
  };
  await stack.up(program);
  expect(stack.count("DescribeEndpoint")).toBe(1);
  expect(await topics(stack.endpoint)).toEqual(["site/a", "site/b", "site/c"]);
  stack.fault = ({ operation }) => (operation === "DescribeEndpoint" ? { error: "ForbiddenException" } : undefined);
  await expect(stack.refresh()).rejects.toThrow(
    /asking for the data endpoint of eu-west-1: 403 .*iot:DescribeEndpoint/,
  );
});

describe("an explicit provider", () => {
  /** A message through a provider of its own. */
  const through = (args: ProviderArgs, given: Overrides = {}) => {
    const provider = new Provider("explicit", args);
    return new RetainedMessage("message", { topic, payload: "first", ...given }, { provider });
  };

  test("takes what it is not given from the stack, in refresh and destroy too", async () => {
    stack.inEnvironment({ AWS_ENDPOINT_URL_STS: stack.endpoint });
    await stack.configure({ "aws:accessKey": "AKIA111122223333", "aws:secretKey": "hunter2" });
    const program = () => {
      const { region, dataEndpoint, accountId, marker } = through({ region: "eu-west-2", marker: false });
      return { region, dataEndpoint, accountId, marker };
    };
    await stack.up(program);
    expect(await stack.outputs()).toEqual({
      region: "eu-west-2",
      dataEndpoint: stack.endpoint,
      accountId: "111122223333",
      marker: false,
    });
    expect(await stack.state()).not.toContain("hunter2");
    await stack.refresh({ expectNoChanges: true });
    expect(stack.calls.map(({ accessKeyId }) => accessKeyId)).toEqual(["AKIA111122223333", "AKIA111122223333"]);
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });

  test("owner and role are its own", async () => {
    stack.inEnvironment({
      AWS_ENDPOINT_URL_STS: stack.endpoint,
      AWS_ACCESS_KEY_ID: "AKIA111122223333",
      AWS_SECRET_ACCESS_KEY: "x",
    });
    await stack.up(() => {
      through({ owner: "acme/fleet", roleArn: "arn:aws:iam::444455556666:role/deploy" });
    });
    const { userProperties } = await stack.properties(topic);
    expect(userProperties).toEqual({ "managed-by": expect.stringMatching(/^pulumi:acme\/fleet\/message#/) });
    expect(stack.calls.find(({ operation }) => operation === "Publish")?.accessKeyId).toBe("ASIA444455556666");
  });

  test("keys, a role with options and account lists are its own, and the state has no secret of them", async () => {
    stack.inEnvironment({ AWS_ENDPOINT_URL_STS: stack.endpoint });
    await stack.configure({
      "iot-retained:profile": "nobody",
      "iot-retained:roleArn": "arn:aws:iam::111122223333:role/deploy",
      "iot-retained:allowedAccountIds": "111122223333",
    });
    const program = (allowed: string) => () => {
      through({
        accessKey: "AKIA777788889999",
        secretKey: pulumi.output("hunter2"),
        assumeRole: { roleArn: "arn:aws:iam::444455556666:role/deploy", externalId: pulumi.output("hunter2") },
        allowedAccountIds: [pulumi.output(allowed)],
      });
    };
    await expect(stack.up(program("111122223333"))).rejects.toThrow(
      /of account 444455556666, which iot-retained:allowedAccountIds does not allow/,
    );
    expect(stack.operations).not.toContain("Publish");
    const { stdout } = await stack.up(program("444455556666"));
    const keyOf = (name: string) => stack.calls.find(({ operation }) => operation === name)?.accessKeyId;
    expect([keyOf("AssumeRole"), keyOf("Publish")]).toEqual(["AKIA777788889999", "ASIA444455556666"]);
    expect(stdout + (await stack.state())).not.toContain("hunter2");
  });

  test("a changed Region, and a move to it, are replacements that preview shows; the topic stays published", async () => {
    const moved = async (program: () => unknown) => {
      expect((await stack.preview(program)).changes).toMatchObject({ replace: 1 });
      await stack.up(program);
      expect(await text(stack.endpoint, topic)).toBe("first");
    };
    await stack.up(message());
    await moved(() => through({ region: "eu-west-2" }));
    await moved(() => through({ region: "eu-west-3" }));
    await moved(message());
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });

  test("is given to the children of a component", async () => {
    class Site extends pulumi.ComponentResource {
      constructor(provider: Provider) {
        super("test:index:Site", "site", {}, { providers: [provider] });
        const { region } = new RetainedMessage("message", { topic, payload: "x" }, { parent: this });
        new RetainedMessage("other", { topic, payload: "x", region: "eu-west-1" }, { parent: this });
        this.registerOutputs({ region });
      }
    }
    // Only with the provider's own Region are these two places.
    const preview = await stack.preview(() => new Site(new Provider("explicit", { region: "eu-west-2" })));
    expect(preview.changes).toEqual({ create: 5 });
  });
});

describe("configuration that the state records", () => {
  test("refresh and destroy see that of the last up, and with --run-program the present one", async () => {
    stack.inEnvironment({ AWS_ENDPOINT_URL_STS: stack.endpoint, AWS_ACCESS_KEY_ID: "AKIA111122223333" });
    stack.inEnvironment({ AWS_SECRET_ACCESS_KEY: "x" });
    await stack.up(message());
    await stack.configure({ "aws:forbiddenAccountIds": '["111122223333"]' });
    const present = { runProgram: message() };
    await stack.refresh({ expectNoChanges: true });
    await expect(stack.refresh(present)).rejects.toThrow(/aws:forbiddenAccountIds does not allow/);
    await expect(stack.destroy(present)).rejects.toThrow(/aws:forbiddenAccountIds does not allow/);
    expect(await topics(stack.endpoint)).toEqual([topic]);
    await stack.configure({ "aws:forbiddenAccountIds": "[]" });
    await stack.destroy(present);
    expect(await topics(stack.endpoint)).toEqual([]);
  });

  test("still names the place of a message that the present one moves", async () => {
    const other = await stack.another();
    await stack.up(message());
    await stack.configure({ "iot-retained:endpoint": other.endpoint });
    await stack.refresh({ expectNoChanges: true });
    expect(stack.operations).toEqual(["GetRetainedMessage"]);
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
    expect(other.calls).toEqual([]);
  });

  test("is there for the first of many resources", async () => {
    // Keys in the configuration are needed by every call.
    stack.inEnvironment({ AWS_ENDPOINT_URL_STS: stack.endpoint });
    await stack.configure({ "aws:accessKey": "AKIA111122223333", "aws:secretKey": "hunter2" });
    const names = Array.from({ length: 60 }, (_, i) => `site/${i}`);
    await stack.up(() => {
      for (const name of names) new RetainedMessage(name.replace("/", "-"), { topic: name, payload: name });
    });
    await stack.refresh({ expectNoChanges: true });
    expect(stack.count("GetRetainedMessage")).toBe(60);
    await stack.destroy();
    expect(new Set(stack.calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(["AKIA111122223333"]));
    expect(await topics(stack.endpoint)).toEqual([]);
  });
});
