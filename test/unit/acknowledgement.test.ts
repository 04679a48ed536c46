import fc from "fast-check";
import { MAX_ACKNOWLEDGEMENT_BYTES, readAcknowledgement } from "../../provider/convergence/acknowledgement";

// What devices, or whoever may publish in their place, have put on the topic of an acknowledgement.

const V = "0123456789abcdef";
const read = (value: unknown) => readAcknowledgement(Buffer.from(JSON.stringify(value)));
const unreadable = (reason: string) => ({ is: "unreadable", reason });
const NO_VERSION = unreadable("names no version: 16 hex digits in lower case");
const NEITHER = unreadable("expected either `applied` or `refused`");

test("what follows the convention", () => {
  expect(read({ applied: V })).toEqual({ is: "applied", version: V });
  expect(read({ refused: V, reason: "no such unit" })).toEqual({ is: "refused", version: V, reason: "no such unit" });
  expect(read({ refused: V })).toEqual({ is: "refused", version: V });
  // A device may say more.
  expect(read({ applied: V, firmware: "1.2", reason: "x" })).toEqual({ is: "applied", version: V });
  expect(read({ refused: V, reason: 7 })).toEqual({ is: "refused", version: V });
});

test.each<[unknown, object]>([
  [{}, NEITHER],
  [{ applied: V, refused: V }, NEITHER],
  [{ applied: V.slice(1) }, NO_VERSION],
  [{ applied: `${V}0` }, NO_VERSION],
  [{ applied: V.toUpperCase() }, NO_VERSION],
  [{ applied: `${V}\n` }, NO_VERSION],
  [{ applied: null }, NO_VERSION],
  [{ applied: [V] }, NO_VERSION],
  [{ refused: true, reason: "x" }, NO_VERSION],
  [[{ applied: V }], unreadable("is not a JSON object")],
  [V, unreadable("is not a JSON object")],
  [null, unreadable("is not a JSON object")],
])("%j", (value, expected) => {
  expect(read(value)).toEqual(expected);
});

test("bytes that are no JSON, no UTF-8, or too many", () => {
  expect(readAcknowledgement(Buffer.from("{"))).toEqual(unreadable("is not a JSON object"));
  expect(readAcknowledgement(Buffer.from([0x22, 0xff, 0x22]))).toEqual(unreadable("is not a JSON object"));
  const padded = (size: number) => JSON.stringify({ applied: V }).padEnd(size);
  const most = MAX_ACKNOWLEDGEMENT_BYTES;
  expect(readAcknowledgement(Buffer.from(padded(most)))).toEqual({ is: "applied", version: V });
  expect(readAcknowledgement(Buffer.from(padded(most + 1)))).toEqual(unreadable(`has more than ${most} bytes`));
});

test("a reason is cut between characters, and is well-formed", () => {
  expect(read({ refused: V, reason: "🙂".repeat(257) })).toMatchObject({ reason: `${"🙂".repeat(256)}…` });
  expect(read({ refused: V, reason: "🙂".repeat(256) })).toMatchObject({ reason: "🙂".repeat(256) });
  expect(readAcknowledgement(Buffer.from(`{"refused":"${V}","reason":"\\ud800"}`))).toMatchObject({ reason: "\ufffd" });
});

test("whatever it is, it is read without an error, and stays small", () => {
  const version = fc.oneof(fc.constant(V), fc.string(), fc.constant(V.toUpperCase()));
  const members = { applied: version, refused: version, reason: fc.anything(), ["__proto__"]: fc.anything() };
  const near = fc.record(members, { requiredKeys: [] }).map((value) => JSON.stringify(value));
  const payload = fc.oneof(
    near.map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 5_000, size: "max" }),
  );
  fc.assert(
    fc.property(payload, (bytes) => {
      const found = readAcknowledgement(bytes);
      if (found.is !== "unreadable") expect(found.version).toMatch(/^[0-9a-f]{16}$/);
      expect(JSON.stringify(found).length).toBeLessThan(2_000);
      expect(JSON.stringify(found).isWellFormed()).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
