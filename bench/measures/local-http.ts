import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestsPerSecond } from "../load/http";
import { Child } from "../support/child";
import { atLeast, atMost, type Figures, type Measure } from "../support/measure";
import { BYTES, benchPayload, benchText, benchTopic } from "../support/payloads";
import { scaled } from "../support/size";

const requests = scaled(20_000);
const stored = scaled(100_000);
const pages = scaled(2_000);

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
  const bare = await withChild("bare-http.ts", [], async (child) => {
    const url = await child.answer<string>();
    const publishes = await warm(() => requestsPerSecond(url, IN_FLIGHT, series(requests, publishRequest)));
    return { publishes, gets: await warm(() => requestsPerSecond(url, IN_FLIGHT, series(pages, pageRequest))) };
  });
  const inMemory = await withChild("local.ts", [], async (child) => {
    const { endpoint } = await child.answer<{ endpoint: string }>();
    const rate = () => requestsPerSecond(endpoint, IN_FLIGHT, series(requests, publishRequest));
    const publishes = await warm(rate);
    const before = await child.answer<number>("memory");
    // Other topics than before.
    await requestsPerSecond(
      endpoint,
      IN_FLIGHT,
      series(stored, (index) => publishRequest(requests + index)),
    );
    const gets = await warm(() => requestsPerSecond(endpoint, IN_FLIGHT, series(pages, pageRequest)));
    // Before messages have earlier versions.
    const after = await child.answer<number>("memory");
    const full = await warm(rate);
    return { publishes, full, gets, kibPerMessage: ((after - before) / stored - BYTES) / 1024 };
  });
  const folder = await mkdtemp(join(tmpdir(), "bench-local-"));
  try {
    const onDisk = await withChild("local.ts", [join(folder, "messages.db")], async (child) => {
      const { endpoint } = await child.answer<{ endpoint: string }>();
      return await warm(() => requestsPerSecond(endpoint, IN_FLIGHT, series(requests, publishRequest)));
    });
    return {
      publishRatio: inMemory.publishes / bare.publishes,
      fullPublishRatio: inMemory.full / bare.publishes,
      pageRatio: inMemory.gets / bare.gets,
      dataRatio: onDisk / inMemory.publishes,
      kibPerMessage: inMemory.kibPerMessage,
      barePerSecond: bare.publishes,
      publishesPerSecond: inMemory.publishes,
      pagesPerSecond: inMemory.gets,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs twice, and returns what the second run returns: the first one compiles the code. */
async function warm(run: () => Promise<number>): Promise<number> {
  await run();
  return await run();
}

async function withChild<T>(file: string, args: readonly string[], use: (child: Child) => Promise<T>): Promise<T> {
  const child = Child.start(join(__dirname, "../peers", file), args);
  try {
    return await use(child);
  } finally {
    await child.stop();
  }
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
