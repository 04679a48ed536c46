import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetRetainedMessageCommand, IoTDataPlaneClient, PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { DatabaseSync } from "@photostructure/sqlite";
import { type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { openDatabase } from "../../provider/local/store/database";
import { Retained } from "../../provider/local/store/retained";
import { connectMqtt, http } from "./support/clients";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

let folder: string;
let data: string;
const running: LocalEndpoint[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "data-"));
  data = join(folder, "messages.db");
});

afterEach(async () => {
  for (const local of running.splice(0)) await local.close();
  rmSync(folder, { recursive: true });
});

async function start(now: () => number = Date.now): Promise<LocalEndpoint> {
  const local = await startLocalEndpoint({ data, now });
  running.push(local);
  return local;
}

async function stop(local: LocalEndpoint): Promise<void> {
  running.splice(running.indexOf(local), 1);
  await local.close();
}

async function listed(local: LocalEndpoint): Promise<{ topic: string; payloadSize: number }[]> {
  return JSON.parse((await http(local.endpoint, "GET", "/retainedMessage")).text).retainedTopics;
}

test("a message comes back after a restart with all of its properties, byte for byte", async () => {
  const first = await start();
  const payload = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  const topic = "a b/ü/%2F/..//$x";
  const sdk = new IoTDataPlaneClient({
    endpoint: first.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  const properties = {
    contentType: "a/b",
    responseTopic: "r",
    correlationData: "AAEC",
    payloadFormatIndicator: "UTF8_DATA",
    messageExpiry: 600,
  } as const;
  const userProperties = JSON.stringify([{ b: "1" }, { a: "2" }, { b: "" }]);
  await sdk.send(new PublishCommand({ topic, payload, retain: true, qos: 1, userProperties, ...properties }));
  const before = await sdk.send(new GetRetainedMessageCommand({ topic }));
  sdk.destroy();
  await stop(first);

  const second = await start();
  const { text } = await http(second.endpoint, "GET", `/retainedMessage/${encodeURIComponent(topic)}`);
  const after = JSON.parse(text);
  expect(Buffer.from(after.payload, "base64")).toEqual(payload);
  expect(after.lastModifiedTime).toBe(before.lastModifiedTime);
  const { client, inbox } = await connectMqtt(second.mqtt, { protocolVersion: 5 });
  await client.subscribeAsync(topic, { qos: 1 });
  const { packet } = await inbox.next();
  expect(packet).toMatchObject({
    payload,
    qos: 1,
    retain: true,
    properties: { contentType: "a/b", responseTopic: "r", correlationData: Buffer.from([0, 1, 2]) },
  });
  expect(packet.properties?.userProperties).toEqual({ b: ["1", ""], a: "2" });
  client.end(true);
});

test("what was cleared, and what has expired meanwhile, is gone", async () => {
  let now = 1_700_000_000_000;
  const first = await start(() => now);
  await http(first.endpoint, "POST", "/topics/cleared?retain=true", { body: "x" });
  await http(first.endpoint, "POST", "/topics/cleared?retain=true");
  await http(first.endpoint, "POST", "/topics/expires?retain=true&messageExpiry=10", { body: "x" });
  await http(first.endpoint, "POST", "/topics/stays?retain=true", { body: "old" });
  await http(first.endpoint, "POST", "/topics/stays?retain=true", { body: "newer" });
  await stop(first);
  now += 10_000;
  expect(await listed(await start(() => now))).toMatchObject([{ topic: "stays", payloadSize: 5 }]);
});

/** The endpoint as a command of its own, which can be killed. */
async function command(): Promise<{ child: ChildProcess; endpoint: string }> {
  const main = join(__dirname, "../../dist/cli/main.js");
  const args = [main, "local", "--port", "0", "--mqtt-port", "0", "--json", "--data", data];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise<string>((resolve) => child.stdout?.once("data", (chunk) => resolve(String(chunk))));
  return { child, endpoint: JSON.parse(line).endpoint };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await gone;
}

test("kill -9 in the middle of publishes loses nothing that was acknowledged, five times over", async () => {
  const acknowledged = new Map<string, string>();
  for (let round = 1; round <= 5; round++) {
    const { child, endpoint } = await command();
    const sending = Array.from({ length: 8 }, async (_, worker) => {
      for (let i = 0; ; i++) {
        const topic = `w${worker}/${i % 50}`;
        const text = `${round} ${i}`;
        const answer = await http(endpoint, "POST", `/topics/${topic}?retain=true`, { body: text }).catch(
          () => undefined,
        );
        if (answer?.status !== 200) return;
        acknowledged.set(topic, text);
      }
    });
    const before = acknowledged.size;
    while (acknowledged.size < Math.min(before + 40, 400)) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50 * round));
    await kill(child);
    await Promise.all(sending);

    const { child: next, endpoint: again } = await command();
    for (const [topic, text] of acknowledged) {
      const { text: body } = await http(again, "GET", `/retainedMessage/${topic}`);
      const [liveRound = 0, liveCount = 0] = Buffer.from(JSON.parse(body).payload, "base64")
        .toString()
        .split(" ")
        .map(Number);
      const [ownRound = 0, ownCount = 0] = text.split(" ").map(Number);
      // The last publish of a worker may have been carried out without an answer.
      expect(liveRound * 1e6 + liveCount).toBeGreaterThanOrEqual(ownRound * 1e6 + ownCount);
    }
    await kill(next);
  }
  expect(acknowledged.size).toBeGreaterThan(100);
}, 120_000);

test("a file has one endpoint at a time", async () => {
  const local = await start();
  const inUse = `${data} is in use by another endpoint.`;
  await expect(startLocalEndpoint({ data })).rejects.toThrow(inUse);
  const main = join(__dirname, "../../dist/cli/main.js");
  const args = [main, "local", "--port", "0", "--mqtt-port", "0", "--data", data];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect([status, stderr.trim()]).toEqual([2, inUse]);
  await stop(local);
  await start();
});

test("why a message cannot be kept is told beside, and the client gets a failure", async () => {
  const told: string[] = [];
  const journal = openDatabase(join(folder, "told.db"), ({ message }) => told.push(message));
  const broken = { topic: "t", payload: undefined as unknown as Buffer, qos: 1 as const, userProperties: [] };
  expect(() => journal.put(new Retained(broken, 0))).toThrow();
  expect(told).toEqual([expect.stringMatching(/told\.db cannot be written: .+/)]);
  journal.close();
});

test("a file of something else is left alone, with one sentence", async () => {
  writeFileSync(data, "# not a database, but somebody's notes, which are longer than the header of one".repeat(20));
  expect(() => openDatabase(data)).toThrow(`${data} holds something else than retained messages: it is no database.`);
  const other = join(folder, "other.db");
  const database = new DatabaseSync(other);
  database.exec("CREATE TABLE notes (text)");
  database.close();
  expect(() => openDatabase(other)).toThrow("it is a database of something else");
  expect(() => openDatabase(join(folder, "none", "x.db"))).toThrow("cannot be opened");
});
