import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import { SIGNATURE_KEY } from "../../provider/pulumi/signatures";
import { isUnknown } from "../../provider/pulumi/unknowns";
import { sendable } from "../../provider/resources/sendable";
import type { Issue } from "../../provider/validation/issue";
import { folder } from "../support/folder";
import { sentinels } from "../support/sentinels";

/** What the engine would get, and what is wrong, by its path. */
async function send(args: object): Promise<{ sent: Record<string, unknown>; issues: Record<string, string> }> {
  const issues: Issue[] = [];
  const sent = await pulumi.runtime.serializeProperties("test", sendable(args, { prefix: "", issues }));
  return { sent, issues: Object.fromEntries(issues.map(({ path, reason }) => [path, reason])) };
}

/** An object with a key of its own, even if the key is `__proto__`. */
function own(key: string, value: unknown): Record<string, unknown> {
  return Object.fromEntries([[key, value]]);
}

test("good arguments go as they are", async () => {
  const args = { topic: "a/b", qos: 1, userProperties: [{ a: "1" }, ["b", "2"]], triggers: [null, { deep: [true] }] };
  expect(await send(args)).toEqual({ sent: args, issues: {} });
});

test.each(sentinels)("the text %s is told from an unknown value, at any depth", async (text) => {
  const { sent, issues } = await send({
    topic: pulumi.secret(text),
    contentType: Promise.resolve(text),
    responseTopic: pulumi.output(unknown),
    payload: text,
    userProperties: { a: text, b: pulumi.output(text), c: pulumi.output(unknown), [text]: "x" },
    triggers: [[text]],
  });
  const inProperties = expect.stringMatching(/: write the property as `\{ keyBase64, valueBase64 \}` in an array$/);
  expect(issues).toEqual({
    topic: "is a text that Pulumi takes for an unknown value: choose another",
    contentType: expect.stringMatching(/: choose another$/),
    payload: expect.stringMatching(/: use `payloadBase64` for it$/),
    'userProperties["a"]': inProperties,
    'userProperties["b"]': inProperties,
    [`userProperties["${text}"]`]: inProperties,
    "triggers[0][0]": expect.any(String),
  });
  expect(isUnknown(sent["responseTopic"])).toBe(true);
});

test.each([SIGNATURE_KEY, "__proto__"])("the key %s is refused wherever it stands, and not sent", async (key) => {
  const { sent, issues } = await send({
    ...own(key, "x"),
    userProperties: own(key, "x"),
    triggers: [pulumi.output(1).apply(() => own(key, "x"))],
  });
  expect(issues).toEqual({
    [key]: expect.stringMatching(/^is a key that no object can have in Pulumi/),
    [`userProperties["${key}"]`]: expect.stringMatching(/: write the property as a pair `\[key, value\]` in an array$/),
    [`triggers[0]["${key}"]`]: expect.any(String),
  });
  expect(sent).toEqual({ userProperties: own(`\ufffd${key}`, "x"), triggers: [own(`\ufffd${key}`, "x")] });
});

test("an object with the key `toString` can be written into a text, as the SDK does with all inputs", () => {
  const userProperties = { toString: "x", valueOf: "y", constructor: "z", hasOwnProperty: "w" };
  const issues: Issue[] = [];
  const { made, list } = sendable({ made: userProperties, list: [userProperties] }, { prefix: "", issues });
  expect(`${String(made)}${String(list)}`).toBe("");
  expect(Object.entries(made)).toEqual(Object.entries(userProperties));
  expect(issues).toEqual([]);
});

test("a lone surrogate is refused in texts and keys, and U+FFFD is sent", async () => {
  const { sent, issues } = await send({
    contentType: "\ud800",
    userProperties: { "k\udfff": pulumi.secret("v\ud800") },
  });
  expect(Object.values(issues)).toEqual(Array(2).fill(expect.stringMatching(/^must not contain a lone surrogate/)));
  expect(sent).toEqual({ contentType: "\ufffd", userProperties: { "k\ufffd": expect.anything() } });
});

test("an asset that the engine could not read to its end is not sent", async () => {
  const root = folder();
  mkdirSync(join(root, "sub"));
  writeFileSync(join(root, "good"), "x");
  execFileSync("mkfifo", [join(root, "pipe")]);
  const asset = (name: string) => new pulumi.asset.FileAsset(join(root, name));
  const triggers = [asset("good"), asset("pipe"), asset("sub"), asset("none"), new pulumi.asset.FileAsset("/dev/zero")];
  const text = new pulumi.asset.StringAsset(sentinels[0]);
  const { sent, issues } = await send({ triggers: [...triggers, text] });
  expect(issues).toEqual({
    "triggers[1]": "expected a FileAsset of a file, got neither a file nor a folder",
    "triggers[2]": "expected a FileAsset of a file, got a folder",
    "triggers[3]": "the file of the FileAsset cannot be read (ENOENT)",
    "triggers[4]": "expected a FileAsset of a file, got neither a file nor a folder",
    "triggers[5]": expect.stringMatching(/^is a text that Pulumi takes/),
  });
  expect(sent["triggers"]).toEqual([
    expect.objectContaining({ path: join(root, "good") }),
    null,
    null,
    null,
    null,
    null,
  ]);
});
