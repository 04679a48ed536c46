import type { Random } from "./random";

/** One request, and whether it is one that has to be answered with success. */
export interface HttpItem {
  bytes: Buffer;
  isValid: boolean;
}

const topics = Array.from({ length: 100 }, (_, i) => `soak/${i % 10}/${i}`);
const awkward = [
  "",
  "%",
  "%00",
  "%E0%A4%A",
  "..",
  "a/../b",
  "+",
  "#",
  "$aws/x",
  "%2F%2F",
  "x".repeat(300),
  "1/2/3/4/5/6/7/8/9",
];
const values = [
  "0",
  "1",
  "2",
  "-1",
  "true",
  "false",
  "yes",
  "",
  "999999999999999999",
  "%",
  "a%2Fb",
  "ü",
  "x".repeat(300),
];
const queries = [
  "qos",
  "retain",
  "messageExpiry",
  "contentType",
  "responseTopic",
  "maxResults",
  "nextToken",
  "endpointType",
];
const methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "get", "M-SEARCH"];
const paths = [
  "/topics/",
  "/topics",
  "/retainedMessage/",
  "/retainedMessage",
  "/endpoint",
  "/things",
  "/things/",
  "/thing-groups/g/things",
  "/",
  "*",
  "//",
  "http://127.0.0.1/topics/a",
  "/mqtt",
  "/console",
];
const headers = [
  "x-amz-mqtt5-user-properties",
  "x-amz-mqtt5-correlation-data",
  "x-amz-mqtt5-payload-format-indicator",
  "authorization",
  "expect",
  "transfer-encoding",
  "content-length",
  "connection",
  "upgrade",
  "origin",
  "host",
  "cookie",
];
const headerValues = [
  "",
  "e30=",
  "W10=",
  "W3siYSI6ImIifV0=",
  "!!",
  "UTF8_DATA",
  "100-continue",
  "chunked",
  "close",
  "0",
  "-1",
  "99999999",
  "websocket",
  "https://elsewhere.test",
  "elsewhere.test",
  "x".repeat(9_000),
];

/** A request of the mixture: half are valid, the others have valid HTTP around odd content, mutated bytes, or noise. */
export function httpItem(random: Random): HttpItem {
  const kind = random.below(100);
  if (kind < 50) return { bytes: valid(random), isValid: true };
  if (kind < 75) return { bytes: odd(random), isValid: false };
  if (kind < 95) return { bytes: random.mutate(random.chance(0.5) ? valid(random) : odd(random)), isValid: false };
  return { bytes: random.bytes(200), isValid: false };
}

function valid(random: Random): Buffer {
  const topic = encodeURIComponent(random.pick(topics));
  const kind = random.below(10);
  if (kind < 2) return requestOf("GET", `/retainedMessage?maxResults=${1 + random.below(200)}`);
  if (kind < 4) return requestOf("GET", "/endpoint?endpointType=iot%3AData-ATS");
  // An empty body clears. Both are answered with success, whatever is there.
  const body = random.chance(0.2) ? Buffer.of() : random.bytes(200);
  const properties = random.chance(0.3)
    ? [`x-amz-mqtt5-user-properties: ${Buffer.from('[{"a":"b"}]').toString("base64")}`]
    : [];
  return requestOf("POST", `/topics/${topic}?retain=${random.chance(0.7)}&qos=${random.below(2)}`, body, properties);
}

function odd(random: Random): Buffer {
  const path = random.pick(paths) + (random.chance(0.5) ? random.pick([...awkward, ...topics]) : "");
  const pairs = Array.from({ length: random.below(4) }, () => `${random.pick(queries)}=${random.pick(values)}`);
  const lines = Array.from({ length: random.below(3) }, () => `${random.pick(headers)}: ${random.pick(headerValues)}`);
  return requestOf(random.pick(methods), `${path}?${pairs.join("&")}`, random.bytes(100), lines);
}

function requestOf(method: string, target: string, body: Buffer = Buffer.of(), lines: readonly string[] = []): Buffer {
  const all = [`${method} ${target} HTTP/1.1`, "Host: 127.0.0.1", `Content-Length: ${body.length}`, ...lines, "", ""];
  return Buffer.concat([Buffer.from(all.join("\r\n")), body]);
}
