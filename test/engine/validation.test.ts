import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { RetainedMessage, type RetainedMessageArgs } from "../../provider";
import { failureOf } from "../support/failure";
import { publishAs, topics } from "../support/look";
import { sentinels } from "../support/sentinels";
import { useStack } from "../support/stack";

const stack = useStack();

type AnyArgs = Record<string, unknown>;

/** A program of messages that are `{topic, payload}` but for what is given, each named by its key. */
function messages(all: Record<string, AnyArgs>) {
  return () => {
    for (const [name, args] of Object.entries(all)) {
      new RetainedMessage(name, { topic: `site/${name}`, payload: "x", ...args } as unknown as RetainedMessageArgs);
    }
  };
}

test("every fault of a message, at once", async () => {
  const bad = {
    topic: "a/+/b",
    payload: "",
    contentType: "\ud800",
    qos: 2,
    messageExpiry: 0,
    responseTopic: "#",
    userProperties: { "managed-by": "me" },
    payLoad: "x",
  };
  const failure = await failureOf(stack, messages({ bad }));
  for (const reason of [
    /`topic`: must not contain the wildcards/,
    /`payload`: must not be empty/,
    /`contentType`: must not contain a lone surrogate/,
    /`qos`: expected 0 or 1, got 2/,
    /`messageExpiry`: expected at least 1 second/,
    /`responseTopic`: must not contain the wildcards/,
    /`userProperties`: the key `managed-by`/,
    /`payLoad`: there is no such argument; the nearest is `payload`/,
  ]) {
    expect(failure).toMatch(reason);
  }
});

