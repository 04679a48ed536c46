import type { IClientOptions } from "mqtt";
import { type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { connectedRaw, connectMqtt, http, type TestClient } from "./support/clients";

describe.each([4, 5] as const)("MQTT protocol version %d", (protocolVersion) => {
  let local: LocalEndpoint;
  let now: number;
  let clients: TestClient[];

  beforeEach(async () => {
    now = 1_700_000_000_000;
    clients = [];
    local = await startLocalEndpoint({ now: () => now });
  });

  afterEach(async () => {
    for (const { client } of clients) client.end(true);
    await local.close();
  });

  async function connect(clientId: string, options: IClientOptions = {}): Promise<TestClient> {
    const client = await connectMqtt(local.mqtt, { protocolVersion, clientId, ...options });
    clients.push(client);
    return client;
  }

  function publishHttp(topic: string, body: string, query = "retain=true") {
    return http(local.endpoint, "POST", `/topics/${encodeURIComponent(topic)}?${query}`, { body });
  }

  async function getHttp(topic: string) {
    const { status, text } = await http(local.endpoint, "GET", `/retainedMessage/${encodeURIComponent(topic)}`);
    return status === 200 ? Buffer.from(JSON.parse(text).payload, "base64").toString() : status;
  }

  test("a retained message is replayed to an exact filter, with the RETAIN flag", async () => {
    await publishHttp("fleet/a", "kept");
    const { client, inbox } = await connect("device");
    await client.subscribeAsync("fleet/a", { qos: 1 });
    const { topic, text, packet } = await inbox.next();
    expect([topic, text, packet.retain, packet.qos]).toEqual(["fleet/a", "kept", true, 0]);
  });

  test("it is replayed again for each subscribe", async () => {
    await publishHttp("t", "kept");
    const { client, texts } = await connect("device");
    await client.subscribeAsync("t");
    await client.subscribeAsync("t");
    expect(await texts(2)).toEqual(["kept", "kept"]);
  });

  test.each(["fleet/+", "fleet/#", "#", "+/a", "$share/g/fleet/a"])(
    "%s gets no replay, but what comes later, without the RETAIN flag",
    async (filter) => {
      await publishHttp("fleet/a", "kept");
      const { client, inbox } = await connect("device");
      await client.subscribeAsync(filter);
      await publishHttp("fleet/a", "live");
      const { text, packet } = await inbox.next();
      expect([text, packet.retain]).toEqual(["live", false]);
    },
  );

  test("live delivery of a retained publish has no RETAIN flag, and reaches a filter once", async () => {
    const { client, inbox } = await connect("device");
    await client.subscribeAsync(["t", "+", "#"]);
    await client.publishAsync("t", "one", { retain: true });
    await client.publishAsync("t", "end");
    const first = await inbox.next();
    expect([first.text, first.packet.retain]).toEqual(["one", false]);
    expect((await inbox.next()).text).toBe("end");
  });

  test("sensor/# does not match sensor", async () => {
    const { client, texts } = await connect("device");
    await client.subscribeAsync("sensor/#");
    await client.publishAsync("sensor", "parent");
    await client.publishAsync("sensor/1", "child");
    expect(await texts(1)).toEqual(["child"]);
  });

  test.each([
    [0, 0, 0],
    [0, 1, 0],
    [1, 0, 0],
    [1, 1, 1],
  ] as const)(
    "published with QoS %d and subscribed with %d comes with %d",
    async (published, subscribed, delivered) => {
      const { client, inbox } = await connect("device");
      await client.subscribeAsync("t", { qos: subscribed });
      await client.publishAsync("t", "x", { qos: published });
      expect((await inbox.next()).packet.qos).toBe(delivered);
    },
  );

  test("an HTTP publish reaches subscribers, retained or not", async () => {
    const { client, texts } = await connect("device");
    await client.subscribeAsync("t", { qos: 1 });
    await publishHttp("t", "passing", "qos=1");
    await publishHttp("t", "kept", "qos=1&retain=true");
    expect(await texts(2)).toEqual(["passing", "kept"]);
    expect(await getHttp("t")).toBe("kept");
  });

  test("a clear reaches subscribers as 0 bytes, and is not replayed", async () => {
    const { client, inbox } = await connect("device");
    await publishHttp("t", "kept");
    await client.subscribeAsync("t");
    expect((await inbox.next()).text).toBe("kept");
    await publishHttp("t", "");
    const { packet } = await inbox.next();
    expect([packet.payload.length, packet.retain]).toEqual([0, false]);
    await client.subscribeAsync("t");
    await publishHttp("t", "end", "");
    expect((await inbox.next()).text).toBe("end");
  });

  test("a device's retained publish is seen by Get, and its empty one clears", async () => {
    const { client } = await connect("device");
    await client.publishAsync("t", "from device", { qos: 1, retain: true });
    expect(await getHttp("t")).toBe("from device");
    await client.publishAsync("t", "", { qos: 1, retain: true });
    expect(await getHttp("t")).toBe(404);
  });

  test("an expired message is not replayed", async () => {
    await publishHttp("short", "gone", "retain=true&messageExpiry=10");
    await publishHttp("long", "kept");
    now += 10_000;
    const { client, texts } = await connect("device");
    await client.subscribeAsync("short");
    await client.subscribeAsync("long");
    expect(await texts(1)).toEqual(["kept"]);
  });

  test("a lost client's Will is published and retained; a client that leaves has none", async () => {
    const watcher = await connect("watcher");
    await watcher.client.subscribeAsync("status/+");
    const will = (topic: string) => ({ will: { topic, payload: Buffer.from("lost"), qos: 1 as const, retain: true } });
    const leaving = await connect("leaving", will("status/leaving"));
    await leaving.client.endAsync();
    const lost = await connect("lost", will("status/lost"));
    lost.client.stream.destroy();
    const { topic, text, packet } = await watcher.inbox.next();
    expect([topic, text, packet.retain]).toEqual(["status/lost", "lost", false]);
    expect(await getHttp("status/lost")).toBe("lost");
    expect(await getHttp("status/leaving")).toBe(404);
  });

  test("a client with the same id takes over, and the first one's Will is published", async () => {
    const watcher = await connect("watcher");
    await watcher.client.subscribeAsync("status");
    const first = await connect("same", {
      will: { topic: "status", payload: Buffer.from("lost"), qos: 0, retain: false },
    });
    await first.client.subscribeAsync("t");
    const closed = new Promise((resolve) => first.client.once("close", () => resolve("closed")));
    const second = await connect("same");
    expect(await closed).toBe("closed");
    expect(await watcher.texts(1)).toEqual(["lost"]);
    await second.client.subscribeAsync("t");
    await second.client.publishAsync("t", "still here");
    expect(await second.texts(1)).toEqual(["still here"]);
  });

  test("a shared subscription gives each message to one member, others get all", async () => {
    const members = [await connect("m1"), await connect("m2")];
    for (const { client } of members) await client.subscribeAsync("$share/group/jobs/#");
    const other = await connect("other");
    await other.client.subscribeAsync("jobs/#");
    for (const text of ["1", "2", "3", "4"]) await publishHttp("jobs/x", text, "");
    expect(await other.texts(4)).toEqual(["1", "2", "3", "4"]);
    expect([...((await members[0]?.texts(2)) ?? []), ...((await members[1]?.texts(2)) ?? [])].sort()).toEqual([
      "1",
      "2",
      "3",
      "4",
    ]);
  });

  test("what was unsubscribed does not come any more", async () => {
    const { client, texts } = await connect("device");
    await client.subscribeAsync(["a", "b"]);
    await client.unsubscribeAsync("a");
    await client.publishAsync("a", "no");
    await client.publishAsync("b", "yes");
    expect(await texts(1)).toEqual(["yes"]);
  });

  test.each([
    ["a QoS 2 publish", (client: TestClient["client"]) => client.publish("t", "x", { qos: 2 })],
    ["a QoS 2 subscribe", (client: TestClient["client"]) => client.subscribe("t", { qos: 2 })],
    ["a reserved topic with RETAIN", (client: TestClient["client"]) => client.publish("$aws/x", "x", { retain: true })],
    ["8 slashes", (client: TestClient["client"]) => client.publish("1/2/3/4/5/6/7/8/9", "x")],
    ["a payload over 128 KB", (client: TestClient["client"]) => client.publish("t", "x".repeat(131_073))],
    ["a packet over 146 KB", (client: TestClient["client"]) => client.publish("t", "x".repeat(200_000))],
  ])("%s ends the connection, and only that one", async (_, act) => {
    const other = await connect("other");
    await other.client.subscribeAsync("#");
    const { client } = await connect("device");
    client.on("error", () => undefined);
    const closed = new Promise((resolve) => client.once("close", () => resolve("closed")));
    act(client);
    expect(await closed).toBe("closed");
    await publishHttp("end", "end", "");
    expect(await other.texts(1)).toEqual(["end"]);
  });

  test("a remaining length of more bytes than it needs ends the connection [MQTT-1.5.5-1]", async () => {
    const raw = await connectedRaw(local.mqtt, 5, "device");
    raw.socket.write(Buffer.from([0xc0, 0x80, 0x00]));
    expect(await raw.packets.next("DISCONNECT")).toMatchObject({ cmd: "disconnect", reasonCode: 0x81 });
  });

  test("the 128 KB that AWS takes pass both ways", async () => {
    const { client, inbox } = await connect("device");
    await client.subscribeAsync("t", { qos: 1 });
    await client.publishAsync("t", Buffer.alloc(131_072, 1), { qos: 1, retain: true });
    expect((await inbox.next()).packet.payload).toHaveLength(131_072);
  });
});
