import {
  denialsBy,
  type FaultQuestion,
  faultsBy,
  type LocalEndpoint,
  type LocalEndpointOptions,
  startLocalEndpoint,
} from "../../provider/local";
import { connectedRaw, connectMqtt, http } from "./support/clients";

let now: number;
let local: LocalEndpoint;

async function start(options: LocalEndpointOptions): Promise<void> {
  now = 1_700_000_000_000;
  local = await startLocalEndpoint({ now: () => now, ...options });
}

const publishOf = (topic: string): FaultQuestion => ({ operation: "Publish", protocol: "http", topic, payloadSize: 1 });

describe("rules", () => {
  test.each<[string, unknown]>([
    ["publish:429", { error: "ThrottlingException" }],
    ["publish:500", { error: "InternalFailureException" }],
    ["publish:503", { error: "ServiceUnavailableException" }],
    ["all:403", { error: "ForbiddenException" }],
    ["publish:reset", { drop: "before" }],
    ["publish:reset-after", { drop: "after" }],
    ["publish:delay=2s", { delay: 2_000 }],
    ["publish:delay=1.5", { delay: 1_500 }],
    ["publish:delay=250ms", { delay: 250 }],
    ["publish:429:topic=a/*", { error: "ThrottlingException" }],
    ["publish:429:topic=a:b", undefined],
    ["publish:429:topic=**:first=1", undefined],
    ["publish:429:via=http", { error: "ThrottlingException" }],
    ["publish:429:via=mqtt", undefined],
    ["get:429", undefined],
  ])("%s", (rule, fault) => {
    expect(faultsBy([rule])(publishOf("a/b"))).toEqual(fault);
  });

  test("a share is of the calls that fit, and `first` counts them", () => {
    const numbers = [0.1, 0.19, 0.2, 0.9];
    const shared = faultsBy(["publish:429:0.2"], () => numbers.shift() ?? 1);
    expect([1, 2, 3, 4].map(() => shared(publishOf("t")) !== undefined)).toEqual([true, true, false, false]);
    const first = faultsBy(["publish:500:first=2:topic=a/**"]);
    const fallen = ["b", "a/1", "b", "a/2", "a/3"].map((topic) => first(publishOf(topic)) !== undefined);
    expect(fallen).toEqual([false, true, false, true, false]);
  });

  test("the first rule that fits decides, and a later one has its turn if it does not", () => {
    const fault = faultsBy(["publish:500:first=1", "publish:429"]);
    expect([fault(publishOf("t")), fault(publishOf("t"))]).toEqual([
      { error: "InternalFailureException" },
      { error: "ThrottlingException" },
    ]);
  });

  test.each([
    ["", "There is no operation ``."],
    ["frob:429", "There is no operation `frob`."],
    ["toString:429", "There is no operation `toString`."],
    ["publish", "There is no fault ``."],
    ["publish:418", "There is no fault `418`."],
    ["publish:429:1.5", "`1.5` is no part of a fault."],
    ["publish:429:first=", "`first=` is no part of a fault."],
    ["publish:429:topic=", "`topic=` needs a glob."],
    ["list:429:topic=a", "Only publish and get have a topic, and list has none."],
    ["get:429:via=mqtt", "Only a publish comes by MQTT, and get is none."],
    ["publish:429:first=0", "`first=0` is no part of a fault."],
    ["publish:429:0", "`0` is no part of a fault."],
    ["publish:429:0.0", "`0.0` is no part of a fault."],
    ["publish:stale=5s", "Only a listing can be stale, and publish is none."],
    ["list:stale=61s", "A listing is at most 60s stale."],
    ["publish:delay=2h", "There is no fault `delay=2h`."],
  ])("%p is refused in one sentence", (rule, reason) => {
    expect(() => faultsBy([rule])).toThrow(reason);
  });
});

describe("faults", () => {
  afterEach(() => local.close());

  test("a listing that lags shows what there was, and Get what there is", async () => {
    await start({ fault: faultsBy(["list:stale=5s"]) });
    const listed = async () => {
      const { text } = await http(local.endpoint, "GET", "/retainedMessage");
      return JSON.parse(text).retainedTopics.map(({ topic }: { topic: string }) => topic);
    };
    const publish = (topic: string, body: string) =>
      http(local.endpoint, "POST", `/topics/${topic}?retain=true`, { body });
    await publish("a", "x");
    now += 3_000;
    await publish("b", "x");
    expect(await listed()).toEqual([]);
    now += 2_000;
    expect(await listed()).toEqual(["a"]);
    await publish("a", "");
    now += 3_000;
    expect(await listed()).toEqual(["a", "b"]);
    expect((await http(local.endpoint, "GET", "/retainedMessage/a")).status).toBe(404);
    now += 2_000;
    expect(await listed()).toEqual(["b"]);
  });

  test.each([
    ["429", 0x97],
    ["403", 0x87],
    ["500", 0x80],
  ])("%s is reason code %d in MQTT 5, and the message is not taken", async (status, reasonCode) => {
    await start({ fault: faultsBy([`publish:${status}:via=mqtt`]) });
    const raw = await connectedRaw(local.mqtt, 5, "device");
    raw.send({ cmd: "publish", topic: "t", payload: "x", qos: 1, retain: true, dup: false, messageId: 1 });
    expect(await raw.packets.next("PUBACK")).toMatchObject({ messageId: 1, reasonCode });
    expect((await http(local.endpoint, "GET", "/retainedMessage/t")).status).toBe(404);
    raw.socket.destroy();
  });

  test.each([
    ["reset", 404],
    ["reset-after", 200],
  ])("%s cuts an MQTT connection; the message is then %d", async (effect, status) => {
    await start({ fault: faultsBy([`publish:${effect}:via=mqtt:first=1`]) });
    const raw = await connectedRaw(local.mqtt, 4, "device");
    raw.send({ cmd: "publish", topic: "t", payload: "x", qos: 1, retain: true, dup: false, messageId: 1 });
    await raw.closed();
    expect((await http(local.endpoint, "GET", "/retainedMessage/t")).status).toBe(status);
  });

  test("a delay holds up a publish of MQTT and all packets after it, in their order", async () => {
    await start({ fault: faultsBy(["publish:delay=100ms:via=mqtt:first=1"]) });
    const raw = await connectedRaw(local.mqtt, 4, "device");
    const packet = { cmd: "publish", topic: "t", qos: 1, retain: true, dup: false } as const;
    raw.send({ ...packet, payload: "1", messageId: 1 });
    raw.send({ ...packet, payload: "2", messageId: 2 });
    raw.send({ cmd: "pingreq" });
    const answers = [await raw.packets.next(), await raw.packets.next(), await raw.packets.next()];
    expect(answers.map(({ cmd, messageId }) => [cmd, messageId])).toEqual([
      ["puback", 1],
      ["puback", 2],
      ["pingresp", undefined],
    ]);
    const { text } = await http(local.endpoint, "GET", "/retainedMessage/t");
    expect(Buffer.from(JSON.parse(text).payload, "base64").toString()).toBe("2");
    raw.socket.destroy();
  });
});

