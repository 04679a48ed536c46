import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Provider, Publication, RetainedMessage, RetainedMessageSet } from "../../provider";
import { publishAs, text, topics } from "../support/look";
import { message, topic } from "../support/message";
import { useStack } from "../support/stack";

const stack = useStack();

describe("the account", () => {
  /** The endpoint also stands in for STS, to which the digits in an access key are the account. */
  const keysOf = (account: string) =>
    stack.inEnvironment({
      AWS_ENDPOINT_URL_STS: stack.endpoint,
      AWS_ACCESS_KEY_ID: `AKIA${account}`,
      AWS_SECRET_ACCESS_KEY: "hunter2",
    });

  beforeEach(() => keysOf("111122223333"));

  test("is asked once before anything else, kept in the state, and an output", async () => {
    const program = () => {
      const first = message()();
      new RetainedMessage("second", { topic: "site/b/config", payload: "x" });
      return { accountId: first.accountId };
    };
    for (const command of [() => stack.preview(program), () => stack.up(program)]) {
      await command();
      expect(stack.operations[0]).toBe("GetCallerIdentity");
      expect(stack.count("GetCallerIdentity")).toBe(1);
    }
    expect(stack.count("GetCallerIdentity")).toBe(1);
    expect(await stack.outputs()).toEqual({ accountId: "111122223333" });
    expect(new Set(stack.calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(["AKIA111122223333"]));
    await stack.up(program);
    expect(stack.calls).toEqual([]);
    await stack.refresh({ expectNoChanges: true });
    expect(await stack.state()).not.toContain("hunter2");
  });

  test("is told with the place, once before the first publish or clear of a run, and only then", async () => {
    const where = `account 111122223333 in eu-west-1 at ${stack.endpoint}`;
    // The CLI shows each line on the row of its resource, and once more at the end, under the name of the resource.
    const told = ({ stdout }: { stdout: string }) =>
      stdout.split("Diagnostics:")[1]?.match(/(publishing|clearing) .*account.*/g) ?? [];
    const program = (payload: string) => () => {
      message({ payload })();
      new RetainedMessage("second", { topic: "site/b/config", payload });
      new RetainedMessageSet("set", { messages: { "site/c": payload, "site/d": payload } });
      new Publication("signal", { topic: "site/reload", triggers: [payload] });
    };
    expect(told(await stack.preview(program("first")))).toEqual([]);
    const up = await stack.up(program("first"));
    expect(told(up)).toEqual([`publishing to ${where}`]);
    expect(up.stdout).toMatch(/pulumi:pulumi:Stack \(.*\):\n +publishing to account/);
    expect(told(await stack.up(program("first")))).toEqual([]);
    expect(told(await stack.preview(program("second")))).toEqual([]);
    expect(told(await stack.refresh())).toEqual([]);
    expect(told(await stack.destroy())).toEqual([`clearing messages of ${where}`]);
  });

  test("another one stops update, refresh and destroy with both names, and the state stays", async () => {
    await stack.up(message());
    const before = await stack.recorded();
    keysOf("444455556666");
    const both =
      /of account 111122223333, but the credentials are of account 444455556666\. Nothing was read or written/;
    await expect(stack.up(message({ payload: "second" }))).rejects.toThrow(both);
    expect(stack.operations).toEqual(["GetCallerIdentity"]);
    await expect(stack.refresh()).rejects.toThrow(both);
    expect(stack.operations).toEqual(["GetCallerIdentity"]);
    await expect(stack.destroy()).rejects.toThrow(both);
    expect(stack.operations).toEqual(["GetCallerIdentity"]);
    expect(await stack.recorded()).toEqual(before);
    keysOf("111122223333");
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });

  test("that the lists do not allow stops before anything is read or published", async () => {
    await stack.configure({ "aws:allowedAccountIds": '["444455556666"]' });
    await expect(stack.up(message())).rejects.toThrow(/of account 111122223333, which aws:allowedAccountIds does not/);
    expect(stack.operations).toEqual(["GetCallerIdentity"]);
    await stack.configure({
      "aws:allowedAccountIds": '["111122223333"]',
      "aws:forbiddenAccountIds": '["444455556666"]',
    });
    await stack.up(message());
    expect(await text(stack.endpoint, topic)).toBe("first");
  });

  test("has to be allowed by the lists of both namespaces, and the refusing one is named", async () => {
    const allow = (ours: string, all: string) =>
      stack.configure({ "iot-retained:allowedAccountIds": ours, "aws:allowedAccountIds": `["${all}"]` });
    await allow("111122223333", "444455556666");
    await expect(stack.up(message())).rejects.toThrow(/of account 111122223333, which aws:allowedAccountIds does not/);
    expect(stack.operations).toEqual(["GetCallerIdentity"]);
    await allow("444455556666", "111122223333");
    await expect(stack.up(message())).rejects.toThrow(/which iot-retained:allowedAccountIds does not allow/);
    expect(stack.operations).toEqual(["GetCallerIdentity"]);
    await allow("111122223333", "111122223333");
    await stack.up(message());
    expect(await text(stack.endpoint, topic)).toBe("first");
  });

  test("of keys of our own wins over keys, profile and role of aws", async () => {
    await stack.configure({
      "aws:profile": "nobody",
      "aws:assumeRole": '{"roleArn":"arn:aws:iam::444455556666:role/deploy"}',
      "iot-retained:accessKey": "AKIA777788889999",
      "iot-retained:secretKey": "hunter2",
    });
    await stack.up(message());
    expect(new Set(stack.calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(["AKIA777788889999"]));
    expect(await stack.state()).not.toContain("hunter2");
    const role = { roleArn: "arn:aws:iam::777788889999:role/deploy", externalId: "x" };
    await stack.configure({ "iot-retained:assumeRole": JSON.stringify(role) });
    await stack.up(message({ payload: "second" }));
    const key = (name: string) => stack.calls.find(({ operation }) => operation === name)?.accessKeyId;
    expect([key("AssumeRole"), key("Publish")]).toEqual(["AKIA777788889999", "ASIA777788889999"]);
  });

  test("of a role, ours or that of aws, is the one that publishes", async () => {
    const role = { roleArn: "arn:aws:iam::444455556666:role/deploy", sessionName: "deploy" };
    await stack.configure({ "aws:assumeRole": JSON.stringify(role) });
    await stack.up(() => ({ accountId: message()().accountId }));
    expect(await stack.outputs()).toEqual({ accountId: "444455556666" });
    const key = (name: string) => stack.calls.filter(({ operation }) => operation === name).map((c) => c.accessKeyId);
    expect(key("AssumeRole")).toContain("AKIA111122223333");
    expect(key("Publish")).toEqual(["ASIA444455556666"]);
    await stack.configure({ "iot-retained:roleArn": "arn:aws:iam::777788889999:role/deploy" });
    await expect(stack.up(message({ payload: "second" }))).rejects.toThrow(/credentials are of account 777788889999/);
  });

  test("of a role that another account has is refused in preview, where nothing else has changed", async () => {
    await stack.up(message());
    const roleArn = "arn:aws:iam::444455556666:role/deploy";
    const both = /of account 111122223333, but the credentials are of account 444455556666/;
    const moved = () => message()({ provider: new Provider("other", { roleArn }) });
    await expect(stack.preview(moved)).rejects.toThrow(both);
    await stack.configure({ "iot-retained:roleArn": roleArn });
    await expect(stack.preview(message())).rejects.toThrow(both);
    expect(stack.calls).toEqual([]);
  });

  test("of a role is assumed with the profile that is set, whatever keys the environment has", async () => {
    const file = join(stack.directory, "credentials");
    await writeFile(file, "[fleet]\naws_access_key_id = AKIA777788889999\naws_secret_access_key = x\n");
    stack.inEnvironment({ AWS_SHARED_CREDENTIALS_FILE: file });
    await stack.configure({
      "iot-retained:profile": "fleet",
      "iot-retained:roleArn": "arn:aws:iam::444455556666:role/deploy",
    });
    await stack.up(message());
    const assuming = stack.calls.filter(({ operation }) => operation === "AssumeRole");
    expect(new Set(assuming.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(["AKIA777788889999"]));
  });

  test("is not forgotten while STS does not answer, and a missing message is then no reason to drop it", async () => {
    await stack.up(message());
    const unanswered = () => {
      stack.fault = ({ operation }) => (operation === "GetCallerIdentity" ? { drop: "before" } : undefined);
    };
    unanswered();
    await stack.up(message({ payload: "second" }));
    stack.fault = () => undefined;
    keysOf("444455556666");
    await expect(stack.up(message({ payload: "third" }))).rejects.toThrow(
      /of account 111122223333, but the credentials/,
    );
    await publishAs(stack.endpoint, topic, "");
    unanswered();
    const kept = /there is no message on site\/a\/config.*of account 111122223333, but STS could not be asked/;
    await expect(stack.refresh()).rejects.toThrow(kept);
    await expect(stack.destroy()).rejects.toThrow(kept);
    stack.fault = () => undefined;
    keysOf("111122223333");
    expect((await stack.refresh()).changes).toEqual({ delete: 1 });
  });

  test("a role that cannot be assumed is named, and no permission to publish is asked for", async () => {
    await stack.configure({ "iot-retained:roleArn": "arn:aws:iam::444455556666:role/deploy" });
    stack.fault = ({ operation }) => (operation === "AssumeRole" ? { error: "ForbiddenException" } : undefined);
    const failure = await stack.up(message()).catch((error: Error) => error.message);
    expect(failure).toMatch(/no usable AWS credentials were found \(assuming arn:aws:iam::444455556666:role\/deploy: /);
    expect(failure).not.toMatch(/iot:Publish/);
  });

  test("where STS does not answer, one warning, and the deployment goes on and asks again", async () => {
    // Two attempts for each of the first two messages.
    let failures = 4;
    stack.fault = ({ operation }) =>
      operation === "GetCallerIdentity" && failures-- > 0 ? { drop: "before" } : undefined;
    const up = await stack.up(() => {
      const first = message()();
      const second = new RetainedMessage("second", { topic: "site/b", payload: "x" }, { dependsOn: first });
      const third = new RetainedMessage("third", { topic: "site/c", payload: "x" }, { dependsOn: second });
      return { first: first.accountId, third: third.accountId };
    });
    const warning = /warning: asking STS for the account: no answer .*nothing checks that messages are still/g;
    expect(up.stdout.split("Diagnostics:")[1]?.match(warning)).toHaveLength(1);
    expect(await stack.outputs()).toEqual({ third: "111122223333" });
    expect(await topics(stack.endpoint)).toEqual([topic, "site/b", "site/c"]);
  });
});
