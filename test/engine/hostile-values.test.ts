import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  getRetainedMessage,
  Publication,
  RetainedMessage,
  RetainedMessageSet,
  type UserProperties,
} from "../../provider";
import { SIGNATURE_KEY } from "../../provider/pulumi/signatures";
import { failureOf } from "../support/failure";
import { look, publishAs, text } from "../support/look";
import { sentinels, signatures } from "../support/sentinels";
import { useStack } from "../support/stack";

const stack = useStack();

/** What a stranger publishes: a name for it, its payload, and its user properties. */
const hostile: [name: string, payload: string, userProperties: Record<string, string>[]][] = [
  ...sentinels.map((sentinel, i): [string, string, Record<string, string>[]] => [
    `sentinel-${i}`,
    sentinel,
    [{ value: sentinel }, { [sentinel]: "key" }, { [sentinel]: sentinel }],
  ]),
  ...signatures.map((signature, i): [string, string, Record<string, string>[]] => [
    `signature-${i}`,
    JSON.stringify({ [SIGNATURE_KEY]: signature, path: "/etc/hostname", value: "x", urn: "u" }),
    [{ [SIGNATURE_KEY]: signature }, { path: "/etc/hostname" }, { value: "x" }, { urn: "u" }, { text: "t" }],
  ]),
  ["prototype", '{"__proto__":{"a":1}}', [{ ["__proto__"]: "x" }, { toString: "y" }, { constructor: "z" }]],
];

/** The user properties of a message, whatever the form in which Pulumi has them. */
function pairsOf(userProperties: UserProperties | undefined): unknown {
  const fromBase64 = (base64: string) => Buffer.from(base64, "base64").toString();
  const items = Array.isArray(userProperties) ? userProperties : [userProperties];
  return items.map((item) => {
    if (Array.isArray(item)) return item;
    if ("keyBase64" in item) return [fromBase64(item.keyBase64), fromBase64(item.valueBase64)];
    return Object.entries(item).flat();
  });
}

test("what strangers publish on the topics of a stack is never a value of Pulumi: it is found, and repaired", async () => {
  const program = () => {
    for (const [name] of hostile) {
      new RetainedMessage(name, { topic: `one/${name}`, payload: "on", userProperties: { model: "m200" } });
    }
    new RetainedMessageSet("set", { messages: Object.fromEntries(hostile.map(([name]) => [`set/${name}`, "on"])) });
  };
  await stack.up(program);
  for (const [name, payload, userProperties] of hostile) {
    await publishAs(stack.endpoint, `one/${name}`, payload, userProperties);
    await publishAs(stack.endpoint, `set/${name}`, payload, userProperties);
  }

  expect((await stack.refresh()).changes).toEqual({ update: hostile.length + 1 });
  const state = await stack.export("--show-secrets");
  for (const sentinel of sentinels) expect(state).not.toContain(`"${sentinel}"`);
  for (const { inputs = {}, outputs = {} } of JSON.parse(state).deployment.resources) {
    for (const { userProperties } of [inputs, outputs]) {
      expect(JSON.stringify(userProperties) ?? "").not.toContain(`"${SIGNATURE_KEY}":`);
    }
  }

  expect((await stack.preview(program)).changes).toEqual({ update: hostile.length + 1 });
  expect((await stack.up(program)).changes).toEqual({ update: hostile.length + 1 });
  for (const [name] of hostile) {
    expect(await text(stack.endpoint, `one/${name}`)).toBe("on");
    expect(await text(stack.endpoint, `set/${name}`)).toBe("on");
    expect((await look(stack.endpoint, `one/${name}`))?.userProperties[0]).toEqual({ model: "m200" });
  }
  await stack.refresh({ expectNoChanges: true });
});

test("a program reads what strangers publish as they published it, and never gets a file of the machine", async () => {
  for (const [name, payload, userProperties] of hostile) {
    await publishAs(stack.endpoint, `a/${name}`, payload, userProperties);
  }
  const read: [string, unknown, unknown][] = [];
  const called: [string, unknown, unknown][] = [];
  const textOf = (payload?: string, base64?: string) => payload ?? Buffer.from(base64 ?? "", "base64").toString();
  const program = async () => {
    read.length = 0;
    called.length = 0;
    for (const [name] of hostile) {
      const { payload, payloadBase64, userProperties } = RetainedMessage.get(name, `a/${name}`);
      pulumi.all([payload, payloadBase64, userProperties]).apply(([plain, base64, properties]) => {
        read.push([name, textOf(plain, base64), pairsOf(properties)]);
      });
      const found = await getRetainedMessage({ topic: `a/${name}` });
      called.push([name, textOf(found.payload, found.payloadBase64), pairsOf(found.userProperties)]);
    }
  };
  const published = hostile.map(([name, payload, properties]) => [
    name,
    payload,
    properties.map((p) => Object.entries(p).flat()),
  ]);
  const sorted = (found: unknown[]) => found.map((item) => JSON.stringify(item)).sort();
  await stack.preview(program);
  expect(sorted(called)).toEqual(sorted(published));
  await stack.up(program);
  expect(sorted(read)).toEqual(sorted(published));
  expect(sorted(called)).toEqual(sorted(published));
  await stack.refresh({ expectNoChanges: true });
});

