import { connect as connectMqtt } from "mqtt";
import { atOnce, exchange } from "./support/connection";
import { Endpoint, type Memory } from "./support/endpoint";
import { httpItem } from "./support/http-items";
import { clientIds, mqttItems } from "./support/mqtt-items";
import { Random } from "./support/random";

/** How many requests, and how many packets, are tried. */
const COUNT = Number(process.env["SOAK_COUNT"] ?? 100_000);
const SEED = 1;

/** How many connections there are at a time. */
const CONNECTIONS = 16;

/** By how many MB the heap may grow in one part, once what valid items have left is gone. */
const GROWTH_MB = 8;

/** How many MB the whole process may have. Memory that V8 has freed stays with the process for a while. */
const PROCESS_MB = 400;

const CONNACK = 0x20;
const PINGRESP = Buffer.from([0xd0, 0]);

/** The limit of one part. A part takes a minute or two. */
jest.setTimeout(15 * 60_000);

let endpoint: Endpoint;
const report: string[] = [];

beforeAll(async () => {
  endpoint = await Endpoint.start();
});

afterAll(async () => {
  await endpoint.stop();
  // One write, which Jest shows as it is.
  process.stdout.write(`\n${report.join("\n")}\n`);
});

const base = () => endpoint.http.href.replace(/\/$/, "");

test(`${COUNT} requests of HTTP leave the endpoint as it was`, async () => {
  await warmUp();
  const before = await endpoint.memory();
  const started = Date.now();
  const random = new Random(SEED);
  const statuses: Record<string, number> = {};
  let [left, hung, unanswered] = [COUNT, 0, 0];

  await atOnce(CONNECTIONS, async () => {
    // Requests that are valid go before, on the same connection, one that is perhaps not.
    const items = [];
    for (let more = 1 + random.below(4); more > 0 && left > 0; more--, left--) {
      const item = httpItem(random);
      items.push(item);
      if (!item.isValid) more = 1;
    }
    if (items.length === 0) return false;
    const { received, hung: isHung } = await exchange(endpoint.http, Buffer.concat(items.map(({ bytes }) => bytes)));
    const found = statusesIn(received);
    for (const status of found) statuses[status] = (statuses[status] ?? 0) + 1;
    // If bytes that are no HTTP follow, Node gives up the answers that it has not sent yet.
    const isExpected = items.every(({ isValid }) => isValid);
    if (isExpected && found.filter((status) => status === "200").length !== items.length) unanswered++;
    if (isHung) hung++;
    return true;
  });

  await sweep();
  const after = await endpoint.memory();
  note("HTTP", before, after, started, `answers ${JSON.stringify(statuses)}`);
  expect({ hung, unanswered, failures: statuses["500"] ?? 0 }).toEqual({ hung: 0, unanswered: 0, failures: 0 });
  expectSound(before, after);
  await expectServing();
});

test(`${COUNT} packets of MQTT leave the endpoint as it was`, async () => {
  await warmUp();
  const before = await endpoint.memory();
  const started = Date.now();
  const random = new Random(SEED + 1);
  let [left, hung, connections, valid, pings] = [COUNT, 0, 0, 0, 0];

  await atOnce(CONNECTIONS, async () => {
    if (left <= 0) return false;
    const items = mqttItems(random, Math.max(left, 2));
    left -= items.count;
    connections++;
    const { received, hung: isHung } = await exchange(endpoint.mqtt, items.bytes);
    if (items.isValid) valid++;
    if (items.isValid && received[0] === CONNACK && received.includes(PINGRESP)) pings++;
    if (isHung) hung++;
    return true;
  });

  await sweep();
  const after = await endpoint.memory();
  note("MQTT", before, after, started, `${connections} connections, ${pings} of ${valid} pings answered`);
  expect(hung).toBe(0);
  // Now and then, a client with the same id takes over in between.
  expect(pings / valid).toBeGreaterThan(0.95);
  expectSound(before, after);
  await expectServing();
});

/** The statuses of answers that came one after another. */
function statusesIn(received: Buffer): string[] {
  return [...received.toString("latin1").matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status = ""]) => status);
}

/** Lets code be compiled and pools be filled before the first look at the memory. */
async function warmUp(): Promise<void> {
  const random = new Random(SEED + 2);
  for (let i = 0; i < 500; i++) {
    await exchange(endpoint.http, httpItem(random).bytes);
    await exchange(endpoint.mqtt, mqttItems(random, 10).bytes);
  }
  await sweep();
}

/** Ends the sessions, and clears the messages, that valid items have left. */
async function sweep(): Promise<void> {
  for (const clientId of clientIds) {
    const client = connectMqtt(endpoint.mqtt.href, { clientId, clean: true, reconnectPeriod: 0 });
    await new Promise((resolve, reject) => client.once("connect", resolve).once("error", reject));
    await client.endAsync();
  }
  for (;;) {
    const { retainedTopics } = (await (await fetch(`${base()}/retainedMessage`)).json()) as {
      retainedTopics: { topic: string }[];
    };
    if (retainedTopics.length === 0) return;
    for (const { topic } of retainedTopics) {
      await fetch(`${base()}/topics/${encodeURIComponent(topic)}?retain=true`, { method: "POST" });
    }
  }
}

function note(part: string, before: Memory, after: Memory, started: number, more: string): void {
  const mb = (bytes: number) => (bytes / 1_000_000).toFixed(1);
  const seconds = ((Date.now() - started) / 1_000).toFixed(0);
  report.push(
    `${part}: ${COUNT} items in ${seconds} s, ${more}`,
    `  heap ${mb(before.heapUsed)} MB before, ${mb(after.heapUsed)} MB after; external ${mb(before.external)} and ${mb(after.external)}; process ${mb(before.rss)} and ${mb(after.rss)}`,
  );
}

function expectSound(before: Memory, after: Memory): void {
  expect(endpoint.isRunning).toBe(true);
  expect(endpoint.complaints).toBe("");
  const growth = (name: "heapUsed" | "external") => (after[name] - before[name]) / 1_000_000;
  expect(growth("heapUsed")).toBeLessThan(GROWTH_MB);
  expect(growth("external")).toBeLessThan(GROWTH_MB);
  expect(after.rss / 1_000_000).toBeLessThan(PROCESS_MB);
}

async function expectServing(): Promise<void> {
  const client = connectMqtt(endpoint.mqtt.href, { protocolVersion: 5, clientId: "alive", reconnectPeriod: 0 });
  await new Promise((resolve, reject) => client.once("connect", resolve).once("error", reject));
  await client.subscribeAsync("alive");
  const message = new Promise<string>((resolve) => client.once("message", (_, payload) => resolve(payload.toString())));
  const { status } = await fetch(`${base()}/topics/alive`, { method: "POST", body: "yes" });
  expect([status, await message]).toEqual([200, "yes"]);
  await client.endAsync();
}
