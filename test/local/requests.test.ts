process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

import {
  GetRetainedMessageCommand,
  type IoTDataPlaneClient,
  ListRetainedMessagesCommand,
  PublishCommand,
} from "@aws-sdk/client-iot-data-plane";
import type { AwsDataPlane } from "../../provider/dataplane/aws-data-plane";
import { dataPlaneClient } from "../../provider/dataplane/data-plane-client";
import { keys, publish, region, useWire } from "./support/wire";

const on = useWire();

describe("a later request is to the byte what the SDK alone sends", () => {
  const topic = "a//b c/ü/%2F/$x+!'()*~?&=#\\";
  const payload = Buffer.from("on");
  const long = Buffer.alloc(5_000, "ü");
  const everything = {
    contentType: "text/plain; charset=utf-8",
    messageExpiry: 60,
    payloadFormatIndicator: "UTF8_DATA",
    responseTopic: "réponse/à+b",
    correlationData: "AAEC",
  } as const;

  beforeEach(() => {
    // Otherwise the signatures would differ.
    jest.spyOn(Date, "now").mockReturnValue(Date.UTC(2030, 0, 1));
    jest.spyOn(crypto, "randomUUID").mockReturnValue("00000000-0000-4000-8000-000000000000");
  });

  test.each<[string, (plane: AwsDataPlane, topic: string) => Promise<void>, object]>([
    ["a message", publish, { payload, qos: 1, retain: true }],
    [
      "a message with everything",
      (plane, of) => plane.publish({ ...everything, topic: of, payload: long, qos: 1, userProperties: [["k", "ü"]] }),
      { ...everything, payload: long, qos: 1, retain: true, userProperties: '[{"k":"ü"}]' },
    ],
    ["a clear", (plane, of) => plane.clear(of), { payload: new Uint8Array(0), qos: 1, retain: true }],
    [
      "an empty message that is not retained",
      (plane, of) => plane.signal({ topic: of, payload: Buffer.alloc(0), qos: 0, userProperties: [] }),
      { payload: Buffer.alloc(0), qos: 0, retain: false },
    ],
  ])("%s", async (_name, call, input) => {
    const plane = on.wire.dataPlane();
    await publish(plane, "another");
    await call(plane, topic);
    await on.wire.sdkAlone().send(new PublishCommand({ topic, ...input }));
    expect(on.wire.sent).toHaveLength(3);
    expect(on.wire.sent[1]).toEqual(on.wire.sent[2]);
  });

  test("a Get", async () => {
    const live = (of: string) => {
      const body = JSON.stringify({ topic: of, payload: "b24=", qos: 1, lastModifiedTime: 1 });
      return { status: 200, body };
    };
    on.wire.answers.push(live("another"), live(topic), live(topic));
    const plane = on.wire.dataPlane();
    await plane.get("another");
    expect(await plane.get(topic)).toMatchObject({ topic, payload: new Uint8Array(payload) });
    await on.wire.sdkAlone().send(new GetRetainedMessageCommand({ topic }));
    expect(on.wire.sent[1]).toEqual(on.wire.sent[2]);
  });

  test("a further page of the listing", async () => {
    const last = { status: 200, body: '{"retainedTopics":[],"nextToken":null}' };
    on.wire.answers.push({ status: 200, body: '{"retainedTopics":[],"nextToken":"a+b/c=="}' }, last, last);
    for await (const { messages } of on.wire.dataPlane().list()) expect(messages).toEqual([]);
    await on.wire.sdkAlone().send(new ListRetainedMessagesCommand({ maxResults: 200, nextToken: "a+b/c==" }));
    expect(on.wire.sent[1]).toEqual(on.wire.sent[2]);
  });
});

describe("the SDK prepares", () => {
  let client: IoTDataPlaneClient;
  /** The operations of the requests that the SDK has prepared. */
  let prepared: unknown[];

  beforeEach(() => {
    prepared = [];
    client = dataPlaneClient({ region, dataEndpoint: on.wire.endpoint }, { keys }, 1, async () => undefined);
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          prepared.push(commandName);
          return next(args);
        },
      { step: "build" },
    );
  });

  async function publishThree(): Promise<void> {
    for (const topic of ["a", "b", "c"]) {
      await client.send(new PublishCommand({ topic, payload: Buffer.from(topic), qos: 1, retain: true }));
    }
    expect(on.wire.sent.map(({ body }) => body)).toEqual(["a", "b", "c"]);
  }

  test("only the first request of an operation", async () => {
    await publishThree();
    for (const topic of ["a", "b"]) await client.send(new GetRetainedMessageCommand({ topic }));
    expect(prepared).toEqual(["PublishCommand", "GetRetainedMessageCommand"]);
  });

  test("all requests, if it adds a header that is not known here", async () => {
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers, body } = args.request as { headers: Record<string, string>; body: Buffer };
        headers["x-amz-checksum"] = `of ${body}`;
        return next(args);
      },
      { step: "build" },
    );
    await publishThree();
    expect(on.wire.header("x-amz-checksum")).toEqual(["of a", "of b", "of c"]);
    expect(prepared).toHaveLength(3);
  });

  test("all requests, if it cannot be asked to serialize", async () => {
    const protocol = client.config.protocol as { serializeRequest(...args: unknown[]): Promise<unknown> };
    const serialize = protocol.serializeRequest.bind(protocol);
    jest.spyOn(protocol, "serializeRequest").mockImplementationOnce(serialize).mockRejectedValueOnce(new Error("no"));
    await publishThree();
    expect(prepared).toHaveLength(3);
  });

  test("its signer once", async () => {
    expect(await client.config.signer()).toBe(await client.config.signer());
  });

  test("no request for FIPS, which has endpoints of its own", async () => {
    process.env["AWS_USE_FIPS_ENDPOINT"] = "true";
    const plane = on.wire.dataPlane();
    for (const topic of ["a", "b"]) {
      await expect(publish(plane, topic)).rejects.toThrow("FIPS and custom endpoint are not supported");
    }
    expect(on.wire.sent).toEqual([]);
  });
});
