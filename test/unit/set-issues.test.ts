import { readAssetFile } from "../../provider/validation/asset-file";
import { issueText } from "../../provider/validation/issue";
import { issuesInSet } from "../../provider/validation/set-issues";
import { sentinels } from "../support/sentinels";

function issuesIn(messages: object, others: object = {}): string[] {
  return issuesInSet({ messages, marker: false, ...others }, readAssetFile).map(issueText);
}

test("JSON in place of a message is told how it is written, in one line", () => {
  const written = "a JSON payload is written `{ payload: { rate: 3 } }`";
  const alone = (topic: string) => `\`messages["${topic}"]\`: has no argument of a message; ${written}`;
  expect(issuesIn({ "a/b": { rate: 3, v: "x" } })).toEqual([alone("a/b")]);
  for (const value of [[1, 2], 7, true]) {
    expect(issuesIn({ a: value })).toEqual([
      `\`messages["a"]\`: expected a message: its text, an asset, or a record of its arguments; ${written}`,
    ]);
  }
  expect(issuesIn({ a: { payLoad: "x" } })).toContain(
    '`messages["a"].payLoad`: there is no such argument; the nearest is `payload`',
  );
  expect(issuesIn({ a: { payload: "x", rate: 3 } })).toEqual(['`messages["a"].rate`: there is no such argument']);
  expect(issuesIn({ a: {} })).toEqual(['`messages["a"].payload`: expected a payload']);
});

test("topics and prefixes that no object in Pulumi can have as a key", () => {
  const key = "4dabf18193072939515e22adb298388d";
  expect(issuesIn({ [key]: "x", ["__proto__"]: "x" })).toEqual([
    `\`messages["${key}"]\`: cannot be in a set: use a RetainedMessage`,
    '`messages["__proto__"]`: cannot be in a set: use a RetainedMessage',
  ]);
  expect(issuesIn({ [sentinels[0]]: "x" })).toEqual([
    `\`messages["${sentinels[0]}"]\`: is a text that Pulumi takes for an unknown value: choose another`,
  ]);
  expect(issuesIn({ a: "x" }, { exclusive: [key, `${key}/`] })).toEqual([
    `\`exclusive[0]\`: cannot be a prefix: use \`${key}/\` for the topics below it`,
  ]);
});
