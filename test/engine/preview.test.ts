import * as pulumi from "@pulumi/pulumi";
import { Publication, RetainedMessage, RetainedMessageSet } from "../../provider";
import { messageOfFailed } from "../support/failure";
import { publishAs, text, topics } from "../support/look";
import type { Overrides } from "../support/message";
import { useStack } from "../support/stack";

// A preview that is green promises that `up` will not be refused for what could be known before.

const stack = useStack();

const one =
  (payload = "on", args: Overrides = {}) =>
  () =>
    new RetainedMessage("one", { topic: "a/one", payload, ...args });
const set = (messages: Record<string, string>) => () => new RetainedMessageSet("set", { messages });

describe("somebody else's message on a new topic", () => {
  const SIZE_TIME_OWNER = /5 bytes of 20\d\d-\d\d-\d\dT.*Z, without an owner's marker/;

  test("fails the preview of a message as it fails `up`, and is left", async () => {
    await publishAs(stack.endpoint, "a/one", "their");
    const previewed = await messageOfFailed(stack.preview(one()));
    expect(previewed).toMatch(/RetainedMessage \(one\):?\s+error: .*a\/one already has a retained message/);
    expect(previewed).toMatch(SIZE_TIME_OWNER);
    expect(stack.operations).toEqual(["GetRetainedMessage"]);
    const [refusal = ""] = /a\/one already has .*another topic/.exec(previewed) ?? [];
    expect(refusal).not.toBe("");
    expect(await messageOfFailed(stack.up(one()))).toContain(refusal);
    expect(await text(stack.endpoint, "a/one")).toBe("their");
  });

  test("fails the preview of a set that gets the topic, and names all of them", async () => {
    await stack.up(set({ "a/1": "on" }));
    await publishAs(stack.endpoint, "a/2", "their");
    await publishAs(stack.endpoint, "a/3", "their", [{ "managed-by": "pulumi:acme/other/prod/x#ffffffffffff" }]);
    const failure = await messageOfFailed(stack.preview(set({ "a/1": "off", "a/2": "on", "a/3": "on", "a/4": "on" })));
    expect(failure).toMatch(
      /RetainedMessageSet \(set\):?\s+set: 4 to publish\s+error: 2 topics have somebody else's retained message/,
    );
    expect(failure).toMatch(/a\/2: 5 bytes of .*, without an owner's marker/);
    expect(failure).toMatch(/a\/3: 5 bytes of .*, managed by acme\/other\/prod \(x\)/);
    expect(stack.count("Publish")).toBe(0);
  });

  test("is no failure if the declaration takes it over", async () => {
    await publishAs(stack.endpoint, "a/one", "their");
    await stack.preview(one("on", { overwrite: true }));
    await stack.up(one("on", { overwrite: true }));
    expect(await text(stack.endpoint, "a/one")).toBe("on");
  });

  test("is found on the new topic of a message that moves", async () => {
    await stack.up(one());
    await publishAs(stack.endpoint, "a/two", "their");
    const failure = await messageOfFailed(stack.preview(one("on", { topic: "a/two" })));
    expect(failure).toContain("a/two already has a retained message");
  });

  test("which a refresh has found on a topic of the stack fails preview and `up` in the same words", async () => {
    const program = (payload: string) => () => {
      const message = one(payload)();
      // A preview ends at the first resource that is refused.
      new RetainedMessageSet("set", { messages: { "a/1": payload, "a/2": payload } }, { dependsOn: message });
    };
    await stack.up(program("on"));
    await publishAs(stack.endpoint, "a/one", "their", [{ "managed-by": "puppet" }]);
    await publishAs(stack.endpoint, "a/1", "their", [{ "managed-by": "pulumi:acme/other/prod/x#ffffffffffff" }]);
    await stack.refresh();
    for (const command of [
      () => stack.preview(program("on")),
      () => stack.up(program("on"), { continueOnError: true }),
    ]) {
      const failure = await messageOfFailed(command());
      expect(failure).toMatch(/a\/one already has .*, managed by somebody else, as its marker says/);
      expect(failure).not.toContain("to that owner if it was this stack's name, or use another topic");
    }
    await publishAs(stack.endpoint, "a/one", "", undefined);
    await stack.refresh();
    expect(await messageOfFailed(stack.preview(program("on")))).toMatch(
      /a\/1: 5 bytes of .*, managed by acme\/other\/prod/,
    );
  });

  test("whose topic is secret is not named", async () => {
    await publishAs(stack.endpoint, "hush/hush", "their");
    const failure = await messageOfFailed(stack.preview(one("on", { topic: pulumi.secret("hush/hush") })));
    expect(failure).toContain("[secret] already has a retained message");
    expect(failure).not.toContain("hush/hush");
  });
});

describe("a preview reads", () => {
  test("nothing for a program without changes, nothing for changed messages, and each new topic once", async () => {
    const program =
      (payload: string, more: Record<string, string> = {}) =>
      () => {
        one(payload)();
        set({ "a/1": payload, ...more })();
      };
    await stack.up(program("on"));
    await stack.preview(program("on"));
    expect(stack.calls).toEqual([]);
    await stack.preview(program("off"));
    expect(stack.calls).toEqual([]);
    await stack.preview(program("off", { "a/2": "on" }));
    expect(stack.calls.map(({ operation, topic }) => `${operation} ${topic}`)).toEqual(["GetRetainedMessage a/2"]);
  });

  test("one listing for many resources, and single messages only where the listing has one", async () => {
    await publishAs(stack.endpoint, "a/7", "their");
    const program = () => {
      for (let i = 0; i < 40; i++) {
        new RetainedMessage(`m${i}`, { topic: `a/${i}`, payload: "on", overwrite: true });
      }
    };
    await stack.preview(program);
    expect(stack.count("ListRetainedMessages")).toBe(1);
    // The first resource comes alone: one Get is less than a listing.
    expect(stack.count("GetRetainedMessage")).toBeLessThanOrEqual(2);
    expect(stack.count("Publish")).toBe(0);
  });

  test("nothing in the check of an `up`", async () => {
    await stack.up(one());
    expect(stack.operations).toEqual(["GetRetainedMessage", "Publish", "GetRetainedMessage"]);
  });

  test("nothing if the setting is off, and then `up` refuses", async () => {
    await stack.configure({ "iot-retained:previewReads": "false" });
    await publishAs(stack.endpoint, "a/one", "their");
    await stack.preview(one());
    expect(stack.calls).toEqual([]);
    await expect(stack.up(one())).rejects.toThrow(/already has a retained message/);
  });

  test("not what it may not: one warning says so", async () => {
    stack.fault = ({ operation }) =>
      operation.endsWith("RetainedMessage") || operation.startsWith("List")
        ? { error: "ForbiddenException" }
        : undefined;
    const { stdout } = await stack.preview(() => {
      one()();
      set({ "a/1": "on", "a/2": "on", "a/3": "on" })();
      new RetainedMessage("two", { topic: "a/two", payload: "on" });
    });
    const warnings = stdout
      .split("Diagnostics:")
      .at(-1)
      ?.match(/warning:.*/g);
    expect(warnings).toEqual([
      expect.stringMatching(/cannot tell whether new topics are free.*iot:GetRetainedMessage/),
    ]);
  });
});

describe("what is missing to publish at all fails the preview, without a call", () => {
  const program = (payload: string) => () => {
    one(payload)();
    new Publication("signal", { topic: "a/reload", triggers: [payload] });
  };
  const nowhere = { "iot-retained:endpoint": undefined, "iot-retained:region": undefined };
  const withoutAws = () => {
    stack.inEnvironment({
      AWS_CONFIG_FILE: `${stack.directory}/none`,
      AWS_SHARED_CREDENTIALS_FILE: `${stack.directory}/none`,
      AWS_EC2_METADATA_DISABLED: "true",
    });
  };

  test.each<[string, Record<string, string | undefined>, RegExp]>([
    ["a Region", nowhere, /no AWS Region: set `iot-retained:region`/],
    ["credentials", { ...nowhere, "aws:region": "eu-west-1" }, /no AWS credentials: none were found/],
    [
      "the profile",
      { ...nowhere, "aws:region": "eu-west-1", "aws:profile": "fleet" },
      /no AWS credentials: there is no profile `fleet`/,
    ],
    [
      "the profile of the environment",
      { ...nowhere, "aws:region": "eu-west-1", AWS_PROFILE: "fleet" },
      /there is no profile `fleet`, which AWS_PROFILE names/,
    ],
  ])("%s", async (_what, { AWS_PROFILE, ...config }, reason) => {
    withoutAws();
    if (AWS_PROFILE !== undefined) stack.inEnvironment({ AWS_PROFILE });
    await stack.configure(config);
    const failure = await messageOfFailed(stack.preview(program("on")));
    for (const row of [/RetainedMessage \(one\):?\s+error: .*/, /Publication \(signal\):?\s+error: .*/]) {
      // The engine may stop at the first of them.
      const [line] = row.exec(failure) ?? [];
      if (line !== undefined) expect(line).toMatch(reason);
    }
    expect(failure).toMatch(reason);
  });

  test("and is a warning if the preview is to read nothing", async () => {
    withoutAws();
    await stack.configure({ ...nowhere, "iot-retained:previewReads": "false" });
    const { stdout } = await stack.preview(program("on"));
    expect(stdout).toMatch(/warning: an `up` would fail: no AWS Region/);
  });

  test("but not if there is nothing to publish or clear", async () => {
    await stack.up(program("on"));
    stack.inEnvironment({ AWS_PROFILE: "none" });
    withoutAws();
    expect((await stack.preview(program("on"))).changes).toEqual({ same: 2 });
    expect(await topics(stack.endpoint)).toEqual(["a/one"]);
  });

  test("a Region of the environment that is not that of the state", async () => {
    await stack.configure({ "iot-retained:region": undefined });
    stack.inEnvironment({ AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL_IOT_DATA_PLANE: stack.endpoint });
    await stack.configure({ "iot-retained:endpoint": undefined });
    await stack.up(one("on"));
    stack.inEnvironment({ AWS_ENDPOINT_URL_IOT_DATA_PLANE: stack.endpoint.replace("127.0.0.1", "127.0.0.2") });
    const failure = await messageOfFailed(stack.preview(one("off")));
    expect(failure).toMatch(/was published .*127\.0\.0\.1.*, but the environment now points to one .*127\.0\.0\.2/);
  });
});