describe("denials", () => {
  afterEach(() => local.close());

  test("a denied RETAIN is a bare 403 over HTTP, and live messages pass", async () => {
    await start({ deny: denialsBy(["iot:RetainPublish:fleet/**"]) });
    const answer = await http(local.endpoint, "POST", "/topics/fleet/a?retain=true", { body: "x" });
    expect([answer.status, answer.headers["x-amzn-errortype"]]).toEqual([403, "ForbiddenException:"]);
    expect(JSON.parse(answer.text)).toEqual({ message: null, traceId: expect.any(String) });
    expect((await http(local.endpoint, "POST", "/topics/fleet/a", { body: "x" })).status).toBe(200);
    expect((await http(local.endpoint, "POST", "/topics/other?retain=true", { body: "x" })).status).toBe(200);
  });

  test.each(["iot:Publish", "iot:RetainPublish"])(
    "a device of 3.1.1 that is denied %s is cut off, as by AWS",
    async (action) => {
      await start({ deny: denialsBy([action]) });
      const raw = await connectedRaw(local.mqtt, 4, "device");
      raw.send({ cmd: "publish", topic: "t", payload: "x", qos: 1, retain: true, dup: false, messageId: 1 });
      await raw.closed();
      expect((await http(local.endpoint, "GET", "/retainedMessage/t")).status).toBe(404);
    },
  );

  test("a device of MQTT 5 is told so, by PUBACK or by DISCONNECT", async () => {
    await start({ deny: denialsBy(["iot:RetainPublish"]) });
    const raw = await connectedRaw(local.mqtt, 5, "device");
    const packet = { cmd: "publish", topic: "t", payload: "x", retain: true, dup: false } as const;
    raw.send({ ...packet, qos: 1, messageId: 1 });
    expect(await raw.packets.next("PUBACK")).toMatchObject({ cmd: "puback", reasonCode: 0x87 });
    raw.send({ ...packet, qos: 0 });
    expect(await raw.packets.next("DISCONNECT")).toMatchObject({ cmd: "disconnect", reasonCode: 0x87 });
  });

  test.each([
    [4, 128],
    [5, 135],
  ] as const)("a denied SUBSCRIBE of version %d is granted %d, and gets nothing", async (protocolVersion, code) => {
    await start({ deny: denialsBy(["iot:Subscribe:fleet/#"]) });
    const raw = await connectedRaw(local.mqtt, protocolVersion, "device");
    const subscriptions = ["fleet/#", "open"].map((topic) => ({ topic, qos: 0 as const }));
    raw.send({ cmd: "subscribe", messageId: 1, subscriptions });
    expect(await raw.packets.next("SUBACK")).toMatchObject({ granted: [code, 0] });
    const watcher = await connectMqtt(local.mqtt, { clientId: "watcher" });
    await watcher.client.publishAsync("fleet/a", "no");
    await watcher.client.publishAsync("open", "yes");
    expect(await raw.packets.next("PUBLISH")).toMatchObject({ topic: "open" });
    watcher.client.end(true);
    raw.socket.destroy();
  });

  test("reads can be denied too, and the function knows who asks", async () => {
    const asked: unknown[] = [];
    await start({
      deny: (question) => {
        asked.push(question);
        return question.action.includes("Retained");
      },
    });
    const headers = { authorization: "AWS4-HMAC-SHA256 Credential=AKIA/20300101/eu-west-1/iotdata/aws4_request" };
    expect((await http(local.endpoint, "GET", "/retainedMessage/a%2Fb", { headers })).status).toBe(403);
    expect((await http(local.endpoint, "GET", "/retainedMessage")).status).toBe(403);
    expect(asked).toEqual([
      { action: "iot:GetRetainedMessage", topic: "a/b", accessKeyId: "AKIA" },
      { action: "iot:ListRetainedMessages" },
    ]);
  });

  test.each(["iot:Everything", "Publish", "", "iot:Publish:"])("the rule %p is refused in one sentence", (rule) => {
    expect(() => denialsBy([rule])).toThrow(`\`${rule}\` is no rule.`);
  });
});
