import fc from "fast-check";
import { readMarker, writeMarker } from "../../provider/messages/marker";
import { decide, decisionTable, type TopicCase } from "../../provider/topics/decide";
import { type Ownership, ownershipOf } from "../../provider/topics/ownership";

// Whose a live message is.

const mine = { owner: "acme/fleet/prod", nonce: "0123456789ab" };
const marked = (owner: string, nonce: string) => ({ userProperties: [writeMarker({ owner, name: "m", nonce })] });

test.each<[string, Parameters<typeof ownershipOf>[0], Ownership]>([
  ["none", undefined, "free"],
  ["our nonce", marked("acme/fleet/prod", "0123456789ab"), "ours"],
  ["our nonce, owner renamed", marked("acme/fleet/old", "0123456789ab"), "ours"],
  ["our owner, another nonce", marked("acme/fleet/prod", "ffffffffffff"), "moved"],
  ["another owner", marked("acme/other/prod", "ffffffffffff"), "foreign"],
  ["a marker of another tool", { userProperties: [["managed-by", "ansible"] as const] }, "foreign"],
  ["no marker", { userProperties: [["model", "m200"] as const] }, "unmarked"],
])("%s: %s", (_, live, ownership) => expect(ownershipOf(live, mine)).toBe(ownership));

test("a create has no nonce, so that no message is its own", () => {
  expect(ownershipOf(marked("acme/fleet/prod", "0123456789ab"), { ...mine, nonce: undefined })).toBe("moved");
});

test("a marker round-trips, whatever the name of the resource and the owner", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(
    fc.property(text, text, fc.stringMatching(/^[0-9a-f]{12}$/), (owner, name, nonce) => {
      expect(readMarker([writeMarker({ owner, name, nonce })])).toEqual({ owner, name, nonce });
    }),
  );
});

// What is decided, row by row of the table. Each case has the least that its row asks for.

type Case = Pick<TopicCase, "declared"> & Partial<TopicCase>;

const rows: [Case, string][] = [
  [{ declared: "as recorded", recorded: "yes" }, "keep: as recorded"],

  [{ declared: "otherwise", isClaimed: true, live: "free" }, "refuse: claimed"],
  [{ declared: "otherwise", isClaimed: true, live: "ours", overwrite: true }, "refuse: claimed"],
  [{ declared: "otherwise" }, "publish: planned"],
  [{ declared: "otherwise", recorded: "yes", live: "ours", isDone: true }, "keep: done"],
  [{ declared: "otherwise", live: "free" }, "publish: declared"],
  [{ declared: "otherwise", recorded: "yes", live: "free" }, "publish: declared"],
  [{ declared: "otherwise", recorded: "yes", live: "ours" }, "publish: declared"],
  [{ declared: "otherwise", live: "moved" }, "publish: declared"],
  [{ declared: "otherwise", recorded: "yes", live: "moved" }, "publish: declared"],
  [{ declared: "otherwise", recorded: "yes", live: "unmarked" }, "publish: drifted"],
  [{ declared: "otherwise", live: "unmarked", overwrite: true }, "publish: overwritten"],
  [{ declared: "otherwise", recorded: "unconfirmed", live: "unmarked", overwrite: true }, "publish: overwritten"],
  [{ declared: "otherwise", recorded: "yes", live: "foreign", overwrite: true }, "publish: overwritten"],
  [{ declared: "otherwise", live: "unmarked" }, "refuse: in the way"],
  [{ declared: "otherwise", recorded: "unconfirmed", live: "unmarked" }, "refuse: in the way"],
  [{ declared: "otherwise", live: "foreign" }, "refuse: in the way"],
  [{ declared: "otherwise", recorded: "yes", live: "foreign" }, "refuse: in the way"],

  [{ declared: "no more", recorded: "yes", live: "ours", isClaimed: true }, "keep: claimed"],
  [{ declared: "no more", recorded: "yes", isHeld: true }, "keep: held"],
  [{ declared: "no more", recorded: "yes" }, "clear: planned"],
  [{ declared: "no more", recorded: "yes", live: "free" }, "keep: gone"],
  [{ declared: "no more", recorded: "yes", live: "ours" }, "clear: ours"],
  [{ declared: "no more", recorded: "yes", live: "moved", isProven: true }, "keep: moved"],
  [{ declared: "no more", recorded: "yes", live: "foreign", isProven: true, overwrite: true }, "keep: foreign"],
  [{ declared: "no more", recorded: "yes", live: "unmarked", isProven: true }, "clear: drifted"],
  [{ declared: "no more", recorded: "yes", live: "unmarked", overwrite: true }, "keep: unproven"],

  [{ declared: "excluded", live: "unmarked", isProven: true, isClaimed: true }, "keep: claimed"],
  [{ declared: "excluded", isHeld: true }, "keep: held"],
  [{ declared: "excluded" }, "clear: planned"],
  [{ declared: "excluded", live: "free" }, "keep: gone"],
  [{ declared: "excluded", live: "unmarked", isProven: true }, "clear: as shown"],
  [{ declared: "excluded", live: "unmarked", overwrite: true }, "keep: not as shown"],
  [{ declared: "excluded", live: "ours", isProven: true }, "keep: not as shown"],
  [{ declared: "excluded", live: "moved", isProven: true }, "keep: not as shown"],
  [{ declared: "excluded", live: "foreign", isProven: true }, "keep: not as shown"],
];

test.each(rows)("%j: %s", (topic, expected) => {
  const { step, reason } = decide(topic);
  expect(`${step}: ${reason}`).toBe(expected);
});

test("every row of the table decides one of the cases above", () => {
  for (const row of decisionTable) {
    const others = decisionTable.filter((other) => other !== row);
    const outcome = (topic: Case) => {
      try {
        const { step, reason } = decide(topic, others);
        return `${step}: ${reason}`;
      } catch {
        return "no row";
      }
    };
    expect(rows.filter(([topic, expected]) => outcome(topic) !== expected)).not.toEqual([]);
  }
});

/** Every case that there can be. */
const anyCase: fc.Arbitrary<TopicCase> = fc.record({
  declared: fc.constantFrom("as recorded", "otherwise", "no more", "excluded"),
  recorded: fc.constantFrom("yes", "unconfirmed", "no"),
  live: fc.constantFrom("unseen", "free", "ours", "moved", "foreign", "unmarked"),
  isClaimed: fc.boolean(),
  isDone: fc.boolean(),
  isProven: fc.boolean(),
  overwrite: fc.boolean(),
  isHeld: fc.boolean(),
});

test("what is foreign is never cleared, and published over only if the declaration allows it", () => {
  fc.assert(
    fc.property(anyCase, (topic) => {
      const { step } = decide({ ...topic, live: "foreign", isDone: false });
      expect(step).not.toBe("clear");
      if (step === "publish") expect(topic.overwrite).toBe(true);
    }),
  );
});

test("what another resource declares is neither cleared nor published over", () => {
  fc.assert(
    fc.property(anyCase, (topic) => {
      expect(["keep", "refuse"]).toContain(decide({ ...topic, isClaimed: true }).step);
    }),
  );
});

test("every case has a row", () => {
  fc.assert(fc.property(anyCase, (topic) => expect(decisionTable).toContain(decide(topic))));
});
