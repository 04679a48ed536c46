import { isAws, localOnly, useTarget } from "./support/target";

const target = useTarget();
const base64 = (text: string) => Buffer.from(text).toString("base64");
const withProperties = (json: string) => ({ "x-amz-mqtt5-user-properties": base64(json) });

/** A topic of so many bytes, and one level under the prefix. */
const topicOf = (bytes: number) => target.topic("t".repeat(bytes - target.prefix.length - 1));

test("a retained message is read back with its payload, QoS and time", async () => {
  const topic = target.topic("a");
  const before = Date.now();
  await target.retain(topic, "on");
  const { lastModifiedTime = 0, ...rest } = (await target.get(topic)) ?? {};
  expect(rest).toEqual({ text: "on", qos: 1, userProperties: null });
  // The clocks of two machines may differ by a minute.
  expect(Math.abs(lastModifiedTime - before)).toBeLessThan(60_000);
});

test("the topic of an answer is the one that was asked for", async () => {
  const topic = target.topic("a");
  await target.retain(topic, "on");
  const { text } = await target.call("GET", `/retainedMessage/${encodeURIComponent(topic)}`);
  expect(JSON.parse(text)).toMatchObject({ topic, payload: base64("on"), qos: 1 });
});

test("a publish without retain keeps nothing, and leaves what is there", async () => {
  const [kept, passing] = [target.topic("kept"), target.topic("passing")];
  await target.retain(kept, "on");
  await target.publish(kept, "off");
  await target.publish(passing, "off");
  expect([await target.textOf(kept), await target.textOf(passing)]).toEqual(["on", undefined]);
});

test("a second message takes the place of the first", async () => {
  const topic = target.topic("a");
  await target.retain(topic, "1", { headers: withProperties('[{"a":"b"}]') });
  await target.retain(topic, "2");
  expect(await target.get(topic)).toMatchObject({ text: "2", userProperties: null });
});

test("an empty payload clears", async () => {
  const topic = target.topic("a");
  await target.retain(topic, "on");
  await target.retain(topic, "");
  expect(await target.get(topic)).toBeUndefined();
});

test("a clear of nothing is no error", async () => {
  const { status } = await target.publish(target.topic("none"), "", { query: "retain=true" });
  expect(status).toBe(200);
});

test("a publish is answered with AWS's envelope", async () => {
  const { status, headers, text } = await target.publish(target.topic("a"), "on");
  const traceId = headers["x-amzn-requestid"];
  expect([status, headers["content-type"], JSON.parse(text)]).toEqual([
    200,
    "application/json",
    { message: "OK", traceId },
  ]);
});

test.each([
  "two levels",
  "a/b/c",
  "trailing/",
  "percent % and %2F",
  "mark?query=1&more=2",
  "!*'();:@=$,.~_-",
  '"quotes" <and> {braces} | back\\slash ^`',
  "ünïcødé/日本語/🚀",
  "UPPER/lower",
])("a topic with awkward characters is one topic in both forms of a path: %s", async (name) => {
  const topic = target.topic(name);
  const whole = encodeURIComponent(topic);
  const byLevels = topic.split("/").map(encodeURIComponent).join("/");
  await target.call("POST", `/topics/${byLevels}?retain=true`, "by levels");
  expect(await target.textOf(topic)).toBe("by levels");
  const { text } = await target.call("GET", `/retainedMessage/${whole}`);
  expect(JSON.parse(text)).toMatchObject({ topic });
  expect((await target.listed()).map((listed) => listed.topic)).toEqual([topic]);
});

// The signature of AWS is of a path without dots and doubled slashes.
localOnly("dots and doubled slashes of a path are a part of the topic", async () => {
  for (const name of ["a/../b", "a/./b", "a//b", "..", "//"]) {
    const topic = target.topic(name);
    await target.call("POST", `/topics/${topic}?retain=true`, name);
    expect(await target.textOf(topic)).toBe(name);
  }
});

test("user properties keep their order, keys that repeat and empty values", async () => {
  const topic = target.topic("a");
  const pairs = [{ b: "1" }, { "2": "x" }, { a: "" }, { b: "2" }, { ü: "日本" }];
  await target.retain(topic, "on", { headers: withProperties(JSON.stringify(pairs)) });
  expect(JSON.parse((await target.get(topic))?.userProperties ?? "")).toEqual(pairs);
});

describe("the listing", () => {
  test("has each message once over its pages, with size and QoS", async () => {
    const topics = ["a", "a/b", "b", "ü"].map((name) => target.topic(name));
    for (const topic of topics) await target.retain(topic, "12345");
    const listed = await target.listed(isAws ? 200 : 3);
    expect(listed.map(({ topic }) => topic).sort()).toEqual([...topics].sort());
    expect(listed.every(({ payloadSize, qos }) => payloadSize === 5 && qos === 1)).toBe(true);
  });

  test("has no payload and no user properties", async () => {
    await target.retain(target.topic("a"), "on", { headers: withProperties('[{"a":"b"}]') });
    expect(Object.keys((await target.listed())[0] ?? {}).sort()).toEqual([
      "lastModifiedTime",
      "payloadSize",
      "qos",
      "topic",
    ]);
  });

  test("has no message that was cleared", async () => {
    const [kept, cleared] = [target.topic("kept"), target.topic("cleared")];
    for (const topic of [kept, cleared]) await target.retain(topic, "on");
    await target.retain(cleared, "");
    expect((await target.listed()).map(({ topic }) => topic)).toEqual([kept]);
  });

  test("has no more on a page than was asked for", async () => {
    for (const name of ["a", "b"]) await target.retain(target.topic(name), "on");
    const { text } = await target.call("GET", "/retainedMessage?maxResults=1");
    const { retainedTopics, nextToken } = JSON.parse(text);
    expect(retainedTopics.length).toBeLessThanOrEqual(1);
    expect(nextToken).toMatch(/./);
  });

  test.each(["maxResults=0", "maxResults=201", "maxResults=many", "nextToken=%21"])("refuses %s", async (query) => {
    expect((await target.call("GET", `/retainedMessage?${query}`)).status).toBe(400);
  });
});

