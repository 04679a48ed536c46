import * as pulumi from "@pulumi/pulumi";
import { Provider, type ProviderArgs, RetainedMessage, type RetainedMessageArgs } from "../../provider";
import { failureOf } from "../support/failure";
import { useStack } from "../support/stack";

const stack = useStack();

/** The package once more, as a program has it if two of its dependencies bring their own. */
function secondCopy(): typeof import("../../provider") {
  let copy: typeof import("../../provider") | undefined;
  jest.isolateModules(() => {
    jest.doMock("@pulumi/pulumi", () => pulumi);
    copy = require("../../provider");
  });
  jest.dontMock("@pulumi/pulumi");
  if (copy === undefined || copy.RetainedMessage === RetainedMessage) throw new Error("there is no second copy");
  return copy;
}

describe("two resources with one topic", () => {
  const topic = "site/a/config";
  const again = (name: string, opts: pulumi.CustomResourceOptions = {}) =>
    new RetainedMessage(name, { topic, payload: name }, opts);

  test("in one program: both are named", async () => {
    const failure = await failureOf(stack, () => {
      again("first");
      again("second");
    });
    expect(failure).toMatch(/RetainedMessage \(second\):?\s+error: `topic`: urn:.*::first declares the same topic/);
  });

  test("with one name, below two parents", async () => {
    class Site extends pulumi.ComponentResource {
      constructor(name: string) {
        super("test:index:Site", name);
        again("config", { parent: this });
      }
    }
    class Plant extends pulumi.ComponentResource {
      constructor(name: string) {
        super("test:index:Plant", name);
        again("config", { parent: this });
      }
    }
    const failure = await failureOf(stack, () => {
      new Site("site");
      new Plant("plant");
    });
    expect(failure).toMatch(/`topic`: urn:.*(Site|Plant)\$.*::config declares the same topic/);
  });

  test("through explicit providers, but for those of another place", async () => {
    const endpoint = stack.endpoint;
    const failure = await failureOf(stack, () => {
      again("default");
      const provider = new Provider("same", { endpoint });
      // An argument that is undefined is one that is not given.
      const args = { topic, payload: "x", region: undefined } as unknown as RetainedMessageArgs;
      new RetainedMessage("same-place", args, { provider });
      again("elsewhere", { provider: new Provider("elsewhere", { endpoint, region: "eu-west-2" }) });
    });
    expect(failure).toMatch(/RetainedMessage \(same-place\):?\s+error: `topic`: urn:.*::default declares/);
    expect(failure.match(/declares the same topic/g)).toHaveLength(1);
  });

  test("through explicit providers of two copies of the package", async () => {
    const failure = await failureOf(stack, () => {
      again("first");
      const copy = secondCopy();
      const provider = new copy.Provider("second", { endpoint: stack.endpoint });
      new copy.RetainedMessage("second", { topic, payload: "2" }, { provider });
    });
    expect(failure).toMatch(/RetainedMessage \(second\):?\s+error: `topic`: urn:.*::first declares the same topic/);
    expect(failure).toContain(`in the same place: ${topic}`);
  });

  test("in one place by another spelling of its endpoint", async () => {
    const failure = await failureOf(stack, () => {
      again("first");
      new RetainedMessage("second", { topic, payload: "2", endpoint: `${stack.endpoint}/` });
    });
    expect(failure).toMatch(/`topic`: urn:.*::first declares the same topic/);
  });

  test("in several accounts is no fault", async () => {
    const through = (name: string, args: ProviderArgs) => again(name, { provider: new Provider(name, args) });
    const roleOf = (account: string) => `arn:aws:iam::${account}:role/x`;
    const preview = await stack.preview(() => {
      again("stack");
      through("one", { roleArn: roleOf("111122223333") });
      through("two", { roleArn: roleOf("444455556666") });
      through("three", { assumeRole: { roleArn: roleOf("777788889999") } });
      through("four", { accessKey: "AKIA000011112222", secretKey: "x" });
    });
    expect(preview.changes).toEqual({ create: 10 });
  });

  test("that only the environment makes one place: `up` refuses the second", async () => {
    await stack.configure({ "iot-retained:endpoint": undefined });
    stack.inEnvironment({ AWS_ENDPOINT_URL: stack.endpoint });
    const program = () => {
      const first = again("first");
      new RetainedMessage("second", { topic, payload: "2", endpoint: stack.endpoint }, { dependsOn: first });
    };
    await expect(stack.up(program)).rejects.toThrow(/`topic`: urn:.*::first declares the same topic/);
    expect(stack.count("Publish")).toBe(1);
  });

  test("known in `up` only", async () => {
    const program = () => {
      const first = again("first");
      const same = first.payloadSize.apply(() => topic);
      new RetainedMessage("second", { topic: same, payload: "2" });
    };
    await stack.preview(program);
    await expect(stack.up(program)).rejects.toThrow(/`topic`: urn:.*::first declares the same topic/);
    expect(stack.count("Publish")).toBe(1);
  });

  test("in two stacks that run in one process is no fault", async () => {
    const other = await stack.another();
    const previews = await Promise.all([stack.preview(() => again("m")), other.preview(() => again("m"))]);
    expect(previews.map(({ changes }) => changes)).toEqual([{ create: 2 }, { create: 2 }]);
  });
});
