import { connect as connectTcp } from "node:net";
import type { IPublishPacket } from "mqtt-packet";
import { startLocalEndpoint } from "../../provider/local";
import { SubscriptionTree } from "../../provider/local/broker/subscription-tree";
import { parseFilter } from "../../provider/local/broker/topic-filter";
import { OnePerSecond } from "../../provider/local/quotas/rates";
import { Deadlines } from "../../provider/local/store/deadlines";
import { MessageStore } from "../../provider/local/store/messages";
import { type ServedBroker, serveBroker } from "./support/broker";
import { connectedRaw, connectRaw, http, type RawClient } from "./support/clients";

let now: number;
let store: MessageStore;
let broker: ServedBroker;
let url: string;

beforeEach(async () => {
  now = 1_700_000_000_000;
  store = new MessageStore(() => now);
  broker = await serveBroker(store, undefined, 200);
  url = `mqtt://127.0.0.1:${broker.port}`;
});

afterEach(() => broker.close());

function publish(topic: string, payload: Buffer, qos: 0 | 1): void {
  store.publish({ topic, payload, qos, userProperties: [] }, { retain: false });
}

/** The numbers in the payloads that come until the last one, whose number is -1. */
async function numbersUntilLast(raw: RawClient, onEach: (packet: IPublishPacket) => void): Promise<number[]> {
  const numbers: number[] = [];
  for (;;) {
    const packet = (await raw.packets.next("PUBLISH")) as IPublishPacket;
    onEach(packet);
    const number = (packet.payload as Buffer).readInt32BE();
    if (number === -1) return numbers;
    numbers.push(number);
  }
}

function numbered(number: number, size: number): Buffer {
  const payload = Buffer.alloc(size);
  payload.writeInt32BE(number);
  return payload;
}

test("a client that withholds PUBACK has at most 16 MiB waiting, the oldest of it, and gets all of that in order", async () => {
  const raw = await connectedRaw(url, 4, "slow");
  raw.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t", qos: 1 }] });
  await raw.packets.next("SUBACK");
  const size = 100_000;
  for (let i = 0; i < 300; i++) publish("t", numbered(i, size), 1);
  const acknowledge = ({ messageId = 0 }: IPublishPacket) => raw.send({ cmd: "puback", messageId });
  const first = (await raw.packets.next("PUBLISH")) as IPublishPacket;
  acknowledge(first);
  // The PUBACK has made room for this one by the time that the answer to the ping is here.
  raw.send({ cmd: "pingreq" });
  const before: IPublishPacket[] = [];
  for (;;) {
    const packet = await raw.packets.next("PINGRESP");
    if (packet.cmd === "pingresp") break;
    before.push(packet as IPublishPacket);
  }
  publish("t", numbered(-1, 4), 1);
  for (const packet of before) acknowledge(packet);
  const numbers = [first, ...before].map(({ payload }) => (payload as Buffer).readInt32BE());
  numbers.push(...(await numbersUntilLast(raw, acknowledge)));
  expect(numbers).toEqual(numbers.map((_, index) => index));
  expect(numbers.length * size).toBeLessThanOrEqual(16 * 1024 * 1024);
  expect(numbers.length * size).toBeGreaterThan(15 * 1024 * 1024);
  raw.socket.destroy();
});

test("a subscriber of QoS 0 that does not read loses messages, and others do not", async () => {
  const stalled = await connectedRaw(url, 4, "stalled");
  const other = await connectedRaw(url, 4, "other");
  for (const raw of [stalled, other]) {
    raw.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t", qos: 0 }] });
    await raw.packets.next("SUBACK");
  }
  stalled.socket.pause();
  const count = 1_000;
  for (let i = 0; i < count; i++) {
    publish("t", numbered(i, 100_000), 0);
    await other.packets.next("PUBLISH");
  }
  expect(broker.buffered()).toBeLessThan(2 * 1024 * 1024);
  stalled.socket.resume();
  stalled.send({ cmd: "pingreq" });
  let got = 0;
  while ((await stalled.packets.next("PUBLISH or PINGRESP")).cmd === "publish") got++;
  expect(got).toBeGreaterThan(5);
  expect(got).toBeLessThan(count / 2);
  for (const raw of [stalled, other]) raw.socket.destroy();
});

test("a client that asks and does not read is not read from either, and loses no answer", async () => {
  store.publish({ topic: "t", payload: Buffer.alloc(100_000), qos: 0, userProperties: [] }, { retain: true });
  const raw = await connectedRaw(url, 4, "flood");
  const other = await connectedRaw(url, 4, "other");
  raw.socket.pause();
  const count = 400;
  for (let i = 1; i <= count; i++) {
    raw.send({ cmd: "subscribe", messageId: i, subscriptions: [{ topic: "t", qos: 0 }] });
    other.send({ cmd: "pingreq" });
    await other.packets.next("PINGRESP");
  }
  expect(broker.buffered()).toBeGreaterThan(1024 * 1024);
  expect(broker.buffered()).toBeLessThan(3 * 1024 * 1024);
  raw.socket.resume();
  for (let i = 1; i <= count; i++) {
    expect(await raw.packets.next("SUBACK")).toMatchObject({ cmd: "suback", messageId: i });
    expect((await raw.packets.next("PUBLISH")).cmd).toBe("publish");
  }
  expect(broker.buffered()).toBe(0);
  for (const { socket } of [raw, other]) socket.destroy();
});