test("what Pulumi takes for something else is refused with its path, and what only looks so is published", async () => {
  const [sentinel = ""] = sentinels;
  execFileSync("mkfifo", [join(stack.directory, "pipe")]);
  const bad = () => {
    new RetainedMessage("message", {
      topic: sentinel,
      payload: sentinel,
      contentType: pulumi.output(sentinels[1]),
      responseTopic: sentinels[2],
      userProperties: { a: pulumi.output("x"), ["__proto__"]: "x", [SIGNATURE_KEY]: "y" },
    });
    new RetainedMessageSet("set", {
      messages: {
        [SIGNATURE_KEY]: "x",
        ["__proto__"]: pulumi.secret("x"),
        [sentinel]: "x",
        text: sentinel,
        pipe: new pulumi.asset.FileAsset(join(stack.directory, "pipe")),
        properties: { payload: "x", userProperties: [{ [SIGNATURE_KEY]: "c44067f5952c0a294b673a41bacd8c17" }] },
      },
      defaults: { contentType: sentinel },
    });
    new Publication("publication", { topic: "p", triggers: [{ [SIGNATURE_KEY]: "x" }, sentinel] });
  };
  const failure = await failureOf(stack, bad);
  for (const line of [
    "`topic`: is a text that Pulumi takes for an unknown value: choose another",
    "`payload`: is a text that Pulumi takes for an unknown value: use `payloadBase64` for it",
    "`contentType`: is a text that Pulumi takes",
    "`responseTopic`: is a text that Pulumi takes",
    '`userProperties["__proto__"]`: is a key that no object can have in Pulumi: write the property as a pair',
    `\`userProperties["${SIGNATURE_KEY}"]\`: is a key that no object can have in Pulumi: write the property as a pair`,
    `\`messages["${SIGNATURE_KEY}"]\`: cannot be in a set: use a RetainedMessage`,
    '`messages["__proto__"]`: cannot be in a set: use a RetainedMessage',
    `\`messages["${sentinel}"]\`: is a text that Pulumi takes`,
    '`messages["text"].payload`: is a text that Pulumi takes',
    '`messages["pipe"].payload`: expected a FileAsset of a file, got neither a file nor a folder',
    `\`messages["properties"].userProperties[0]["${SIGNATURE_KEY}"]\`: is a key that no object can have`,
    "`defaults.contentType`: is a text that Pulumi takes",
    `\`triggers[0]["${SIGNATURE_KEY}"]\`: is a key that no object can have`,
    "`triggers[1]`: is a text that Pulumi takes",
  ]) {
    expect(failure).toContain(line);
  }
  expect(failure).not.toMatch(/unrecognized signature|expected an object of one key|no such argument/);

  const alone = () => new RetainedMessage("message", { topic: "one", payload: sentinel });
  await expect(stack.up(alone)).rejects.toThrow(/`payload`: is a text that Pulumi takes for an unknown value/);
  const keys = () =>
    new RetainedMessage("message", { topic: "one", payload: "x", userProperties: { [SIGNATURE_KEY]: "y" } });
  await expect(stack.up(keys)).rejects.toThrow(
    /`userProperties\["4dabf[0-9a-f]+"\]`: is a key that no object can have/,
  );
  expect(stack.calls).toEqual([]);

  const names = ["toString", "constructor", "valueOf", "hasOwnProperty", "__defineGetter__"];
  const record = Object.fromEntries(names.map((name) => [name, "x"]));
  const good = () => {
    new RetainedMessageSet("set", {
      messages: { ...record, secret: pulumi.secret("y"), array: { payload: [sentinel] } },
    });
    new RetainedMessage("message", {
      topic: "one",
      payload: { [SIGNATURE_KEY]: sentinel, ["__proto__"]: "x" },
      userProperties: record,
    });
    new RetainedMessage("array", {
      topic: "two",
      payloadBase64: Buffer.from(sentinel).toString("base64"),
      userProperties: [
        { toString: "x" },
        [SIGNATURE_KEY, pulumi.output("y")],
        ["__proto__", "z"],
        { keyBase64: "aw==", valueBase64: Buffer.from(sentinel).toString("base64") },
      ],
    });
  };
  await stack.up(good);
  for (const name of names) expect(await text(stack.endpoint, name)).toBe("x");
  expect(await text(stack.endpoint, "array")).toBe(`["${sentinel}"]`);
  expect(await text(stack.endpoint, "one")).toBe(`{"${SIGNATURE_KEY}":"${sentinel}","__proto__":"x"}`);
  expect((await look(stack.endpoint, "one"))?.userProperties).toHaveLength(names.length + 1);
  expect(await text(stack.endpoint, "two")).toBe(sentinel);
  expect((await look(stack.endpoint, "two"))?.userProperties.map((property) => Object.entries(property)[0])).toEqual([
    ["toString", "x"],
    [SIGNATURE_KEY, "y"],
    ["__proto__", "z"],
    ["k", sentinel],
    ["managed-by", expect.any(String)],
  ]);
  await stack.refresh({ expectNoChanges: true });
  expect((await stack.up(good)).changes).toEqual({ same: 3 });
  await stack.destroy();
});
