import { createHash } from "node:crypto";
import fc from "fast-check";
import type { MessageValue } from "../../provider/messages/message-value";
import { isWithin, rolloutWith, shareOf } from "../../provider/messages/rollout";
import { rollOut } from "../../provider/rollout/roll-out";
import { readStable, type StableMessage, type StableMessages, writeStable } from "../../provider/rollout/stable";
import { type ForAll, messageWithin, wholeMessage } from "../../provider/rollout/whole-message";
import { earlyTopics } from "../../provider/validation/early-topics";

test("the share is the first 8 hexadecimal digits of the SHA-256, over 2^32", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (key) => {
      const digits = createHash("sha256").update(key).digest("hex").slice(0, 8);
      expect(shareOf(key)).toBe(Number.parseInt(digits, 16) / 2 ** 32);
    }),
  );
  expect(shareOf("fleet/3")).toBeCloseTo(0.058, 3);
});

test("shares are spread evenly", () => {
  const early = Array.from({ length: 10_000 }, (_, i) => `acme/pump-${i}/config`).filter((key) => isWithin(key, 10));
  expect(early.length).toBeGreaterThan(900);
  expect(early.length).toBeLessThan(1_100);
});

const topic = fc.stringMatching(/^[a-c]\/[a-z0-9]{1,3}$/);

test("who is early at a percentage is early at every one above, whatever is added", () => {
  const percents = fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }));
  fc.assert(
    fc.property(fc.array(topic), fc.array(topic), percents, (topics, more, [a, b]) => {
      const before = earlyTopics(topics, { percent: Math.min(a, b), first: ["a/**"] });
      const after = earlyTopics([...topics, ...more], { percent: Math.max(a, b), first: ["a/**"] });
      for (const one of topics) if (before.has(one)) expect(after.has(one)).toBe(true);
      for (const one of topics) if (one.startsWith("a/")) expect(before.has(one)).toBe(true);
    }),
  );
});

test("nothing is early at 0 percent, and everything at 100", () => {
  fc.assert(
    fc.property(topic, (one) => {
      expect(earlyTopics([one], { percent: 0, first: ["**"] }).has(one)).toBe(false);
      expect(earlyTopics([one], { percent: 100 }).has(one)).toBe(true);
    }),
  );
});

test("a glob that is exactly a topic names it, and one that names none is told", () => {
  const early = earlyTopics(["a/[b]", "a/b"], { percent: 0.0001, first: ["a/[b]", "x/*"] });
  expect([early.has("a/[b]"), early.has("a/b")]).toEqual([true, false]);
  expect(early.unmatched).toEqual(["x/*"]);
});

test("a percentage of its own wins over the setting", () => {
  expect(rolloutWith(undefined, undefined)).toBeUndefined();
  expect(rolloutWith({ first: ["a"] }, 5)).toEqual({ percent: 5, first: ["a"] });
  expect(rolloutWith({ percent: 7 }, 5)).toEqual({ percent: 7 });
});

const all: fc.Arbitrary<ForAll> = fc.record({
  defaults: fc.record(
    {
      qos: fc.constantFrom(0 as const, 1 as const),
      contentType: fc.constantFrom("text/plain", "text/csv"),
      messageExpiry: fc.constantFrom(60, 90),
      userProperties: fc.dictionary(fc.constantFrom("k", "l"), fc.constantFrom("1", "2")),
      onExpiry: fc.constantFrom("expect" as const, "republish" as const),
    },
    { requiredKeys: [] },
  ),
  marker: fc.boolean(),
});

const value: fc.Arbitrary<MessageValue> = fc.oneof(
  fc.constantFrom("on", "off"),
  fc.record(
    {
      payload: fc.constantFrom("on", "off"),
      qos: fc.constantFrom(0 as const, 1 as const),
      contentType: fc.constantFrom("text/plain", "text/html"),
      userProperties: fc.dictionary(fc.constantFrom("k", "l"), fc.constantFrom("1", "2")),
      marker: fc.boolean(),
    },
    { requiredKeys: ["payload"] },
  ),
);

test("a message within other defaults is the same message", () => {
  fc.assert(
    fc.property(all, all, value, (before, now, one) => {
      const whole = wholeMessage(before, one);
      const sent = JSON.parse(JSON.stringify(messageWithin(now, whole))) as MessageValue;
      const { userProperties = {}, ...rest } = wholeMessage(now, sent);
      const { userProperties: expected = {}, ...others } = whole;
      expect(rest).toEqual(others);
      expect(userProperties).toEqual(expected);
    }),
  );
});

test("stable messages round-trip, and are one text whatever their order is", () => {
  fc.assert(
    fc.property(fc.dictionary(topic, fc.option(value, { nil: null })), (messages) => {
      const ofSet = { marker: true };
      const entries = Object.entries(messages).map(
        ([one, found]) => [one, found === null ? null : wholeMessage(ofSet, found)] as const,
      );
      const text = writeStable({ messages: new Map(entries), waiting: ["b", "a"] });
      expect(writeStable({ messages: new Map([...entries].reverse()), waiting: ["a", "b"] })).toBe(text);
      expect(readStable(text)).toEqual({ messages: new Map(entries), waiting: ["a", "b"] });
    }),
  );
});

test("a topic whose declared message is the stable one takes no part", () => {
  fc.assert(
    fc.property(fc.dictionary(topic, value, { minKeys: 1 }), all, fc.boolean(), (messages, ofSet, isEarly) => {
      const current = { all: ofSet, messages, stable: new Map() };
      const now = rollOut(current, { all: ofSet, messages: { ...messages } }, () => isEarly);
      expect(now.changing).toBe(0);
      expect(now.messages).toEqual(messages);
      expect(now.stable.size).toBe(0);
    }),
  );
});

test("each topic has its declared message if it is early, and its stable one if not, however often that is asked", () => {
  const messages = fc.dictionary(topic, value, { minKeys: 1 });
  const step = fc.tuple(messages, all, fc.array(topic));
  fc.assert(
    fc.property(messages, all, fc.array(step, { minLength: 1, maxLength: 4 }), (first, ofFirst, steps) => {
      const wholes = (ofSet: ForAll, found: object) =>
        new Map(Object.entries(found).map(([one, v]) => [one, wholeMessage(ofSet, v as MessageValue)]));
      const stable = wholes(ofFirst, first);
      let current = {
        all: ofFirst,
        messages: first as Record<string, unknown>,
        stable: new Map<string, StableMessage>() as StableMessages,
      };
      for (const [declared, ofSet, early] of steps) {
        const now = rollOut(current, { all: ofSet, messages: declared }, (one) => early.includes(one));
        const has = wholes(now.all, now.messages);
        for (const [one, wanted] of wholes(ofSet, declared)) {
          const isNow = early.includes(one);
          expect(normal(has.get(one))).toEqual(normal(isNow ? wanted : stable.get(one)));
        }
        for (const [one, wanted] of stable) {
          if (!Object.hasOwn(declared, one)) expect(normal(has.get(one))).toEqual(normal(wanted));
        }
        current = { all: now.all, messages: now.messages, stable: now.stable };
      }
    }),
  );
});

/** Messages compare by what is on the wire: no user properties are the same as an empty record. */
function normal(message: ReturnType<typeof wholeMessage> | undefined) {
  return message && { ...message, userProperties: message.userProperties ?? {} };
}
