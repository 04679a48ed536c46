import { reasonsAgainstTopic } from "../../provider/messages/topic";

test.each([
  "a",
  "a/b/c/d/e/f/g/h",
  "/leading//double/",
  " spaces and %2F ",
  "..",
  "homie/5/pump-1/$description",
  "ü".repeat(128),
  "🌡".repeat(64),
])("a good topic: %s", (topic) => {
  expect(reasonsAgainstTopic(topic)).toEqual([]);
});

test.each([
  ["", /must not be empty/],
  ["a/b/c/d/e/f/g/h/i", /at most 7 slashes, got 8/],
  ["a".repeat(257), /at most 256 bytes of UTF-8, got 257/],
  ["ü".repeat(129), /at most 256 bytes of UTF-8, got 258/],
  ["a/+/b", /wildcards/],
  ["a/#", /wildcards/],
  ["a\0b", /NUL/],
  ["a\ud800b", /lone surrogate/],
  ["$aws/things/x", /must not begin with `\$`/],
])("a bad topic: %j", (topic, fault) => {
  expect(reasonsAgainstTopic(topic)).toEqual([expect.stringMatching(fault)]);
});

test("every fault is told, and none quotes the topic", () => {
  const faults = reasonsAgainstTopic(`$secret/+/${"/".repeat(8)}\0`);
  expect(faults).toHaveLength(4);
  expect(faults.join()).not.toContain("secret");
});
