import { type LocalEndpoint, type Quotas, startLocalEndpoint } from "../../../provider/local";
import { connectMqtt, http } from "../support/clients";
import { localOnly } from "./support/target";

let local: LocalEndpoint;
let now: number;

async function start(quotas: "aws" | Quotas): Promise<void> {
  now = 1_700_000_000_000;
  local = await startLocalEndpoint({ quotas, now: () => now });
}

afterEach(() => local?.close());

const publish = async (topic: string, body: string, query = "retain=true") =>
  (await http(local.endpoint, "POST", `/topics/${topic}?${query}`, { body })).status;
const get = async (path: string) => (await http(local.endpoint, "GET", path)).status;

localOnly("one retained publish of a topic a second, clears included, by HTTP and MQTT together", async () => {
  await start("aws");
  expect([await publish("a", "1"), await publish("a", ""), await publish("b", "1")]).toEqual([200, 429, 200]);
  const { client } = await connectMqtt(local.mqtt, { protocolVersion: 5, clientId: "device" });
  await expect(client.publishAsync("a", "2", { qos: 1, retain: true })).rejects.toMatchObject({ code: 0x97 });
  now += 1_000;
  expect(await publish("a", "2")).toBe(200);
  client.end(true);
});

localOnly("a publish without RETAIN does not count", async () => {
  await start("aws");
  expect([await publish("a", "1"), await publish("a", "2", "qos=1"), await publish("a", "3", "")]).toEqual([
    200, 200, 200,
  ]);
});

localOnly("a full account takes no more retained messages, not even in the place of others, but clears", async () => {
  await start({ storedMessages: 2 });
  expect([await publish("a", "1"), await publish("b", "1"), await publish("c", "1")]).toEqual([200, 200, 429]);
  expect([await publish("a", "2"), await publish("a", ""), await publish("c", "1")]).toEqual([429, 200, 200]);
});

localOnly("500 retained publishes a second of an account", async () => {
  await start("aws");
  const statuses = await Promise.all(Array.from({ length: 502 }, (_, i) => publish(`t/${i}`, "x")));
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  now += 1_000;
  expect(await publish("t/501", "x")).toBe(200);
});

localOnly("10 listings a second, and each operation for itself", async () => {
  await start("aws");
  const statuses = [];
  for (let i = 0; i < 11; i++) statuses.push(await get("/retainedMessage"));
  expect(statuses).toEqual([...Array(10).fill(200), 429]);
  expect(await get("/retainedMessage/none")).toBe(404);
});

localOnly("a throttled call has AWS's error", async () => {
  await start({ listsPerSecond: 0 });
  const { status, headers } = await http(local.endpoint, "GET", "/retainedMessage");
  expect([status, headers["x-amzn-errortype"]]).toEqual([429, "ThrottlingException:"]);
});

localOnly("100 publishes a second of a connection: what is beyond is discarded", async () => {
  await start("aws");
  const { client } = await connectMqtt(local.mqtt, { protocolVersion: 5, clientId: "device" });
  const kept = Array.from({ length: 102 }, (_, i) => `t/${i}`);
  for (const topic of kept) client.publish(topic, "x", { qos: 0, retain: true });
  await client.subscribeAsync("end");
  const { text } = await http(local.endpoint, "GET", "/retainedMessage");
  expect(JSON.parse(text).retainedTopics).toHaveLength(100);
  client.end(true);
});
