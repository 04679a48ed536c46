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

const VERSION_IS_OURS = "the key `version` is that of the argument `version`: choose another, or set that to false";

test("a version beside a user property of that name, in a message, in the defaults, and in one of both", () => {
  const userProperties = { version: "1" };
  expect(issuesIn({ a: { payload: "x", version: true, userProperties } })).toEqual([
    `\`messages["a"].userProperties\`: ${VERSION_IS_OURS}`,
  ]);
  expect(issuesIn({ a: "x", b: { payload: "x", userProperties } }, { defaults: { version: true } })).toEqual([
    `\`messages["b"].userProperties\`: ${VERSION_IS_OURS}`,
  ]);
  expect(issuesIn({ a: { payload: "x", version: true }, b: "x" }, { defaults: { userProperties } })).toEqual([
    `\`messages["a"].userProperties\`: ${VERSION_IS_OURS}`,
  ]);
  const both = { version: true, userProperties };
  expect(issuesIn({ a: "x" }, { defaults: both })).toEqual([`\`defaults.userProperties\`: ${VERSION_IS_OURS}`]);
  expect(issuesIn({ a: { payload: "x", version: false, userProperties } }, { defaults: { version: true } })).toEqual(
    [],
  );
});

test.each([
  [{}, "applied", "{topic}/applied"],
  [{ a: "x" }, "`applied`: expected {topic} exactly once, got it 0 times", "acks"],
  [{ a: "x" }, "`applied`: expected {topic} exactly once, got it 2 times", "{topic}/{topic}"],
  [{ a: "x" }, "`applied`: expected no braces but those of {topic}", "{topic}/{thingName}"],
  [{ a: "x" }, "`applied`: expected more than {topic}, which is the topic of the message itself", "{topic}"],
  [{ a: "x" }, "`applied`: must not contain the wildcards `+` and `#`", "+/{topic}"],
  [{ a: "x" }, "`applied`: must not begin with `$`: AWS reserves those topics", "$aws/{topic}"],
  [{ a: "x" }, "`applied`: must have at most 7 slashes, got 8", "1/2/3/4/5/6/7/8/{topic}"],
  [{ a: "x" }, "`applied`: must be at most 256 bytes of UTF-8, got 257", `{topic}${"é".repeat(128)}`],
])("%j: %s", (messages, issue, applied) => {
  const found = issuesIn({ b: "x", ...messages }, { applied });
  expect(found).toEqual(issue === "applied" ? [] : [issue]);
});

test("a topic whose acknowledgement breaks a limit, or has a message of its own", () => {
  const deep = "1/2/3/4/5/6/7/8";
  const long = "x".repeat(250);
  const applied = "{topic}/applied";
  expect(issuesIn({ [deep]: "x", b: "x" }, { applied })).toEqual([
    `\`messages["${deep}"]\`: its topic by \`applied\` must have at most 7 slashes, got 8`,
  ]);
  // One template is wrong for many topics: one issue tells that.
  expect(issuesIn({ b: "x", [long]: "x", [deep]: "x", a: "x", "a/applied": "x" }, { applied })).toEqual([
    `\`messages["${long}"]\`: its topic by \`applied\` must be at most 256 bytes of UTF-8, got 258 (and 2 more)`,
  ]);
  expect(issuesIn({ a: "x", "a/applied": "x" }, { applied })).toEqual([
    '`messages["a"]`: its topic by `applied` has a message of its own',
  ]);
  // An unknown template passes, as every unknown value.
  expect(issuesIn({ [deep]: "x" }, { applied: sentinels[0] })).toEqual([]);
});
