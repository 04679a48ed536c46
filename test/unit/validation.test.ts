import { readFileSync } from "node:fs";
import { issuesInMessage } from "../../provider/validation/message-issues";
import { retainedMessageArguments } from "../../provider/validation/resource-schemas";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const good = { topic: "a/b", payload: "on", __urn: "urn", __owner: "o/p/s", __provider: "text" };

function paths(args: object): string[] {
  return issuesInMessage({ ...good, ...args }, readFileSync).map(({ path, reason }) => `${path}: ${reason}`);
}

test("good arguments have no issue", () => {
  expect(
    paths({
      qos: 0,
      contentType: "text/plain",
      messageExpiry: 604_800,
      onExpiry: "republish",
      payloadFormatIndicator: "UTF8_DATA",
      responseTopic: "a/c",
      correlationData: "YWJj",
      userProperties: [{ a: "1" }, { a: "2" }],
      overwrite: true,
      marker: false,
      region: "eu-west-1",
      endpoint: "https://abc-ats.iot.eu-west-1.amazonaws.com",
    }),
  ).toEqual([]);
});

test.each<[object, string]>([
  [{ topic: undefined }, "topic: expected a topic"],
  [{ topic: 7 }, "topic: expected a string"],
  [{ payload: undefined }, "payload: expected a payload"],
  [{ payload: "" }, "payload: must not be empty: an empty retained message clears the topic"],
  [{ payload: "x".repeat(131_073) }, "payload: expected at most 131072 bytes (128 KB), got 131073"],
  [{ payload: { a: 1 } }, "payload: expected text, a JSON value, a FileAsset or a StringAsset"],
  [{ payloadBase64: "YWJj" }, "payloadBase64: expected payload or payloadBase64, got both"],
  [{ payload: undefined, payloadBase64: "a*b" }, "payloadBase64: expected base64"],
  [
    { payload: undefined, payloadBase64: "" },
    "payloadBase64: must not be empty: an empty retained message clears the topic",
  ],
  [{ qos: 2 }, "qos: expected 0 or 1, got 2"],
  [{ qos: "1" }, "qos: expected 0 or 1, got a string"],
  [{ messageExpiry: 0 }, "messageExpiry: expected at least 1 second"],
  [{ messageExpiry: 604_801 }, "messageExpiry: expected at most 604800 seconds (7 days): AWS would cut it silently"],
  [{ messageExpiry: 1.5 }, "messageExpiry: expected a whole number of seconds"],
  [{ onExpiry: "ignore" }, "onExpiry: expected expect or republish"],
  [{ payloadFormatIndicator: "UTF8" }, "payloadFormatIndicator: expected UNSPECIFIED_BYTES or UTF8_DATA"],
  [{ responseTopic: "a/#" }, "responseTopic: must not contain the wildcards `+` and `#`"],
  [{ contentType: "x".repeat(257) }, "contentType: expected at most 256 bytes of UTF-8, got 257"],
  [{ correlationData: "not base64!" }, "correlationData: expected base64"],
  [
    { correlationData: Buffer.alloc(8_193).toString("base64") },
    "correlationData: expected at most 8192 bytes, got 8193",
  ],
  [{ userProperties: 7 }, "userProperties: expected a record of strings, or an array of records with one key each"],
  [{ userProperties: { a: 1 } }, 'userProperties["a"]: expected a string'],
  [{ userProperties: [{ a: "1" }, { a: "1", b: "2" }] }, "userProperties[1]: expected an object of one key, or a pair"],
  [{ userProperties: [null] }, "userProperties[0]: expected an object of one key, or a pair"],
  [{ userProperties: [{ a: "1" }, { b: false }] }, 'userProperties[1]["b"]: expected a string'],
  [{ userProperties: { "managed-by": "me" } }, "userProperties: the key `managed-by` is the marker's: choose another"],
  [
    { userProperties: { a: "x".repeat(7_680) } },
    "userProperties: expected at most 7680 bytes of keys and values (512 of AWS's 8 KB are the marker's), got 7681",
  ],
  [{ version: "yes" }, "version: expected true or false"],
  [
    { version: true, userProperties: [["version", "1"]] },
    "userProperties: the key `version` is that of the argument `version`: choose another, or set that to false",
  ],
  [
    { version: true, userProperties: { a: "x".repeat(7_657) } },
    "userProperties: expected at most 7657 bytes of keys and values beside `version`, got 7658",
  ],
  [{ overwrite: "yes" }, "overwrite: expected true or false"],
  [{ endpoint: "abc-ats.iot" }, "endpoint: expected a URL that begins with https:// or http://"],
  [{ payLoad: "x" }, "payLoad: there is no such argument; the nearest is `payload`"],
  [{ retain: true }, "retain: is given by the kind of the resource: leave it out"],
])("%j", (args, issue) => {
  expect(paths(args)).toEqual([issue]);
});

test("without `version: true`, that key is a user property like any other", () => {
  const userProperties = { version: "1" };
  expect(paths({ userProperties })).toEqual([]);
  expect(paths({ userProperties, version: false })).toEqual([]);
  expect(paths({ userProperties: { a: "x".repeat(7_656) }, version: true })).toEqual([]);
});

test("all issues are reported at once", () => {
  expect(paths({ topic: "", payload: "", qos: 3 })).toHaveLength(3);
});

test("unknown values pass at any depth", () => {
  const args = { topic: UNKNOWN, payload: UNKNOWN, qos: UNKNOWN, messageExpiry: UNKNOWN };
  expect(paths({ ...args, userProperties: { a: UNKNOWN }, endpoint: UNKNOWN })).toEqual([]);
  expect(paths({ userProperties: [{ a: UNKNOWN }, { "managed-by": "x" }] })).toEqual([]);
});

test.each([
  ["string", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"],
  ["bool", "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"],
  ["number", "3eeb2bf0-c639-47a8-9e75-3b44932eb421"],
  ["array", "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"],
  ["asset", "030794c1-ac77-496b-92df-f27374a8bd58"],
  ["archive", "e48ece36-62e2-4504-bad9-02848725956a"],
  ["object", "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"],
])("an unknown %s passes for every argument", (_kind, unknown) => {
  for (const name of retainedMessageArguments.filter((argument) => argument !== "schema")) {
    const rest = name === "payloadBase64" ? { payload: undefined } : {};
    expect([name, paths({ ...rest, [name]: unknown })]).toEqual([name, []]);
  }
});

test("no issue quotes a payload", () => {
  for (const payload of ["hunter2".repeat(20_000), ["hunter2"], { hunter2: 1 }]) {
    expect(paths({ payload }).join()).not.toContain("hunter2");
  }
});
