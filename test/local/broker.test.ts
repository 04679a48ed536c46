import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { generate } from "mqtt-packet";
import { type KeepAliveRange, keepAliveSeconds } from "../../provider/local/broker/connect";
import { MessageStore } from "../../provider/local/store/messages";
import { type ServedBroker, serveBroker } from "./support/broker";
import { connectedRaw, connectMqtt, connectRaw, type RawClient } from "./support/clients";

let store: MessageStore;
let broker: ServedBroker;
let url: string;

beforeEach(async () => {
  store = new MessageStore(Date.now);
  await serve();
});

afterEach(() => broker.close());

async function serve(keepAlive?: KeepAliveRange): Promise<void> {
  broker = await serveBroker(store, keepAlive);
  url = `mqtt://127.0.0.1:${broker.port}`;
}

/** Checks that the broker still delivers a message. */
async function expectAlive(): Promise<void> {
  const { client, texts } = await connectMqtt(url, { protocolVersion: 4, clientId: "alive" });
  await client.subscribeAsync("alive");
  await client.publishAsync("alive", "yes");
  expect(await texts(1)).toEqual(["yes"]);
  client.end(true);
}

const connectBytes = generate({ cmd: "connect", clientId: "c", protocolId: "MQTT", protocolVersion: 4, clean: true });

test.each<[string, Buffer]>([
  ["HTTP", Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n")],
  ["zeros", Buffer.alloc(64)],
  ["0xFF", Buffer.alloc(64, 0xff)],
  ["a length of five bytes", Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01])],
  ["a length of 256 MB", Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f])],
  ["a packet before CONNECT", Buffer.from([0xc0, 0x00])],
  ["a CONNECT that ends early", Buffer.from([0x10, 0x04, 0x00, 0x04, 0x4d, 0x51])],
  ["a CONNECT of MQTT 3.1", generate({ cmd: "connect", clientId: "c", protocolId: "MQIsdp", protocolVersion: 3 })],
  ["two CONNECTs", Buffer.concat([connectBytes, connectBytes])],
  ["a SUBSCRIBE without a filter", Buffer.concat([connectBytes, Buffer.from([0x82, 0x02, 0x00, 0x01])])],
  ["a SUBSCRIBE without an identifier", Buffer.concat([connectBytes, Buffer.from([0x82, 0x01, 0x00])])],
  ["a PUBLISH with identifier 0", Buffer.concat([connectBytes, Buffer.from([0x32, 0x05, 0, 1, 0x74, 0, 0])])],
  ["a topic that is not UTF-8", Buffer.concat([connectBytes, Buffer.from([0x30, 0x04, 0, 2, 0xc3, 0x28])])],
  ["a PUBLISH of QoS 3", Buffer.concat([connectBytes, Buffer.from([0x36, 0x05, 0, 1, 0x74, 0, 1])])],
  ["a packet type of 0", Buffer.concat([connectBytes, Buffer.from([0x00, 0x00])])],
])("%s closes the connection, and only that one", async (_, bytes) => {
  const raw = connectRaw(url, 4);
  raw.socket.write(bytes);
  await raw.closed();
  await expectAlive();
});

describe("a malformed MQTT 5 packet", () => {
  let raw: RawClient;

  beforeEach(async () => {
    raw = await connectedRaw(url, 5, "device");
  });

  test.each<[string, number, number[]]>([
    ["an unknown property", 0x81, [0x30, 6, 0, 1, 0x74, 2, 0x7e, 0]],
    ["a property of 0", 0x81, [0x30, 5, 0, 1, 0x74, 1, 0]],
    ["properties longer than the packet", 0x81, [0x30, 5, 0, 1, 0x74, 9, 1]],
    ["a user property longer than its properties", 0x81, [0x30, 10, 0, 1, 0x74, 5, 0x26, 0, 1, 0x61, 0, 1]],
    ["the same property twice", 0x82, [0x30, 8, 0, 1, 0x74, 4, 1, 1, 1, 1]],
    ["a subscribe option that is reserved", 0x81, [0x82, 7, 0, 1, 0, 0, 1, 0x74, 0xc0]],
  ])("%s: DISCONNECT %i", async (_, reasonCode, bytes) => {
    raw.socket.write(Buffer.from(bytes));
    expect(await raw.packets.next()).toMatchObject({ cmd: "disconnect", reasonCode });
    await raw.closed();
    await expectAlive();
  });
});

test("noise after CONNECT, in 100 connections, leaves the broker alive", async () => {
  // A fixed generator makes the same noise in every run.
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const kinds = [0x10, 0x30, 0x32, 0x40, 0x82, 0xa2, 0xe0, 0xf0];
  for (let round = 0; round < 100; round++) {
    const version = round % 2 === 0 ? 4 : 5;
    const raw = connectRaw(url, version);
    raw.send({ cmd: "connect", clientId: `n${round}`, protocolId: "MQTT", protocolVersion: version, clean: true });
    for (let i = 0; i < 20; i++) {
      const body = Buffer.from(Array.from({ length: random(40) }, () => random(256)));
      raw.socket.write(Buffer.concat([Buffer.from([kinds[random(kinds.length)] ?? 0, body.length]), body]));
    }
    raw.socket.end();
    await raw.closed();
  }
  await expectAlive();
});

test("packets may come byte by byte, or many at once", async () => {
  const raw = await connectedRaw(url, 4, "device");
  const bytes = Buffer.concat(
    ["1", "2", "3"].map((payload) =>
      generate({ cmd: "publish", topic: "t", payload, qos: 0, dup: false, retain: false }),
    ),
  );
  const watcher = await connectMqtt(url, { clientId: "watcher" });
  await watcher.client.subscribeAsync("t");
  for (const byte of bytes) raw.socket.write(Buffer.from([byte]));
  raw.socket.write(bytes);
  expect(await watcher.texts(6)).toEqual(["1", "2", "3", "1", "2", "3"]);
  watcher.client.end(true);
  raw.socket.destroy();
});

test.each([
  [0, 1_200],
  [1, 30],
  [30, 30],
  [60, 60],
  [1_201, 1_200],
])("a keep alive of %d s becomes AWS's %d s", (asked, held) => {
  expect(keepAliveSeconds(asked, { min: 30, max: 1_200 })).toBe(held);
});

test("a client that is silent for one and a half keep alives is cut off, one that pings is not", async () => {
  await broker.close();
  await serve({ min: 1, max: 1 });
  const silent = await connectedRaw(url, 5, "silent");
  const pinging = await connectedRaw(url, 5, "pinging");
  const pings = setInterval(() => pinging.send({ cmd: "pingreq" }), 300);
  const started = Date.now();
  expect(await silent.packets.next("DISCONNECT")).toMatchObject({ cmd: "disconnect", reasonCode: 0x8d });
  expect(Date.now() - started).toBeGreaterThanOrEqual(1_400);
  await silent.closed();
  clearInterval(pings);
  expect(pinging.socket.destroyed).toBe(false);
  pinging.socket.destroy();
});

test("closing ends connections that do not close their own side", async () => {
  const socket = connectTcp({ port: broker.port, host: "127.0.0.1", allowHalfOpen: true });
  socket.write(connectBytes);
  await once(socket, "data");
  const started = Date.now();
  await broker.close();
  expect(Date.now() - started).toBeLessThan(500);
  socket.destroy();
});