test("a connection without CONNECT is closed, also one that sends a part of it", async () => {
  const silent = connectRaw(url, 4);
  const partial = connectRaw(url, 4);
  partial.socket.write(Buffer.from([0x10, 0x20, 0, 4]));
  await Promise.all([silent.closed(), partial.closed()]);
});

test("a connection after CONNECT stays", async () => {
  const raw = await connectedRaw(url, 4, "stays");
  const silent = connectRaw(url, 4);
  await silent.closed();
  raw.send({ cmd: "pingreq" });
  expect((await raw.packets.next("PINGRESP")).cmd).toBe("pingresp");
  raw.socket.destroy();
});

test("an expired message is freed by any later access", () => {
  const changes: string[] = [];
  store.onChange(({ topic, after }) => changes.push(`${topic} ${after === undefined ? "gone" : "there"}`));
  const message = { payload: Buffer.from("x"), qos: 0, userProperties: [] } as const;
  store.publish({ ...message, userProperties: [], topic: "a", messageExpiry: 10 }, { retain: true });
  store.publish({ ...message, userProperties: [], topic: "b", messageExpiry: 20 }, { retain: true });
  store.publish({ ...message, userProperties: [], topic: "b" }, { retain: true });
  now += 10_000;
  expect(store.size).toBe(1);
  now += 20_000;
  expect(store.size).toBe(1);
  expect(changes).toEqual(["a there", "b there", "b there", "a gone"]);
});

test("a deadline that is set again is due once, and in the order of time", () => {
  const deadlines = new Deadlines();
  for (let i = 0; i < 1_000; i++) deadlines.set("again", i);
  deadlines.set("first", 5);
  deadlines.set("never", 7);
  deadlines.set("never", undefined);
  expect(deadlines.size).toBe(2);
  expect([...deadlines.due(998)]).toEqual(["first"]);
  expect([...deadlines.due(999)]).toEqual(["again"]);
  expect(deadlines.size).toBe(0);
});

test("a subscription tree holds nothing after its last subscription", () => {
  const tree = new SubscriptionTree<string>();
  const filters = ["a/b/c", "a/+/c", "#", "$share/g/a/b/c", "a"].map((text) => {
    const filter = parseFilter(text);
    if (filter === undefined) throw new Error(text);
    return filter;
  });
  for (const filter of filters) tree.set("c", { filter, qos: 1, noLocal: false, retainAsPublished: false });
  expect(tree.match("a/b/c").members).toHaveLength(3);
  expect(tree.match("a/b/c").groups).toHaveLength(1);
  expect(tree.isEmpty).toBe(false);
  for (const filter of filters) tree.delete("c", filter);
  expect(tree.isEmpty).toBe(true);
});

test("a rate of topics forgets the topics of before", () => {
  const rate = new OnePerSecond();
  for (let second = 0; second < 100; second++) {
    for (let i = 0; i < 100; i++) expect(rate.takes(`${second} ${i}`, second * 1_000)).toBe(true);
  }
  expect(rate.size).toBeLessThanOrEqual(200);
  expect(rate.takes("99 1", 99_999)).toBe(false);
  expect(rate.takes("99 1", 100_000)).toBe(true);
});

describe("a body over the limit", () => {
  test("is answered before it has come, and not read to its end", async () => {
    const local = await startLocalEndpoint();
    const { hostname, port } = new URL(local.endpoint);
    const socket = connectTcp(Number(port), hostname);
    const head = `POST /topics/a?retain=true HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 2000000000\r\n\r\n`;
    const answer = new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(chunk.toString())));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    socket.write(head);
    expect(await answer).toMatch(/^HTTP\/1\.1 413 .*connection: close/is);
    await closed;
    expect((await http(local.endpoint, "GET", "/retainedMessage/a")).status).toBe(404);
    await local.close();
  });

  test("without an announced size, it is answered at the first byte too many", async () => {
    const local = await startLocalEndpoint();
    const { hostname, port } = new URL(local.endpoint);
    const socket = connectTcp(Number(port), hostname);
    const answer = new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(chunk.toString())));
    socket.on("error", () => undefined);
    socket.write(`POST /topics/a HTTP/1.1\r\nHost: ${hostname}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from("10000\r\n"), Buffer.alloc(0x10000), Buffer.from("\r\n")]);
    for (let i = 0; i < 3; i++) socket.write(chunk);
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    await local.close();
  });
});
