import { type LocalCall, type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { connectMqtt, http } from "./support/clients";
import { nextNamed, readEvents } from "./support/events";

let local: LocalEndpoint;
let now: number;
let calls: LocalCall[];
let closers: (() => unknown)[];

beforeEach(async () => {
  now = 1_700_000_000_000;
  calls = [];
  closers = [];
  local = await startLocalEndpoint({
    now: () => now,
    onCall: (call) => calls.push(call),
    fault: () => ({ error: "ThrottlingException" }),
  });
});

afterEach(async () => {
  for (const close of closers) await close();
  await local.close();
});

const base64 = (text: string) => Buffer.from(text).toString("base64");
const json = { "content-type": "application/json" };

function post(path: string, body: object) {
  return http(local.endpoint, "POST", path, { body: JSON.stringify(body), headers: json });
}

async function publish(topic: string, text: string, more: object = {}) {
  const body = { topic, payload: base64(text), retain: true, qos: 1, userProperties: [], ...more };
  const answer = await post("/console/publish", body);
  return [answer.status, JSON.parse(answer.text).message];
}

async function look(topic: string) {
  const { text } = await http(local.endpoint, "GET", `/console/message?topic=${encodeURIComponent(topic)}`);
  return JSON.parse(text);
}

function events() {
  const reader = readEvents(local.endpoint);
  closers.push(reader.close);
  return reader.events;
}

describe("the page", () => {
  test.each([
    ["/", "text/html; charset=utf-8"],
    ["/?x=1", "text/html; charset=utf-8"],
    ["/console/page.js", "text/javascript; charset=utf-8"],
    ["/console/page.css", "text/css; charset=utf-8"],
  ])("GET %s is %s, with a strict policy", async (path, contentType) => {
    const { status, headers } = await http(local.endpoint, "GET", path);
    expect([status, headers["content-type"]]).toEqual([200, contentType]);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
  });

  test("it asks for its own script and style only", async () => {
    const { text } = await http(local.endpoint, "GET", "/");
    const asked = [...text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, target]) => target?.split(":")[0]);
    expect(asked).toEqual(["data", "console/page.css", "console/page.js"]);
    for (const file of ["page.js", "page.css"]) {
      const { text } = await http(local.endpoint, "GET", `/console/${file}`);
      expect(text).not.toMatch(/url\(|@import|import\(/);
    }
  });

  test.each([
    ["GET", "/console/"],
    ["GET", "/console/index.html"],
    ["GET", "/console/../package.json"],
    ["GET", "/console/__proto__"],
    ["POST", "/console/events"],
    ["DELETE", "/console/message"],
  ])("%s %s is not there", async (method, path) => {
    const { status, headers } = await http(local.endpoint, method, path);
    expect([status, headers["content-type"]]).toEqual([404, "application/json"]);
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  });

  test("its calls are no calls of AWS: they are not told, and no fault meets them", async () => {
    await http(local.endpoint, "GET", "/");
    expect(await publish("t", "x")).toEqual([200, undefined]);
    expect(calls).toEqual([]);
  });
});

describe("events", () => {
  test("a snapshot comes first, then what changes", async () => {
    await publish("a", "12345", { userProperties: [["managed-by", "pulumi:acme/fleet/prod/name#0123456789ab"]] });
    await publish("b", "1", { messageExpiry: 60 });
    const inbox = events();
    expect(await nextNamed(inbox, "snapshot")).toEqual({ now, count: 2 });
    expect(await nextNamed(inbox, "topics")).toEqual([
      ["a", 5, now, null, "acme/fleet/prod"],
      ["b", 1, now, now + 60_000, null],
    ]);
    await nextNamed(inbox, "ready");
    await publish("a", "1");
    expect(await nextNamed(inbox, "topics")).toEqual([["a", 1, now, null, null]]);
    await post("/console/clear", { topic: "a" });
    expect(await nextNamed(inbox, "topics")).toEqual([["a"]]);
  });

  test("an owner is cut, so that markers cannot flood the reader", async () => {
    await publish("a", "1", { userProperties: [["managed-by", `pulumi:${"o".repeat(8_000)}/name#0123456789ab`]] });
    expect(await nextNamed(events(), "topics")).toEqual([["a", 1, now, null, "o".repeat(256)]]);
  });

  test("an expired message goes, though nobody asks for it", async () => {
    await publish("b", "1", { messageExpiry: 60 });
    const inbox = events();
    await nextNamed(inbox, "ready");
    now += 60_000;
    expect(await nextNamed(inbox, "topics")).toEqual([["b"]]);
    expect((await look("b")).versions).toMatchObject([{ end: "expired", endedAt: now }]);
  });

  test("clients come with what they subscribe to", async () => {
    const { client } = await connectMqtt(local.mqtt, { clientId: "pump-1" });
    closers.push(() => client.endAsync(true));
    await client.subscribeAsync(["a/+", "b"]);
    const inbox = events();
    expect(await nextNamed(inbox, "clients")).toEqual([
      { clientId: "pump-1", isConnected: true, waiting: 0, subscriptions: ["a/+", "b"] },
    ]);
    await client.endAsync();
    expect(await nextNamed(inbox, "clients")).toEqual([]);
  });

  test("a topic cannot begin an event of its own", async () => {
    const topic = "x\n\nevent: topics\ndata: []\n\n</script>\r\u2028";
    await publish(topic, "1");
    expect(await nextNamed(events(), "topics")).toEqual([[topic, 1, now, null, null]]);
  });

  test("the endpoint closes while somebody reads", async () => {
    await nextNamed(events(), "ready");
    await local.close();
    local = await startLocalEndpoint();
  });
});

describe("a message", () => {
  const properties = {
    qos: 0,
    contentType: "text/plain",
    payloadFormatIndicator: "UTF8_DATA",
    responseTopic: "answers",
    correlationData: base64("id"),
    messageExpiry: 60,
    userProperties: [
      ["<b>", "1"],
      ["managed-by", "pulumi:acme/fleet/prod/na%2Fme#0123456789ab.abcdef"],
      ["<b>", "2"],
    ],
  };

  test("comes with all that was published", async () => {
    await publish("a/<img src=x>", "on", properties);
    expect(await look("a/<img src=x>")).toEqual({
      topic: "a/<img src=x>",
      current: {
        ...properties,
        payload: base64("on"),
        size: 2,
        publishedAt: now,
        expiresAt: now + 60_000,
        marker: { owner: "acme/fleet/prod", name: "na/me", nonce: "0123456789ab" },
      },
      versions: [],
    });
  });

  test("comes with its versions, the newest first", async () => {
    await publish("t", "1");
    now += 1_000;
    await publish("t", "2");
    now += 1_000;
    await post("/console/clear", { topic: "t" });
    await publish("t", "3");
    const { current, versions } = await look("t");
    expect(current).toMatchObject({ payload: base64("3") });
    expect(versions).toMatchObject([
      { payload: base64("2"), end: "cleared", endedAt: now, publishedAt: now - 1_000 },
      { payload: base64("1"), end: "replaced", endedAt: now - 1_000, publishedAt: now - 2_000 },
    ]);
  });

  test("is null where there is none", async () => {
    expect(await look("none")).toEqual({ topic: "none", current: null, versions: [] });
  });
});

describe("publish", () => {
  test("reaches subscribers as it is", async () => {
    const { client, inbox } = await connectMqtt(local.mqtt, { protocolVersion: 5 });
    closers.push(() => client.endAsync(true));
    await client.subscribeAsync("a", { qos: 1 });
    await publish("a", "on", { contentType: "text/plain", userProperties: [["k", "v"]], retain: false });
    const { text, packet } = await inbox.next();
    expect([text, packet.qos, packet.properties?.contentType, { ...packet.properties?.userProperties }]).toEqual([
      "on",
      1,
      "text/plain",
      { k: "v" },
    ]);
    expect((await look("a")).current).toBeNull();
  });

  test.each<[string, number, string, object]>([
    ["a wildcard", 400, "topic must not contain the wildcards", { topic: "a/#" }],
    ["a reserved topic", 400, "AWS reserves", { topic: "$aws/x" }],
    ["no topic", 400, "topic must not be empty", { topic: "" }],
    ["a large payload", 413, "payload must be at most 131072 bytes", { payload: base64("x".repeat(131_073)) }],
    ["large user properties", 400, "userProperties must be", { userProperties: [["k", "v".repeat(8_192)]] }],
    ["QoS 2", 400, "qos: ", { qos: 2 }],
    ["no base64", 400, "payload: expected base64", { payload: "*" }],
    ["a property that is not known", 400, "Unrecognized key", { retained: true }],
    ["a user property of three", 400, "userProperties.0: ", { userProperties: [["a", "b", "c"]] }],
    ["a body over the limit", 413, "a body of at most 262144 bytes", { payload: "x".repeat(262_144) }],
  ])("%s is refused with %d", async (_, status, message, more) => {
    expect(await publish("t", "x", more)).toEqual([status, expect.stringContaining(message)]);
    expect((await look("t")).current).toBeNull();
  });

  test("a message that was not shown is not replaced", async () => {
    await publish("t", "first");
    const shown = (await look("t")).current?.publishedAt;
    now++;
    await publish("t", "second");
    const refused = [409, expect.stringContaining("another message by now")];
    expect(await publish("t", "mine", { replaces: shown })).toEqual(refused);
    expect(await publish("t", "mine", { replaces: null })).toEqual(refused);
    expect(await publish("t", "mine", { replaces: (await look("t")).current?.publishedAt })).toEqual([200, undefined]);
    expect(await publish("u", "mine", { replaces: null })).toEqual([200, undefined]);
  });

  test("the largest message passes", async () => {
    const more = { userProperties: [["", "\u0001".repeat(8_192)]], correlationData: base64("x".repeat(8_192)) };
    expect(await publish("t", "x".repeat(131_072), more)).toEqual([200, undefined]);
  });

  test.each([
    ["a form", "application/x-www-form-urlencoded", "{}", 415],
    ["plain text", "text/plain", "{}", 415],
    ["no JSON", "application/json; charset=utf-8", "{a", 400],
    ["another type that begins alike", "application/jsonx", "{}", 415],
  ])("%s is refused", async (_, contentType, body, status) => {
    for (const path of ["/console/publish", "/console/clear"]) {
      const answer = await http(local.endpoint, "POST", path, { body, headers: { "content-type": contentType } });
      expect(answer.status).toBe(status);
    }
  });
});

describe("clear", () => {
  async function topics() {
    return ((await nextNamed(events(), "topics")) as [string][]).map(([topic]) => topic);
  }

  async function newest(all: readonly string[]): Promise<number> {
    const found = await Promise.all(all.map(async (topic) => (await look(topic)).current?.publishedAt ?? 0));
    return Math.max(...found);
  }

  test("a branch in which one message went and another came stays", async () => {
    for (const topic of ["a/b", "a/c"]) await publish(topic, "x");
    const confirmed = { branch: "a", count: 2, newest: await newest(["a/b", "a/c"]) };
    now++;
    await post("/console/clear", { topic: "a/b" });
    await publish("a/d", "x");
    const { status, text } = await post("/console/clear", confirmed);
    expect([status, JSON.parse(text).message]).toEqual([409, "a message of the branch has changed meanwhile"]);
    expect(await topics()).toEqual(["a/c", "a/d"]);
  });

  test("one topic leaves all others", async () => {
    for (const topic of ["a", "a/b", "c"]) await publish(topic, "x");
    expect((await post("/console/clear", { topic: "a" })).text).toBe('{"cleared":1}');
    expect((await post("/console/clear", { topic: "a" })).text).toBe('{"cleared":0}');
    expect(await topics()).toEqual(["a/b", "c"]);
  });

  test.each([
    ["a", ["a", "a/", "a//c", "a/b", "a/b/c"]],
    ["a/", ["a/", "a//c"]],
    ["a/b", ["a/b", "a/b/c"]],
    ["", ["/b"]],
  ])("the branch %p is what is at its level and below it", async (branch, wanted) => {
    const all = ["/b", "a", "a!", "a/", "a//c", "a/b", "a/b/c", "a0", "ab/c"];
    for (const topic of all) await publish(topic, "x");
    const confirmed = { branch, count: wanted.length, newest: await newest(wanted) };
    expect((await post("/console/clear", confirmed)).text).toBe(`{"cleared":${wanted.length}}`);
    expect(await topics()).toEqual(all.filter((topic) => !wanted.includes(topic)));
  });

  test("a branch with another count than was confirmed stays", async () => {
    for (const topic of ["a/b", "a/c"]) await publish(topic, "x");
    const { status, text } = await post("/console/clear", { branch: "a", count: 1, newest: 0 });
    expect([status, JSON.parse(text).message]).toEqual([409, "the branch has 2 messages now, not 1"]);
    expect(await topics()).toEqual(["a/b", "a/c"]);
  });
});