test("every bad resource of a program, in one preview, and `up` refuses the first", async () => {
  const first = () => new RetainedMessage("first", { topic: "$aws/x", payload: "x" });
  const program = () => {
    const bad = first();
    new RetainedMessage("good", { topic: "site/good", payload: "x" });
    // Depends on a bad one, and is bad itself.
    const second = new RetainedMessage("second", { topic: "site/+", payload: bad.qos.apply(String) });
    new RetainedMessage("third", { topic: "a".repeat(257), payload: "" }, { parent: second });
    return { topic: bad.topic };
  };
  const failure = await failureOf(stack, program);
  expect(failure).toMatch(/RetainedMessage \(first\):?\s+error: `topic`: must not begin with `\$`/);
  expect(failure).toMatch(/RetainedMessage \(second\):?\s+error: `topic`: must not contain the wildcards/);
  expect(failure).toMatch(/`topic`: must be at most 256 bytes of UTF-8, got 257/);
  expect(failure).toMatch(/`payload`: must not be empty/);
  expect(failure.match(/must not begin with/g)).toHaveLength(1);

  await expect(stack.up(first)).rejects.toThrow(/`topic`: must not begin with `\$`/);
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("payloads without a form on the wire", async () => {
  const nothing = pulumi.secret(undefined) as unknown as pulumi.Output<string>;
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  let deep: unknown = 1;
  for (let i = 0; i < 20_000; i++) deep = [deep];
  const cases: [string, unknown, RegExp][] = [
    ["bytes", Buffer.from("x"), /class of object: Buffer: for bytes use `payloadBase64`/],
    ["date", { at: [new Date(0)] }, /class of object: Date at `at\[0\]`/],
    ["map", pulumi.output(1).apply(() => ({ on: new Map() })), /class of object: Map at `on`/],
    ["asset", { file: new pulumi.asset.StringAsset("x") }, /class of object: Asset at `file`/],
    ["asset-in-output", pulumi.output({ f: new pulumi.asset.StringAsset("x") }), /class of object: Asset at `f`/],
    ["asset-imitation", { __pulumiAsset: true, path: "/etc/hostname" }, /class of object: Asset/],
    ["archive", new pulumi.asset.FileArchive("."), /class of object: Archive/],
    ["archive-in-output", pulumi.output(new pulumi.asset.FileArchive(".")), /class of object: Archive/],
    ["missing-file", new pulumi.asset.FileAsset("no-such-file"), /the file of the FileAsset cannot be read \(ENOENT\)/],
    [
      "missing-file-in-output",
      pulumi.output(1).apply(() => new pulumi.asset.FileAsset("no-such-file")),
      /cannot be read \(ENOENT\)/,
    ],
    ["function", { id: Math.random }, /has no JSON form \(a function\) at `id`/],
    ["secret-undefined", nothing, /expected a payload/],
    ["null", null, /got null: an empty one clears the topic/],
    ["circular", circular, /has no JSON form \(it is circular, or nested too deep\)/],
    ["deep", deep, /has no JSON form \(it is circular, or nested too deep\)|has no JSON form \(Maximum/],
    ["directory", new pulumi.asset.FileAsset("."), /expected a FileAsset of a file, got a folder/],
    ["remote", new pulumi.asset.RemoteAsset("https://127.0.0.1:9/x"), /got another kind of asset/],
    ["no-number", { at: [{ x: Number.NaN }] }, /has no JSON form \(NaN\) at `at\[0\]\.x`/],
    ["bigint-in-output", pulumi.output(1).apply(() => ({ n: 1n })), /has no JSON form \(a bigint\) at `n`/],
    ["surrogate", "\ud800", /`payload`: must not contain a lone surrogate/],
    ["surrogate-in-json", { at: [{ x: "\ud800" }] }, /must not contain a lone surrogate.* at `at\[0\]\.x`/],
    ["surrogate-in-secret-json", { x: pulumi.secret("\ud800") }, /`payload`: must not contain a lone surrogate/],
    ["surrogate-in-key", { "\ud800": 1 }, /must not contain a lone surrogate.* at `\ufffd`/],
    [
      "device",
      new pulumi.asset.FileAsset("/dev/zero"),
      /expected a FileAsset of a file, got neither a file nor a folder/,
    ],
    ["sentinel", sentinels[0], /`payload`: is a text that Pulumi takes for an unknown value: use `payloadBase64`/],
    ["sentinel-asset", new pulumi.asset.StringAsset(sentinels[1]), /`payload`: is a text that Pulumi takes/],
    [
      "lost-key",
      { a: [{ ["__proto__"]: pulumi.secret("x") }] },
      /is a key that no object can have.* at `a\[0\]\.__proto__`/,
    ],
    ["surrogate-in-output", pulumi.output("\ud800"), /`payload`: must not contain a lone surrogate/],
  ];
  const failure = await failureOf(
    stack,
    messages(Object.fromEntries(cases.map(([name, payload]) => [name, { payload }]))),
  );
  for (const [name, , reason] of cases) {
    const [, rest = ""] = failure.split(`RetainedMessage (${name})`);
    expect([name, rest.slice(0, rest.indexOf("RetainedMessage ("))]).toEqual([name, expect.stringMatching(reason)]);
  }
});

test("a secret payloadBase64 that is undefined, and other arguments that are", async () => {
  const nothing = pulumi.secret(undefined);
  const failure = await failureOf(
    stack,
    messages({ m: { payload: undefined, payloadBase64: nothing, contentType: nothing } }),
  );
  expect(failure).toMatch(/expected a payload/);
  expect(failure).not.toMatch(/contentType/);
});

test("an invalid secret payload is refused without being printed", async () => {
  const payload = pulumi.secret("hunter2".repeat(20_000));
  const schema = { const: { password: "other" }, properties: { password: { maxLength: 3 } } };
  const failure = await failureOf(
    stack,
    messages({ long: { payload }, leaf: { payload: { password: pulumi.secret("hunter2") }, schema } }),
  );
  expect(failure).toMatch(/`payload`: expected at most 131072 bytes/);
  expect(failure).toMatch(/`payload`: must NOT have more than 3 characters$/m);
  expect(failure).not.toContain("hunter2");
});

describe("schema", () => {
  const schema = {
    type: "object",
    required: ["interval"],
    additionalProperties: false,
    properties: {
      interval: { type: "integer", minimum: 1, "x-unit": "s" },
      alarms: { type: "array", items: { type: "object", properties: { at: { format: "date-time" } } } },
    },
  };

  test("all errors of all payloads with their JSON pointers", async () => {
    const file = join(stack.directory, "settings.json");
    await writeFile(file, '{"interval": "fast"}');
    const failure = await failureOf(
      stack,
      messages({
        value: { payload: { interval: 0, alarms: [{ at: "x" }, { at: "today" }], unknown: 1 }, schema },
        text: { payload: "{}", schema },
        file: { payload: new pulumi.asset.FileAsset(file), schema },
        base64: { payload: undefined, payloadBase64: Buffer.from("[]").toString("base64"), schema },
        "no-json": { payload: "on", schema },
        "bad-schema": { payload: "{}", schema: { propertis: {} } },
        "schema-in-output": { payload: "{}", schema: pulumi.output({}) },
        "old-schema": { payload: "{}", schema: { $schema: "http://json-schema.org/draft-04/schema#" } },
        draft6: {
          payload: [1],
          schema: { $schema: "http://json-schema.org/draft-06/schema#", items: { type: "string" } },
          payloadFormatIndicator: "UTF8",
        },
        "x-property": {
          payload: { "x-device.id": "7" },
          schema: { type: "object", properties: { "x-device.id": { type: "number" } } },
        },
        draft7: {
          payload: [1, "x"],
          schema: { $schema: "http://json-schema.org/draft-07/schema#", items: [{}, { type: "number" }] },
        },
      }),
    );
    for (const reason of [
      '`payload`: must be >= 1 at "/interval"',
      '`payload`: must match format "date-time" at "/alarms/0/at"',
      '`payload`: must match format "date-time" at "/alarms/1/at"',
      "`payload`: must NOT have additional properties (unknown)",
      "`payload`: must have required property 'interval'",
      '`payload`: must be integer at "/interval"',
      "`payload`: must be object",
      "`payload`: expected JSON, since there is a schema for it",
      '`schema`: strict mode: unknown keyword: "propertis"',
      "`schema`: expected a JSON Schema: an object, or true or false",
      "`schema`: expected JSON Schema draft 6, 7, 2019-09 or 2020-12, got http://json-schema.org/draft-04/schema#",
      '`payload`: must be number at "/1"',
      '`payload`: must be string at "/0"',
      '`payload`: must be number at "/x-device.id"',
    ]) {
      expect(failure).toContain(reason);
    }
  });

  test("a good payload passes; the schema is not in the state, and a change of it is none", async () => {
    const program = (given: object) => messages({ m: { payload: { interval: 5 }, schema: given } });
    await stack.up(program(schema));
    expect(await stack.state()).not.toContain("x-unit");
    const up = await stack.up(program({ ...schema, title: "Interval" }));
    expect(up.changes).toEqual({ same: 1 });
  });

  test("a payload that is known in `up` only is checked there", async () => {
    const program = () => {
      const first = new RetainedMessage("first", { topic: "site/first", payload: "x" });
      const payload = { interval: first.payloadSize.apply((size) => size - 1) };
      new RetainedMessage("second", { topic: "site/second", payload, schema });
    };
    await stack.preview(program);
    await expect(stack.up(program)).rejects.toThrow(/`payload`: must be >= 1 at "\/interval"/);
    expect(await topics(stack.endpoint)).toEqual(["site/first"]);
  });
});

test("faults of resources that exist: nothing is compared with what is at fault", async () => {
  await stack.up(messages({ m: { userProperties: { a: "1" } }, n: {} }));
  const failure = await failureOf(
    stack,
    messages({ m: { userProperties: [null], endpoint: 5, payload: "new" }, n: { qos: "1", topic: 7 } }),
  );
  expect(failure).toMatch(/`userProperties\[0\]`: expected an object of one key/);
  expect(failure).toMatch(/`endpoint`: expected a URL/);
  expect(failure).toMatch(/`qos`: expected 0 or 1, got a string/);
  expect(failure).toMatch(/`topic`: expected a string/);
});

test("a line that the program logs on a bad resource keeps nothing waiting", async () => {
  const failure = await failureOf(stack, () => {
    const bad = new RetainedMessage("bad", { topic: "a/+", payload: "x" });
    void pulumi.log.info("made", bad);
  });
  expect(failure).toMatch(/`topic`: must not contain the wildcards/);
});

describe("configuration", () => {
  test("that would be half honoured is refused", async () => {
    await stack.stack.setConfig("aws:assumeRoleWithWebIdentity", { value: "{}" });
    await expect(stack.preview(messages({ m: {} }))).rejects.toThrow(/aws:assumeRoleWithWebIdentity: not supported/);
  });

  test("that nothing reads is warned of, with the nearest setting", async () => {
    await stack.configure({ "iot-retained:publishrate": "5" });
    const preview = await stack.preview(messages({ a: {}, b: {} }));
    const warning =
      /warning: iot-retained:publishrate: there is no such setting; the nearest is `iot-retained:publishRate`/g;
    expect(preview.stdout.split("Diagnostics:")[1]?.match(warning)).toHaveLength(1);
  });

  test("an endpoint of AWS that is not in the Region", async () => {
    const endpoint = "https://abc-ats.iot.us-east-1.amazonaws.com";
    const failure = await failureOf(stack, messages({ m: { endpoint }, fine: { endpoint, region: "us-east-1" } }));
    expect(failure).toMatch(/`endpoint`: is one of us-east-1, but the Region is eu-west-1/);
    expect(failure.match(/`endpoint`/g)).toHaveLength(1);
  });

  test("an owner that leaves the marker no room", async () => {
    await stack.configure({ "iot-retained:owner": "o".repeat(490) });
    const failure = await failureOf(stack, messages({ m: {}, unmarked: { marker: false } }));
    expect(failure).toMatch(/`marker`: expected at most 512 bytes of owner and resource name, got 529/);
    expect(failure.match(/`marker`/g)).toHaveLength(1);
    await stack.configure({ "iot-retained:marker": "false" });
    await stack.preview(messages({ m: {} }));
  });
});

test("a stack that has failed its preview publishes nothing, and keeps what it has", async () => {
  await stack.up(messages({ m: {} }));
  await publishAs(stack.endpoint, "site/n", "somebody's");
  await expect(stack.up(messages({ m: { topic: "site/+" }, n: {} }))).rejects.toThrow(/wildcards/);
  expect(await topics(stack.endpoint)).toEqual(["site/m", "site/n"]);
});
