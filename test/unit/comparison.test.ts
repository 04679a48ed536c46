import { writeMarker } from "../../provider/messages/marker";
import { type LiveMessage, unreadableDigest } from "../../provider/messages/message";
import type { UserProperty } from "../../provider/messages/user-properties";
import { compared, type DeclaredMessage } from "../../provider/topics/comparison";

const owner = "acme/pumps/prod";
const markerOf = (of: string, unreadable?: string) =>
  writeMarker({ owner: of, name: "defaults", nonce: "1", unreadable });
const declared: DeclaredMessage = {
  topic: "a",
  payload: Buffer.from("on"),
  qos: 1,
  userProperties: [["k", "v"]],
  marker: true,
};
const unmarked: DeclaredMessage = { ...declared, marker: false };
const live = (userProperties: UserProperty[], other: Partial<LiveMessage> = {}): LiveMessage => {
  return { topic: "a", payload: Buffer.from("on"), qos: 1, userProperties, lastModifiedTime: 1, ...other };
};
const own = (other: Partial<LiveMessage> = {}) => live([["k", "v"], markerOf(owner)], other);

test.each<[string, DeclaredMessage, LiveMessage | undefined, string | undefined, ReturnType<typeof compared>]>([
  ["nothing is live", declared, undefined, owner, { change: "new" }],
  ["the same", declared, own(), owner, { change: "unchanged" }],
  ["the same, whoever the stack is", declared, own(), undefined, { change: "unchanged" }],
  ["another owner", declared, own(), "acme/pumps/dev", { change: "inTheWay" }],
  ["no marker", declared, live([["k", "v"]]), undefined, { change: "inTheWay" }],
  ["a marker of another form", declared, live([["managed-by", owner]]), undefined, { change: "inTheWay" }],
  ["no marker, as declared", unmarked, live([["k", "v"]]), owner, { change: "unchanged" }],
  ["a marker of another form, none declared", unmarked, live([["managed-by", "x"]]), owner, { change: "inTheWay" }],
  ["another owner's, none declared", unmarked, own(), "acme/pumps/dev", { change: "inTheWay" }],
  ["a marker that is not declared", unmarked, own(), owner, { change: "changed", differences: ["marker"] }],
  [
    "other bytes of the same size",
    declared,
    own({ payload: Buffer.from("no") }),
    owner,
    { change: "changed", differences: ["payload"] },
  ],
  ["another qos", declared, own({ qos: 0 }), owner, { change: "changed", differences: ["qos"] }],
  [
    "other user properties",
    declared,
    live([["k", "w"], markerOf(owner)]),
    owner,
    { change: "changed", differences: ["userProperties"] },
  ],
  [
    "a content type that the marker does not vouch for",
    { ...declared, contentType: "text/plain" },
    own(),
    owner,
    { change: "changed", differences: ["unreadable"] },
  ],
  [
    "one that it vouches for",
    { ...declared, contentType: "text/plain" },
    live([["k", "v"], markerOf(owner, unreadableDigest({ qos: 1, contentType: "text/plain" }))]),
    owner,
    { change: "unchanged" },
  ],
])("%s", (_, message, found, of, expected) => {
  expect(compared(message, found, of)).toEqual(expected);
});
