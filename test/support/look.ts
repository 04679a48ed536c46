import { request } from "node:http";

/** What a plain HTTP client sees on a topic; none of the code under test takes part in it. */
export interface Seen {
  payload: Buffer;
  qos: number;
  lastModifiedTime: number;
  userProperties: Record<string, string>[];
}

/** The retained message of a topic, or undefined. */
export async function look(endpoint: string, topic: string): Promise<Seen | undefined> {
  const { status, body } = await call(endpoint, "GET", `/retainedMessage/${encodeURIComponent(topic)}`);
  if (status === 404) return undefined;
  const { payload, qos, lastModifiedTime, userProperties } = JSON.parse(body) as {
    payload: string;
    qos: number;
    lastModifiedTime: number;
    userProperties: string | null;
  };
  const properties = userProperties === null ? "[]" : Buffer.from(userProperties, "base64").toString("utf8");
  return { payload: Buffer.from(payload, "base64"), qos, lastModifiedTime, userProperties: JSON.parse(properties) };
}

/** The payload of a topic as text, or undefined. */
export async function text(endpoint: string, topic: string): Promise<string | undefined> {
  return (await look(endpoint, topic))?.payload.toString("utf8");
}

/** Topics with a retained message, in order. */
export async function topics(endpoint: string): Promise<string[]> {
  const found: string[] = [];
  let page = "";
  do {
    const { body } = await call(endpoint, "GET", `/retainedMessage?maxResults=200${page}`);
    const { retainedTopics, nextToken } = JSON.parse(body) as {
      retainedTopics: { topic: string }[];
      nextToken?: string;
    };
    found.push(...retainedTopics.map(({ topic }) => topic));
    page = nextToken ? `&nextToken=${encodeURIComponent(nextToken)}` : "";
  } while (page !== "");
  return found.sort();
}

/** Publishes as somebody else: a device or a script. */
export async function publishAs(
  endpoint: string,
  topic: string,
  payload: string | Buffer,
  userProperties?: Record<string, string>[],
  qos = 1,
): Promise<void> {
  const headers =
    userProperties === undefined
      ? {}
      : { "x-amz-mqtt5-user-properties": Buffer.from(JSON.stringify(userProperties)).toString("base64") };
  const path = `/topics/${encodeURIComponent(topic)}?qos=${qos}&retain=true`;
  const { status, body } = await call(endpoint, "POST", path, payload, headers);
  if (status !== 200) throw new Error(`publish: ${status} ${body}`);
}

function call(
  endpoint: string,
  method: string,
  path: string,
  body: string | Buffer = "",
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