describe("limits", () => {
  test("a payload of 128 KB passes, one byte more is refused", async () => {
    const topic = target.topic("a");
    await target.retain(topic, Buffer.alloc(131_072, "x"));
    const { status } = await target.publish(topic, Buffer.alloc(131_073, "y"), { query: "retain=true" });
    // AWS does not say which of the two it is.
    expect([400, 413]).toContain(status);
    expect((await target.textOf(topic))?.length).toBe(131_072);
  });

  test("a topic of 256 bytes passes, one byte more is refused", async () => {
    await target.retain(topicOf(256), "on");
    expect((await target.publish(topicOf(257), "on")).status).toBe(400);
  });

  test("a topic with 7 slashes passes, one with 8 is refused", async () => {
    await target.retain(target.topic("2/3/4/5/6/7/8"), "on");
    expect((await target.publish(target.topic("2/3/4/5/6/7/8/9"), "on")).status).toBe(400);
  });

  test("8 KB of user properties pass, one byte more is refused", async () => {
    const topic = target.topic("a");
    const properties = (bytes: number) => withProperties(JSON.stringify([{ k: "v".repeat(bytes - 1) }]));
    await target.retain(topic, "on", { headers: properties(8_192) });
    expect((await target.publish(topic, "on", { headers: properties(8_193) })).status).toBe(400);
  });

  test("a content type of 256 bytes passes, one byte more is refused", async () => {
    const query = (bytes: number) => `contentType=${"c".repeat(bytes)}`;
    const statuses = [];
    for (const bytes of [256, 257]) {
      statuses.push((await target.publish(target.topic("a"), "on", { query: query(bytes) })).status);
    }
    expect(statuses).toEqual([200, 400]);
  });

  test("8 KB of correlation data pass, one byte more is refused", async () => {
    const headers = (bytes: number) => ({ "x-amz-mqtt5-correlation-data": Buffer.alloc(bytes, 7).toString("base64") });
    const statuses = [];
    for (const bytes of [8_192, 8_193]) {
      statuses.push((await target.publish(target.topic("a"), "on", { headers: headers(bytes) })).status);
    }
    expect(statuses).toEqual([200, 400]);
  });
});

describe("errors", () => {
  test("a topic without a message is a ResourceNotFoundException", async () => {
    const { status, headers, text } = await target.call("GET", `/retainedMessage/${target.prefix}%2Fnone`);
    expect([status, headers["x-amzn-errortype"]]).toEqual([404, "ResourceNotFoundException:"]);
    expect(JSON.parse(text)).toHaveProperty("traceId", headers["x-amzn-requestid"]);
  });

  test.each<[string, string, string, Record<string, string>?]>([
    ["a wildcard in the topic", "%2F%23", ""],
    ["a NUL in the topic", "%2Fa%00b", ""],
    ["QoS 2", "%2Fa", "qos=2"],
    ["a retain that is neither true nor false", "%2Fa", "retain=maybe"],
    ["an expiry that is no number", "%2Fa", "messageExpiry=soon"],
    ["a wildcard in the response topic", "%2Fa", "responseTopic=a%2F%2B"],
    ["user properties that are no base64", "%2Fa", "", { "x-amz-mqtt5-user-properties": "[{}]" }],
    ["user properties that are no array", "%2Fa", "", withProperties('{"a":"b"}')],
    ["a payload format that does not exist", "%2Fa", "", { "x-amz-mqtt5-payload-format-indicator": "TEXT" }],
  ])("an InvalidRequestException for %s", async (_, path, query, headers = {}) => {
    const answer = await target.call("POST", `/topics/${target.prefix}${path}?${query}`, "on", headers);
    expect([answer.status, answer.headers["x-amzn-errortype"]]).toEqual([400, "InvalidRequestException:"]);
  });

  test("a reserved topic cannot be retained", async () => {
    const topic = `$aws/rules/${target.prefix.replaceAll("-", "_")}/t`;
    const { status } = await target.publish(topic, "on", { query: "retain=true" });
    expect([400, 403]).toContain(status);
  });

  test("there is no operation that deletes", async () => {
    const { status } = await target.call("DELETE", `/retainedMessage/${target.prefix}%2Fa`);
    expect([403, 404, 405]).toContain(status);
  });
});

// AWS does not say whether Get and List still have a message that has expired.
localOnly.each([
  [0, 1],
  [604_801, 604_800],
])("a message expiry of %d s is held as %d s, after which Get and List have nothing", async (asked, held) => {
  const topic = target.topic("a");
  await target.retain(topic, "on", { query: `&messageExpiry=${asked}` });
  await target.pass(held * 1_000 - 900);
  expect(await target.textOf(topic)).toBe("on");
  await target.pass(900);
  expect([await target.get(topic), await target.listed()]).toEqual([undefined, []]);
});
