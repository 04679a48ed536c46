import { pulumi } from "../../support/cli";
import { publishAs, text, topics } from "../../support/look";
import { NativeMessage, NativeProvider, NativeSet } from "../../support/native";
import { useStack } from "../../support/stack";

const stack = useStack();

beforeEach(() => stack.configure({ "iot-retained:owner": "acme/pumps/prod" }));

const good = () => new NativeMessage("message", { topic: "site/a", payload: "on" });

/**
 * The diagnostics of a preview that fails. The program runs in a process of its own: the engine ends it at the first resource
 * whose check fails, and Jest would take that for the test's end.
 */
async function failureOf(program: string): Promise<string> {
  const resource =
    "(kind, name, args, opts) => new pulumi.CustomResource(`iot-retained:index:${kind}`, name, args, opts)";
  stack.calls.length = 0;
  const { code, output } = await pulumi(stack, `const native = ${resource}; ${program}`, "preview");
  expect(code).not.toBe(0);
  expect(stack.count("Publish")).toBe(0);
  return output.split("Diagnostics:").at(-1) ?? "";
}

const GOOD = 'native("RetainedMessage", "message", { topic: "site/a", payload: "on" })';

test("all that is wrong with a message is told at once, and no value of it", async () => {
  const failure = await failureOf(`native("RetainedMessage", "message", {
    topic: "site/#",
    payload: pulumi.secret("hunter2"),
    payloadBase64: pulumi.secret("hunter3"),
    qos: pulumi.secret(7777),
    contentTyp: pulumi.secret("hunter4"),
    userProperties: pulumi.secret({ "managed-by": "hunter5" }),
  })`);
  for (const reason of [
    "`topic`: must not contain the wildcards `+` and `#`",
    "`qos`: expected 0 or 1\n",
    "`userProperties`: the key `managed-by` is the marker's: choose another",
    "`contentTyp`: there is no such argument; the nearest is `contentType`",
    "`payloadBase64`: expected payload or payloadBase64, got both",
  ]) {
    expect(failure).toContain(`error: iot-retained:index:RetainedMessage resource 'message' has a problem: ${reason}`);
  }
  expect(failure).not.toMatch(/hunter|7777/);
});

test("all that is wrong with a set is told at once, with the topics", async () => {
  const failure = await failureOf(`native("RetainedMessageSet", "set", {
      messages: {
        "site/a": { payload: pulumi.secret("hunter2"), qos: 7 },
        "site/b": { rate: 3 },
        "site/c": "",
        "site/d": { payload: { inside: new pulumi.asset.StringAsset("x") } },
        "site/e": { payload: { rate: 7 }, schema: { properties: { rate: { maximum: 5 } } } },
      },
      defaults: { schema: { type: "object" } },
    })`);
  for (const reason of [
    '`messages["site/a"].qos`: expected 0 or 1',
    '`messages["site/a"].payload`: expected JSON, since there is a schema for it',
    '`messages["site/b"]`: has no argument of a message; a JSON payload is written `{ payload: { rate: 3 } }`',
    '`messages["site/c"].payload`: must not be empty: an empty retained message clears the topic',
    '`messages["site/d"].payload`: expected text, a JSON value, a FileAsset or a StringAsset, got an archive, or an asset',
    '`messages["site/e"].payload`: must be <= 5 at "/rate"',
  ]) {
    expect(failure).toContain(reason);
  }
  expect(failure).not.toContain("hunter");
});

test("a JSON Schema is no input: it is asked in each preview, and its change is none", async () => {
  const program = (maximum: number) => () =>
    new NativeMessage("message", {
      topic: "site/a",
      payload: { rate: 3 },
      schema: { properties: { rate: { maximum } } },
    });
  await stack.up(program(5));
  expect((await stack.up(program(6))).changes).toEqual({ same: 1 });
  const narrow = "{ properties: { rate: { maximum: 2 } } }";
  const message = `{ topic: "site/a", payload: { rate: 3 }, schema: ${narrow} }`;
  expect(await failureOf(`native("RetainedMessage", "message", ${message})`)).toContain(
    '`payload`: must be <= 2 at "/rate"',
  );
  expect(await stack.export()).not.toContain("maximum");
});

test("without an owner nothing is published, and the error says where to set it", async () => {
  await stack.configure({ "iot-retained:owner": undefined });
  const failure = await failureOf(GOOD);
  expect(failure).toContain("`owner`: expected the setting `iot-retained:owner`");
  expect(failure).toContain("`pulumi config set iot-retained:owner");
  expect(failure).toContain("Pulumi.yaml");
});

test("an explicit provider gets its own arguments alone", async () => {
  const { endpoint } = stack;
  await stack.configure({ "iot-retained:endpoint": "http://127.0.0.1:9", "iot-retained:region": undefined });
  const provider = 'class P extends pulumi.ProviderResource { constructor(n, a) { super("iot-retained", n, a) } };';
  const unowned = `new P("own", { endpoint: "${endpoint}" })`;
  const failure = await failureOf(`${provider} ${GOOD.replace(/\)$/, `, { provider: ${unowned} })`)}`);
  expect(failure).toContain("An explicit provider takes the argument `owner`");
  await stack.up(() => {
    const provider = new NativeProvider("own", { endpoint, owner: "acme/pumps/own" });
    new NativeMessage("message", { topic: "site/a", payload: "on" }, { provider });
  });
  expect(await text(endpoint, "site/a")).toBe("on");
  await stack.destroy();
  expect(await topics(endpoint)).toEqual([]);
});

test("wrong settings are told before any resource, by their names", async () => {
  await stack.configure({ "iot-retained:publishRat": "3", "iot-retained:publishRate": "fast" });
  const failure = await failureOf(GOOD);
  expect(failure).toContain("`publishRat`: there is no such setting; the nearest is `publishRate`");
  expect(failure).toContain("iot-retained:publishRate: expected a number above 0");
});

test("a topic that somebody else has is refused in preview, and one that is ours is not", async () => {
  await publishAs(stack.endpoint, "site/a", "theirs");
  expect(await failureOf(GOOD)).toContain("site/a already has a retained message");
  await publishAs(stack.endpoint, "site/a", "");
  await stack.up(good);
  await publishAs(stack.endpoint, "site/b", "theirs");
  expect(await failureOf(GOOD.replace("site/a", "site/b"))).toContain("site/b already has a retained message");
  expect(await text(stack.endpoint, "site/b")).toBe("theirs");
});

test("no more than is allowed is cleared, and preview says so", async () => {
  const messages = { "site/a": "x", "site/b": "x", "site/c": "x" };
  await stack.up(() => new NativeSet("set", { messages, maxClears: 1 }));
  const failure = await failureOf('native("RetainedMessageSet", "set", { messages: { "site/a": "x" }, maxClears: 1 })');
  expect(failure).toContain("this would clear 2 of the 3 messages of the set");
  expect(await topics(stack.endpoint)).toHaveLength(3);
});
