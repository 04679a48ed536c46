import { type LocalEndpoint, type LocalEndpointOptions, startLocalEndpoint } from "../../provider/local";
import { connectedRaw, connectMqtt, http } from "./support/clients";

let now: number;
let local: LocalEndpoint;

async function start(options: LocalEndpointOptions): Promise<void> {
  now = 1_700_000_000_000;
  local = await startLocalEndpoint({ now: () => now, ...options });
}

afterEach(() => local.close());

async function publish(topic: string, body = "x", query = "retain=true"): Promise<number> {
  return (await http(local.endpoint, "POST", `/topics/${topic}?${query}`, { body })).status;
}

async function get(path: string): Promise<number> {
  return (await http(local.endpoint, "GET", path)).status;
}

describe("the quotas of AWS", () => {
  beforeEach(() => start({ quotas: "aws" }));

  test("a topic takes one retained publish within a second, of any kind, and others when they like", async () => {
    expect([await publish("t"), await publish("u"), await publish("t"), await publish("t", "")]).toEqual([
      200, 200, 429, 429,
    ]);
    expect(await publish("t", "x", "retain=false")).toBe(200);
    now += 999;
    expect(await publish("t")).toBe(429);
    now += 1;
    expect(await publish("t", "")).toBe(200);
  });

  test("an account takes 500 retained publishes a second, and what is refused does not count", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 510; i++) statuses.push(await publish(`t/${i}`));
    expect(statuses.filter((status) => status === 200)).toHaveLength(500);
    expect(statuses.slice(500)).toEqual(Array(10).fill(429));
    expect(await publish("live", "x", "retain=false")).toBe(200);
    now += 1_000;
    expect(await publish("t/505")).toBe(200);
  });

  test("listings come ten a second", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) statuses.push(await get("/retainedMessage"));
    expect(statuses).toEqual([...Array(10).fill(200), 429]);
    expect(await get("/retainedMessage/t")).toBe(404);
  });

  test("a connection gets 100 messages a second, in both directions, and loses the rest", async () => {
    const { client, texts } = await connectMqtt(local.mqtt, { protocolVersion: 5 });
    await client.subscribeAsync("live/#", { qos: 1 });
    for (let i = 0; i < 120; i++) await publish(`live/${i}`, String(i), "qos=1");
    now += 1_000;
    await publish("live/end", "end", "qos=1");
    expect(await texts(101)).toEqual([...Array.from({ length: 100 }, (_, i) => String(i)), "end"]);
    client.end(true);
  });

  test("a connection publishes 100 messages a second, and the rest has no PUBACK", async () => {
    const raw = await connectedRaw(local.mqtt, 5, "device");
    const packet = { cmd: "publish", payload: "x", qos: 1, retain: false, dup: false } as const;
    for (let i = 1; i <= 105; i++) raw.send({ ...packet, topic: `t/${i}`, messageId: i });
    raw.send({ cmd: "pingreq" });
    const answers: string[] = [];
    while (answers.at(-1) !== "pingresp") answers.push((await raw.packets.next("PUBACK or PINGRESP")).cmd);
    expect(answers).toHaveLength(101);
    raw.socket.destroy();
  });

  test("a throttled publish of MQTT is answered with 0x97", async () => {
    const raw = await connectedRaw(local.mqtt, 5, "device");
    const packet = { cmd: "publish", topic: "t", payload: "x", qos: 1, retain: true, dup: false } as const;
    raw.send({ ...packet, messageId: 1 });
    raw.send({ ...packet, messageId: 2 });
    expect(await raw.packets.next("PUBACK")).toMatchObject({ messageId: 1, reasonCode: 0 });
    expect(await raw.packets.next("PUBACK")).toMatchObject({ messageId: 2, reasonCode: 0x97 });
    raw.socket.destroy();
  });
});

test("a full account throttles what is not empty, also on topics that it has, and lets clears pass", async () => {
  await start({ quotas: { storedMessages: 2 } });
  expect([await publish("a"), await publish("b"), await publish("c"), await publish("a")]).toEqual([
    200, 200, 429, 429,
  ]);
  expect(await publish("c", "x", "retain=false")).toBe(200);
  expect([await publish("a", ""), await publish("c")]).toEqual([200, 200]);
});

test.each([
  [{ getsPerSecond: 2 }, "/retainedMessage/t", 404],
  [{ listsPerSecond: 2 }, "/retainedMessage", 200],
  [{ describesPerSecond: 2 }, "/endpoint", 200],
])("%j", async (quotas, path, good) => {
  await start({ quotas });
  expect([await get(path), await get(path), await get(path)]).toEqual([good, good, 429]);
  now += 1_000;
  expect(await get(path)).toBe(good);
});

test("publishes of all kinds have a rate together", async () => {
  await start({ quotas: { publishesPerSecond: 2 } });
  expect([await publish("a"), await publish("b", "x", "retain=false"), await publish("c")]).toEqual([200, 200, 429]);
});

test("without quotas there are none", async () => {
  await start({});
  const statuses: number[] = [];
  for (let i = 0; i < 600; i++) statuses.push(await publish("t"));
  expect(new Set(statuses)).toEqual(new Set([200]));
});
