import { placeChanges, placeReplacements } from "../../provider/engine/place-in-state";
import type { MessageInputs, MessageState } from "../../provider/engine/retained-message-state";
import { sha256 } from "../../provider/messages/digest";
import { changedParts, sameUnreadable } from "../../provider/topics/changes";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const ASSET = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17" } as const;

const inputs: MessageInputs = {
  topic: "a/b",
  payload: "on",
  qos: 1,
  contentType: "text/plain",
  userProperties: { b: "2", a: "1" },
  marker: true,
  region: "eu-west-1",
  endpoint: "http://127.0.0.1:1",
  __urn: "urn",
  __owner: "o/p/s",
};

const state: MessageState = {
  ...inputs,
  region: "eu-west-1",
  dataEndpoint: "http://127.0.0.1:1",
  payloadSha256: sha256(Buffer.from("on")),
  payloadSize: 2,
  lastModifiedTime: 1,
  __state: { nonce: "0123456789ab", regionDeclared: true },
};

const changes = (olds: MessageState, news: MessageInputs) => [...changedParts(olds, news), ...placeChanges(olds, news)];

test("the same declaration changes nothing", () => expect(changes(state, inputs)).toEqual([]));

test("what is no part of the message changes nothing", () => {
  expect(changes(state, { ...inputs, __urn: "renamed", __owner: "x", overwrite: true })).toEqual([]);
});

test("user properties of a record have no order; those of an array do", () => {
  expect(changes(state, { ...inputs, userProperties: [{ a: "1" }, { b: "2" }] })).toEqual([]);
  expect(changes(state, { ...inputs, userProperties: [{ b: "2" }, { a: "1" }] })).toEqual(["userProperties"]);
});

test.each<[Partial<MessageInputs>, string[], string[]]>([
  [{ region: "us-east-1" }, ["region"], ["region"]],
  [{ endpoint: "http://127.0.0.1:2" }, ["endpoint"], ["endpoint"]],
  [{ payload: "off" }, ["payload"], []],
  [{ qos: 0 }, ["qos"], []],
  [{ contentType: "text/html" }, ["contentType"], []],
  [{ version: true }, ["version"], []],
  [{ version: false }, [], []],
  [{ messageExpiry: 60 }, ["messageExpiry"], []],
  [{ marker: false }, ["marker"], []],
  [{ region: UNKNOWN }, ["region"], []],
  [{ endpoint: UNKNOWN }, ["endpoint"], []],
  [{ payload: UNKNOWN }, ["payload"], []],
])("%j changes %j and moves %j", (change, changed, replaced) => {
  const news = { ...inputs, ...change };
  expect(changes(state, news)).toEqual(changed);
  expect(placeReplacements(state, news)).toEqual(replaced);
});

test("a trailing slash of the endpoint is no change", () => {
  expect(changes(state, { ...inputs, endpoint: "http://127.0.0.1:1/" })).toEqual([]);
});

test("a Region that is no longer declared is the environment's business; an endpoint that is not, moves the message", () => {
  const { region, endpoint, ...rest } = inputs;
  expect(changes(state, { ...rest, endpoint: endpoint ?? "" })).toEqual([]);
  expect(changes(state, { ...rest, region: region ?? "" })).toEqual(["endpoint"]);
});

test("a place that is declared now as the environment said before is noted, and moves nothing", () => {
  const { endpoint, ...rest } = state;
  const found: MessageState = { ...rest, __state: { nonce: "0123456789ab", regionDeclared: false } };
  expect(changes(found, inputs)).toEqual(["region", "endpoint"]);
  expect(placeReplacements(found, inputs)).toEqual([]);
});

test("an asset is compared by its hash, since the engine elides its contents", () => {
  const hash = sha256(Buffer.from("on"));
  expect(changes(state, { ...inputs, payload: { ...ASSET, hash } })).toEqual([]);
  expect(changes(state, { ...inputs, payload: { ...ASSET, hash: sha256(Buffer.from("off")) } })).toEqual(["payload"]);
});

test("state that was written for an import may lack the digest and the marker", () => {
  const { payloadSha256, marker, __state, ...imported } = state;
  expect(changes(imported as MessageState, inputs)).toEqual([]);
});

test("what cannot be read back is known from the state", () => {
  expect(sameUnreadable(state, { ...inputs, payload: "off" })).toBe(true);
  expect(sameUnreadable(state, { ...inputs, correlationData: "YWJj" })).toBe(false);
});
