process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { DescribeEndpointCommand, IoTClient } from "@aws-sdk/client-iot";
import {
  GetRetainedMessageCommand,
  IoTDataPlaneClient,
  ListRetainedMessagesCommand,
  PublishCommand,
  paginateListRetainedMessages,
} from "@aws-sdk/client-iot-data-plane";
import {
  type Fault,
  type FaultQuestion,
  type LocalCall,
  type LocalEndpoint,
  startLocalEndpoint,
} from "../../provider/local";
import { http, Inbox } from "./support/clients";

let local: LocalEndpoint;
let sdk: IoTDataPlaneClient;
let now: number;
let calls: LocalCall[];
let fault: Fault | undefined;
let asked: Inbox<FaultQuestion>;

beforeEach(async () => {
  now = 1_700_000_000_000;
  calls = [];
  fault = undefined;
  asked = new Inbox();
  local = await startLocalEndpoint({
    now: () => now,
    onCall: (call) => calls.push(call),
    fault: (question) => {
      asked.push(question);
      return fault;
    },
  });
  sdk = new IoTDataPlaneClient(settings());
});

afterEach(async () => {
  sdk.destroy();
  await local.close();
});

function settings() {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { endpoint: local.endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
}

function retain(topic: string, text: string, more: object = {}) {
  return sdk.send(new PublishCommand({ topic, payload: Buffer.from(text), retain: true, ...more }));
}

function get(topic: string) {
  return sdk.send(new GetRetainedMessageCommand({ topic }));
}

async function textOf(topic: string): Promise<string> {
  return Buffer.from((await get(topic)).payload ?? []).toString();
}

describe("with the AWS SDK", () => {
  test("a retained message is read back with what AWS gives", async () => {
    await retain("fleet/a", "on", {
      qos: 1,
      userProperties: '[{"b":"1"},{"a":"2"},{"b":"3"}]',
      contentType: "text/plain",
    });
    const { $metadata, payload, userProperties, ...rest } = await get("fleet/a");
    expect(rest).toEqual({ topic: "fleet/a", qos: 1, lastModifiedTime: now });
    expect(Buffer.from(payload ?? []).toString()).toBe("on");
    expect(Buffer.from(userProperties ?? []).toString()).toBe('[{"b":"1"},{"a":"2"},{"b":"3"}]');
  });

  test("userProperties are null if there are none", async () => {
    await retain("fleet/a", "on");
    const { text } = await http(local.endpoint, "GET", "/retainedMessage/fleet%2Fa");
    expect(JSON.parse(text)).toEqual({
      topic: "fleet/a",
      payload: Buffer.from("on").toString("base64"),
      qos: 0,
      lastModifiedTime: now,
      userProperties: null,
    });
  });

  test("without retain nothing is kept, and what is there stays", async () => {
    await retain("fleet/a", "kept");
    await sdk.send(new PublishCommand({ topic: "fleet/a", payload: Buffer.from("passing") }));
    expect(await textOf("fleet/a")).toBe("kept");
  });

  test("an empty payload goes over the wire as 0 bytes and clears", async () => {
    await retain("fleet/a", "on");
    await sdk.send(new PublishCommand({ topic: "fleet/a", payload: new Uint8Array(0), retain: true }));
    expect(calls.at(-1)).toEqual({
      accessKeyId: "local",
      operation: "Publish",
      topic: "fleet/a",
      retain: true,
      payloadSize: 0,
      status: 200,
    });
    await expect(get("fleet/a")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect((await sdk.send(new ListRetainedMessagesCommand({}))).retainedTopics).toEqual([]);
  });

  test.each(["a/b c/ü*'()!~_-.:$@&=,;", "/lead//double/", "a%2Fb", "a/../b", "..", "a?b=c", "a\\b"])(
    "the topic %p is kept as it is",
    async (topic) => {
      await retain(topic, "x");
      expect((await get(topic)).topic).toBe(topic);
      expect((await sdk.send(new ListRetainedMessagesCommand({}))).retainedTopics?.[0]?.topic).toBe(topic);
    },
  );

  test("a plus sign is a wildcard, not a space", async () => {
    await expect(retain("a+b", "x")).rejects.toMatchObject({ name: "InvalidRequestException" });
    expect(calls.at(-1)?.topic).toBe("a+b");
  });

  test("pages come in topic order and end with null", async () => {
    const topics = ["a/1", "a/10", "a/2", "b", "ü"];
    for (const topic of [...topics].reverse()) await retain(topic, `${topic}!`);
    const pages: unknown[] = [];
    for await (const page of paginateListRetainedMessages({ client: sdk, pageSize: 2 }, {})) {
      pages.push(page.retainedTopics?.map(({ topic, payloadSize }) => [topic, payloadSize]));
    }
    expect(pages).toEqual([
      [
        ["a/1", 4],
        ["a/10", 5],
      ],
      [
        ["a/2", 4],
        ["b", 2],
      ],
      [["ü", 3]],
    ]);
    const { text } = await http(local.endpoint, "GET", "/retainedMessage?maxResults=5");
    expect(JSON.parse(text)).toMatchObject({ nextToken: null });
  });

  test("a page holds 200 at most; a message that goes between two pages skips none", async () => {
    await Promise.all(Array.from({ length: 201 }, (_, i) => retain(`t/${String(i).padStart(3, "0")}`, "x")));
    const first = await sdk.send(new ListRetainedMessagesCommand({}));
    expect(first.retainedTopics).toHaveLength(200);
    await retain("t/199", "");
    const second = await sdk.send(new ListRetainedMessagesCommand({ nextToken: first.nextToken }));
    expect(second.retainedTopics?.map(({ topic }) => topic)).toEqual(["t/200"]);
  });

  test("a listing shows what came and went since the one before", async () => {
    const topics = async () =>
      (await sdk.send(new ListRetainedMessagesCommand({}))).retainedTopics?.map(({ topic }) => topic);
    await retain("b", "x");
    expect(await topics()).toEqual(["b"]);
    await retain("a", "x");
    expect(await topics()).toEqual(["a", "b"]);
    await retain("b", "");
    expect(await topics()).toEqual(["a"]);
  });

  test("a message is gone once it has expired, from Get and List", async () => {
    await retain("short", "x", { messageExpiry: 10 });
    await retain("long", "x");
    now += 9_999;
    expect(await textOf("short")).toBe("x");
    now += 1;
    const { retainedTopics } = await sdk.send(new ListRetainedMessagesCommand({}));
    expect(retainedTopics?.map(({ topic }) => topic)).toEqual(["long"]);
    await expect(get("short")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test.each([
    [0, 1],
    [604_801, 604_800],
  ])("messageExpiry %d is adjusted to %d", async (asked, held) => {
    await retain("t", "x", { messageExpiry: asked });
    now += held * 1_000 - 1;
    expect(await textOf("t")).toBe("x");
    now += 1;
    await expect(get("t")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("a payload of 128 KB passes, one byte more is refused", async () => {
    await retain("t", "x".repeat(131_072));
    expect(await textOf("t")).toHaveLength(131_072);
    await expect(retain("t", "y".repeat(131_073))).rejects.toMatchObject({ name: "RequestEntityTooLargeException" });
    expect(calls.at(-1)).toMatchObject({ payloadSize: 131_073, status: 413 });
    expect(await textOf("t")).toBe("x".repeat(131_072));
  });

  test("user properties and correlation data of 8 KB each fit into the headers", async () => {
    const correlationData = Buffer.alloc(8_192, 7).toString("base64");
    await retain("t", "x", { correlationData, userProperties: JSON.stringify([{ k: "v".repeat(8_191) }]) });
    const { userProperties } = await get("t");
    expect(JSON.parse(Buffer.from(userProperties ?? []).toString())).toEqual([{ k: "v".repeat(8_191) }]);
  });

  test("DescribeEndpoint leads back here", async () => {
    const client = new IoTClient(settings());
    const { endpointAddress } = await client.send(new DescribeEndpointCommand({ endpointType: "iot:Data-ATS" }));
    client.destroy();
    expect(`http://${endpointAddress}`).toBe(local.endpoint);
  });
});

describe("on the wire", () => {
  test.each(["/topics/a/b", "/topics/a%2Fb", "/topics/a%2fb"])("POST %s publishes to a/b", async (path) => {
    const { status, headers, text } = await http(local.endpoint, "POST", `${path}?retain=true&qos=1`, { body: "hi" });
    const body = JSON.parse(text);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/json");
    expect(body).toEqual({ message: "OK", traceId: headers["x-amzn-requestid"] });
    expect(await textOf("a/b")).toBe("hi");
  });

  test("dots and plain slashes of a raw path are kept, and % is decoded once", async () => {
    for (const path of ["/topics/a/../b", "/topics//lead//", "/topics/a%252Fb", "/topics/.."]) {
      expect((await http(local.endpoint, "POST", `${path}?retain=true`, { body: "x" })).status).toBe(200);
    }
    expect(calls.map(({ topic }) => topic)).toEqual(["a/../b", "/lead//", "a%2Fb", ".."]);
  });

  test("an error has AWS's form: the type with its colon, and one id in header and body", async () => {
    const { status, headers, text } = await http(local.endpoint, "GET", "/retainedMessage/none");
    expect(status).toBe(404);
    expect(headers["x-amzn-errortype"]).toBe("ResourceNotFoundException:");
    expect(JSON.parse(text)).toEqual({
      message: "The specified resource does not exist.",
      traceId: headers["x-amzn-requestid"],
    });
  });

  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const properties = (value: string) => ({ "x-amz-mqtt5-user-properties": value });
  test.each<[string, string, string, Record<string, string>?]>([
    ["no topic", "POST", "/topics/"],
    ["a topic badly encoded", "POST", "/topics/%E0%A4%A"],
    ["a NUL in the topic", "POST", "/topics/a%00b"],
    ["a wildcard", "POST", "/topics/a%2F%23"],
    ["8 slashes", "POST", "/topics/1/2/3/4/5/6/7/8/9"],
    ["257 bytes of topic", "POST", `/topics/${"t".repeat(257)}`],
    ["a reserved topic with retain", "POST", "/topics/$aws/x?retain=true"],
    ["qos 2", "POST", "/topics/t?qos=2"],
    ["a retain that is neither true nor false", "POST", "/topics/t?retain=yes"],
    ["a messageExpiry that is no number", "POST", "/topics/t?messageExpiry=soon"],
    ["a negative messageExpiry", "POST", "/topics/t?messageExpiry=-1"],
    ["a wildcard in responseTopic", "POST", "/topics/t?responseTopic=a%2F%2B"],
    ["an empty responseTopic", "POST", "/topics/t?responseTopic="],
    ["a NUL in contentType", "POST", "/topics/t?contentType=%00a"],
    ["a NUL in a user property", "POST", "/topics/t", properties(base64('[{"a":"\\u0000"}]'))],
    ["a user property that is no string", "POST", "/topics/t", properties(base64('[{"a":null}]'))],
    ["a user property that is a pair", "POST", "/topics/t", properties(base64('[["a","b"]]'))],
    ["257 bytes of contentType", "POST", `/topics/t?contentType=${"c".repeat(257)}`],
    ["an unknown payload format", "POST", "/topics/t", { "x-amz-mqtt5-payload-format-indicator": "TEXT" }],
    ["correlationData that is no base64", "POST", "/topics/t", { "x-amz-mqtt5-correlation-data": "a*b" }],
    ["userProperties that are no base64", "POST", "/topics/t", properties('[{"a":"b"}]')],
    ["userProperties that are no JSON", "POST", "/topics/t", properties(base64("{a"))],
    ["userProperties that are no array", "POST", "/topics/t", properties(base64('{"a":"b"}'))],
    ["userProperties encoded twice", "POST", "/topics/t", properties(base64(JSON.stringify('[{"a":"b"}]')))],
    ["userProperties over 8 KB", "POST", "/topics/t", properties(base64(`[{"a":"${"b".repeat(8_192)}"}]`))],
    ["no topic to get", "GET", "/retainedMessage/"],
    ["maxResults 0", "GET", "/retainedMessage?maxResults=0"],
    ["maxResults 201", "GET", "/retainedMessage?maxResults=201"],
    ["a bad nextToken", "GET", "/retainedMessage?nextToken=abc"],
    ["another endpointType", "GET", "/endpoint?endpointType=iot%3AJobs"],
  ])("%s is an InvalidRequestException", async (_, method, path, headers = {}) => {
    const answer = await http(local.endpoint, method, path, { body: method === "POST" ? "x" : "", headers });
    expect([answer.status, answer.headers["x-amzn-errortype"]]).toEqual([400, "InvalidRequestException:"]);
  });

  test("a reserved topic without retain is taken", async () => {
    expect((await http(local.endpoint, "POST", "/topics/$aws/rules/r/t", { body: "x" })).status).toBe(200);
  });

  test.each([
    ["GET", "/topics/t"],
    ["PUT", "/topics/t"],
    ["POST", "/topics"],
    ["DELETE", "/retainedMessage/t"],
    ["POST", "/retainedMessage"],
    ["GET", "/things/x/shadow"],
  ])("%s %s is no operation", async (method, path) => {
    const { status, headers } = await http(local.endpoint, method, path);
    expect([status, headers["x-amzn-errortype"]]).toEqual([405, "MethodNotAllowedException:"]);
    expect(calls.map(({ operation }) => operation)).toEqual(["Unknown"]);
  });
});

describe("faults", () => {
  test("an error by name reaches the SDK with AWS's status, and nothing is done", async () => {
    fault = { error: "ThrottlingException" };
    await expect(retain("t", "x")).rejects.toMatchObject({
      name: "ThrottlingException",
      $metadata: { httpStatusCode: 429 },
    });
    fault = undefined;
    await expect(get("t")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect(calls.map(({ status }) => status)).toEqual([429, 404]);
  });

  test("a raw answer is sent as it is", async () => {
    fault = { status: 502, headers: { "content-type": "text/html" }, body: "<h1>Bad gateway</h1>" };
    const { status, headers, text } = await http(local.endpoint, "GET", "/retainedMessage/t");
    expect([status, headers["content-type"], text]).toEqual([502, "text/html", "<h1>Bad gateway</h1>"]);
    expect(headers["x-amzn-requestid"]).toBeUndefined();
  });

  test.each([
    ["before", false],
    ["after", true],
  ] as const)("a connection dropped %s acting: acted is %p", async (drop, acted) => {
    fault = { drop };
    await expect(retain("t", "x")).rejects.toThrow("ECONNRESET");
    fault = undefined;
    const { retainedTopics } = await sdk.send(new ListRetainedMessagesCommand({}));
    expect(retainedTopics?.map(({ topic }) => topic)).toEqual(acted ? ["t"] : []);
    expect(calls.map(({ status }) => status)).toEqual([0, 200]);
  });

  test("a delayed answer is the proper one, and comes after a later call's", async () => {
    const order: unknown[] = [];
    const call = async (topic: string) => {
      const { status } = await http(local.endpoint, "POST", `/topics/${topic}`, { body: "x" });
      order.push([topic, status]);
    };
    fault = { delay: 100 };
    const slow = call("slow");
    await asked.next("the slow call");
    fault = undefined;
    await Promise.all([slow, call("fast")]);
    expect(order).toEqual([
      ["fast", 200],
      ["slow", 200],
    ]);
  });

  test("the question names the call but holds no payload", async () => {
    await retain("t", "secret");
    expect(await asked.next()).toEqual({
      accessKeyId: "local",
      operation: "Publish",
      protocol: "http",
      topic: "t",
      payloadSize: 6,
    });
  });
});

test("close ends connections that are kept alive, that wait for an answer and that never end their request", async () => {
  await retain("t", "x");
  fault = { delay: 60_000 };
  const waiting = expect(get("t")).rejects.toThrow();
  await asked.next("the publish");
  await asked.next("the delayed call");
  const socket = connectTcp(Number(new URL(local.endpoint).port), "127.0.0.1");
  socket.write("POST /topics/t HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n123");
  await once(socket, "data");
  const started = Date.now();
  await local.close();
  await waiting;
  expect(Date.now() - started).toBeLessThan(2_000);
  socket.destroy();
});

test.each(["port", "mqttPort"] as const)("a %s in use is named in one sentence", async (option) => {
  const taken = Number(new URL(option === "port" ? local.endpoint : local.mqtt).port);
  await expect(startLocalEndpoint({ [option]: taken })).rejects.toThrow(
    `Port ${taken} on 127.0.0.1 is already in use.`,
  );
});

test("if the MQTT port is in use, the HTTP port is freed", async () => {
  const probe = await startLocalEndpoint();
  const port = Number(new URL(probe.endpoint).port);
  await probe.close();
  const mqttPort = Number(new URL(local.mqtt).port);
  await expect(startLocalEndpoint({ port, mqttPort })).rejects.toThrow("already in use");
  const second = await startLocalEndpoint({ port });
  expect(second.endpoint).toBe(`http://127.0.0.1:${port}`);
  await second.close();
});
