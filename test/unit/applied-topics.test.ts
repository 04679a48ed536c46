import fc from "fast-check";
import { AppliedTopics, reasonsAgainstTemplate } from "../../provider/messages/applied-topics";

// Templates of the topics on which devices acknowledge messages.

test.each([
  ["{topic}/applied", "a/b", "a/b/applied"],
  ["acks/{topic}", "a/b", "acks/a/b"],
  ["acks/{topic}/x", "$&", "acks/$&/x"],
])("%s of %s is %s", (template, topic, expected) => {
  const applied = new AppliedTopics(template);
  expect(applied.of(topic)).toBe(expected);
  expect(applied.acknowledges(expected, new Set([topic]))).toBe(true);
});

test("a topic acknowledges a message that there is, and no other", () => {
  const part = fc.string({ maxLength: 4 }).map((text) => text.replace(/[{}]/g, "/"));
  const cases = fc.tuple(part, part, fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 4 }));
  fc.assert(
    fc.property(cases, fc.string({ minLength: 1, maxLength: 8 }), ([before, after, topics], other) => {
      const applied = new AppliedTopics(`${before}{topic}${after}`);
      const messages = new Set(topics);
      const acknowledgements = topics.map((topic) => applied.of(topic));
      for (const one of [...acknowledgements, ...topics, other]) {
        expect(applied.acknowledges(one, messages)).toBe(acknowledgements.includes(one));
      }
    }),
    { numRuns: 1000 },
  );
});

test("parts of a template that overlap in a topic name no message", () => {
  // "aa" begins with "a" and ends with "aa", and has no room for both.
  expect(new AppliedTopics("a{topic}aa").acknowledges("aa", new Set([""]))).toBe(false);
});

test("a good template has no reason against it", () => {
  for (const template of ["{topic}/applied", "x{topic}", "/{topic}"])
    expect(reasonsAgainstTemplate(template)).toEqual([]);
});
