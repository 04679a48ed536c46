import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestsPerSecond } from "../load/http";
import { Child } from "../support/child";
import { atLeast, atMost, type Figures, type Measure } from "../support/measure";
import { BYTES, benchPayload, benchText, benchTopic } from "../support/payloads";
import { scaled } from "../support/size";
import { median } from "../support/statistics";

const requests = scaled(20_000);
const stored = scaled(100_000);
const pages = scaled(5_000);

/** How often both sides take turns in one comparison. The load of the machine changes within seconds. */
const TURNS = 3;

/** How many requests are on their way at one time, each on a connection of its own. */
const IN_FLIGHT = 32;

const signature =
  "authorization: AWS4-HMAC-SHA256 Credential=AKIA/20300101/eu-west-1/iotdata/aws4_request, SignedHeaders=host, Signature=00";

export const localHttp: Measure = {
  id: "local-http",
  title: `HTTP of the local endpoint with ${IN_FLIGHT} requests in flight, against a server of Node.js that answers 200`,
  aims: {
    publishRatio: atLeast(0.6),
    fullPublishRatio: atLeast(0.6),
    pageRatio: atLeast(0.6),
    dataRatio: atLeast(0.5),
    kibPerMessage: atMost(0.5),
  },
  run: (rounds) => rounds(round),
};

async function round(): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), "bench-local-"));
  const bare = Child.start(join(__dirname, "../peers/bare-http.ts"), []);
  const inMemory = Child.start(join(__dirname, "../peers/local.ts"), []);
  const onDisk = Child.start(join(__dirname, "../peers/local.ts"), [join(folder, "messages.db")]);
  try {
    const url = await bare.answer<string>();
    const { endpoint } = await inMemory.answer<{ endpoint: string }>();
    const { endpoint: durable } = await onDisk.answer<{ endpoint: string }>();
    const publishes = await inTurns([url, endpoint, durable], (server) =>
      requestsPerSecond(server, IN_FLIGHT, series(requests, publishRequest)),
    );
    const before = await inMemory.answer<number>("memory");
    // Other topics than before.
    await requestsPerSecond(
      endpoint,
      IN_FLIGHT,
      series(stored, (index) => publishRequest(requests + index)),
    );
    const gets = await inTurns([url, endpoint], (server) =>
      requestsPerSecond(server, IN_FLIGHT, series(pages, pageRequest)),
    );
    // Before messages have earlier versions.
    const after = await inMemory.answer<number>("memory");
    const full = await inTurns([url, endpoint], (server) =>
      requestsPerSecond(server, IN_FLIGHT, series(requests, publishRequest)),
    );
    return {
      publishRatio: ratio(publishes[1], publishes[0]),
      fullPublishRatio: ratio(full[1], full[0]),
      pageRatio: ratio(gets[1], gets[0]),
      dataRatio: ratio(publishes[2], publishes[1]),
      kibPerMessage: ((after - before) / stored - BYTES) / 1024,
      barePerSecond: publishes[0] ?? 0,
      publishesPerSecond: publishes[1] ?? 0,
      pagesPerSecond: gets[1] ?? 0,
    };
  } finally {
    await Promise.all([bare, inMemory, onDisk].map((child) => child.stop()));
    await rm(folder, { recursive: true });
  }
}

/** The median rate of each server, which are measured by turns. A turn before them compiles the code. */
async function inTurns(servers: readonly string[], rateOf: (server: string) => Promise<number>): Promise<number[]> {
  const rates: number[][] = servers.map(() => []);
  for (let turn = 0; turn <= TURNS; turn++) {
    for (const [index, server] of servers.entries()) {
      const rate = await rateOf(server);
      if (turn > 0) rates[index]?.push(rate);
    }
  }
  return rates.map(median);
}

function ratio(own: number | undefined, other: number | undefined): number {
  return (own ?? 0) / (other ?? 1);
}

/** So many requests, made beforehand, one after another. */
function series(count: number, request: (index: number) => Buffer): () => Buffer | undefined {
  const all = Array.from({ length: count }, (_, index) => request(index));
  let next = 0;
  return () => all[next++];
}

function publishRequest(index: number): Buffer {
  const topic = encodeURIComponent(benchTopic(index));
  const body = benchText(benchPayload(index, BYTES));
  const head = `POST /topics/${topic}?qos=1&retain=true HTTP/1.1\r\nhost: 127.0.0.1\r\n${signature}\r\n`;
  return Buffer.from(`${head}content-type: application/octet-stream\r\ncontent-length: ${BYTES}\r\n\r\n${body}`);
}

/** A page of 200, from any place in the listing. */
function pageRequest(index: number): Buffer {
  const token = Buffer.from(`after:${benchTopic((index * 7919) % stored)}`).toString("base64url");
  const query = `maxResults=200&nextToken=${token}`;
  return Buffer.from(`GET /retainedMessage?${query} HTTP/1.1\r\nhost: 127.0.0.1\r\n${signature}\r\n\r\n`);
}
