import fc from "fast-check";
import { clearing, mayPublish, readMarker, standing, writeMarker } from "../../provider/messages/ownership";

const mine = { owner: "acme/fleet/prod", nonce: "0123456789ab" };
const marked = (owner: string, nonce: string) => ({ userProperties: [writeMarker({ owner, name: "m", nonce })] });

const live = {
  none: undefined,
  "our nonce": marked("acme/fleet/prod", "0123456789ab"),
  "our nonce, owner renamed": marked("acme/fleet/old", "0123456789ab"),
  "our owner, another nonce": marked("acme/fleet/prod", "ffffffffffff"),
  "another owner": marked("acme/other/prod", "ffffffffffff"),
  "a marker of another tool": { userProperties: [["managed-by", "ansible"] as const] },
  "no marker": { userProperties: [["model", "m200"] as const] },
};

// The table of docs/ownership.md, row by row.
test.each<[keyof typeof live, boolean, boolean, "done" | "clear" | "leave"]>([
  ["none", true, true, "done"],
  ["our nonce", true, true, "clear"],
  ["our nonce, owner renamed", true, true, "clear"],
  ["our owner, another nonce", true, true, "leave"],
  ["another owner", false, false, "leave"],
  ["a marker of another tool", false, false, "leave"],
  ["no marker", false, true, "clear"],
])("%s: create %s, update %s, delete %s", (name, create, update, del) => {
  const found = standing(live[name], mine);
  expect(mayPublish("create", found, false)).toBe(create);
  expect(mayPublish("update", found, false)).toBe(update);
  expect(clearing(found)).toBe(del);
  expect(mayPublish("create", found, true)).toBe(true);
  expect(mayPublish("update", found, true)).toBe(true);
});

test("a create has no nonce, so that no message is its own", () => {
  expect(standing(live["our nonce"], { ...mine, nonce: undefined })).toBe("moved");
});

test("a marker round-trips, whatever the name of the resource and the owner", () => {
  const text = fc.string({ unit: "grapheme", minLength: 1 });
  fc.assert(
    fc.property(text, text, fc.stringMatching(/^[0-9a-f]{12}$/), (owner, name, nonce) => {
      expect(readMarker([writeMarker({ owner, name, nonce })])).toEqual({ owner, name, nonce });
    }),
  );
});
