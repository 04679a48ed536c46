import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { startLocalEndpoint } from "../../../../provider/local";
import { type ConnectOptions, Device, type Version } from "./device";
import { awsWire, localWire, type Wire } from "./wire";

/** Host of an AWS IoT Core data endpoint; without it, the cases run against the local one. */
const host = process.env["IOT_RETAINED_CONFORMANCE_ENDPOINT"]?.replace(/^https:\/\//, "") || undefined;

export const isAws = host !== undefined;

/** A case that needs the test clock or quotas of its own, and is skipped on AWS. */
export const localOnly = isAws ? test.skip : test;

/** AWS takes one retained publish of a topic, and one CONNECT of a client id, a second. */
const PACE_MS = isAws ? 1_100 : 0;

/** How long AWS may take until a subscription is in force, or a message is on its way. */
const LAG_MS = isAws ? 1_000 : 0;

interface Publishing {
  query?: string;
  headers?: Readonly<Record<string, string>>;
}

/** A message as GetRetainedMessage returns it. */
export interface Got {
  text: string;
  qos: number;
  lastModifiedTime: number;
  /** JSON as it was sent; null if there are none. */
  userProperties: string | null;
}

/** The endpoint that cases run against. They touch topics and client ids under its random prefix, and nothing else. */
export class Target {
  readonly prefix = `conformance-${randomBytes(6).toString("hex")}`;
  readonly #topics = new Set<string>();
  readonly #streams: Duplex[] = [];
  /** Client ids whose sessions may be kept, with the version that they connected with. */
  readonly #sessions = new Map<string, Version>();
  readonly #lastUses = new Map<string, number>();
  #wire: Wire | undefined;
  #close: () => Promise<void> = async () => undefined;
  #skipped = 0;

  async start(): Promise<void> {
    if (host !== undefined) {
      this.#wire = await wireTo(host);
      return;
    }
    const local = await startLocalEndpoint({ now: () => Date.now() + this.#skipped });
    this.#wire = localWire(local.endpoint, local.mqtt);
    this.#close = () => local.close();
  }

  stop(): Promise<void> {
    return this.#close();
  }

  /** A topic of this run. */
  topic(name: string): string {
    const topic = `${this.prefix}/${name}`;
    this.#topics.add(topic);
    return topic;
  }

  /** The bytes of the topic `t` of this run as a text in a packet, with its length before it. */
  get topicBytes(): number[] {
    const bytes = [...Buffer.from(`${this.prefix}/t`)];
    return [0, bytes.length, ...bytes];
  }

  /** Sends a request as it stands. */
  call(method: string, target: string, body: string | Buffer = "", headers: Readonly<Record<string, string>> = {}) {
    return this.#onWire.call(method, target, Buffer.from(body), headers);
  }

  /** Publishes by HTTP. */
  async publish(topic: string, body: string | Buffer, { query = "", headers = {} }: Publishing = {}) {
    if (query.includes("retain=true")) await this.#pace(topic);
    return this.call("POST", `/topics/${encodeURIComponent(topic)}?${query}`, body, headers);
  }

  /** Publishes a retained message by HTTP, with QoS 1. */
  async retain(topic: string, body: string | Buffer, { query = "", headers = {} }: Publishing = {}): Promise<void> {
    const { status, text } = await this.publish(topic, body, { query: `qos=1&retain=true${query}`, headers });
    if (status !== 200) throw new Error(`a publish was answered with ${status}: ${text}`);
  }

  /** The retained message of a topic; undefined if there is none. */
  async get(topic: string): Promise<Got | undefined> {
    const { status, text } = await this.call("GET", `/retainedMessage/${encodeURIComponent(topic)}`);
    if (status === 404) return undefined;
    const { payload, qos, lastModifiedTime, userProperties } = JSON.parse(text);
    const decoded = (base64: string) => Buffer.from(base64, "base64").toString();
    // AWS does not say whether the member is null or missing.
    const properties = userProperties == null ? null : decoded(userProperties);
    return { text: decoded(payload), qos, lastModifiedTime, userProperties: properties };
  }

  async textOf(topic: string): Promise<string | undefined> {
    return (await this.get(topic))?.text;
  }

  /** The own messages in the listing, over all of its pages. */
  async listed(maxResults = 200): Promise<{ topic: string; payloadSize: number; qos: number }[]> {
    const found = [];
    for (let token = ""; ; ) {
      const { text } = await this.call("GET", `/retainedMessage?maxResults=${maxResults}${token}`);
      const { retainedTopics, nextToken } = JSON.parse(text);
      found.push(...retainedTopics.filter(({ topic }: { topic: string }) => topic.startsWith(`${this.prefix}/`)));
      if (nextToken == null) return found;
      token = `&nextToken=${encodeURIComponent(nextToken)}`;
    }
  }

  /** Connects a client. It is closed after the case. */
  async device(version: Version, name: string, options: ConnectOptions = {}): Promise<Device> {
    const clientId = name === "" ? "" : `${this.prefix}-${name}`;
    if (options.clean === false || options.properties?.sessionExpiryInterval) this.#sessions.set(clientId, version);
    return this.#connect(version, clientId, options);
  }

  /** Connects a client by WebSocket. */
  deviceByWebSocket(version: Version, name: string, options: ConnectOptions = {}): Promise<Device> {
    return Device.connect(this.open(true), version, `${this.prefix}-${name}`, LAG_MS, options);
  }

  /** Opens a connection on which nothing has been sent yet. It is closed after the case. */
  open(isWebSocket = false): Duplex {
    const stream = isWebSocket ? this.#onWire.openWebSocket() : this.#onWire.open();
    stream.on("error", () => undefined);
    this.#streams.push(stream);
    return stream;
  }

  /** Lets time pass: on this machine by a clock, on AWS really. */
  async pass(ms: number): Promise<void> {
    this.#skipped += ms;
    if (isAws) await sleep(ms);
  }

  /** Closes the clients of a case, ends their sessions, and clears its topics. */
  async clear(): Promise<void> {
    for (const [clientId, version] of this.#sessions) await this.#connect(version, clientId, {});
    this.#sessions.clear();
    for (const stream of this.#streams.splice(0)) await ended(stream);
    for (const topic of this.#topics) await this.#clearOne(topic);
    this.#topics.clear();
  }

  async #clearOne(topic: string): Promise<void> {
    // What a device has just published may be less than a second ago.
    for (let tries = 0; tries < 5; tries++) {
      const { status } = await this.publish(topic, "", { query: "retain=true" });
      if (status !== 429) return;
    }
    throw new Error(`${topic} could not be cleared`);
  }

  async #connect(version: Version, clientId: string, options: ConnectOptions): Promise<Device> {
    await this.#pace(`client ${clientId}`);
    return Device.connect(this.open(), version, clientId, LAG_MS, options);
  }

  async #pace(key: string): Promise<void> {
    const wait = (this.#lastUses.get(key) ?? 0) + PACE_MS - Date.now();
    if (wait > 0) await sleep(wait);
    this.#lastUses.set(key, Date.now());
  }

  get #onWire(): Wire {
    if (this.#wire === undefined) throw new Error("the target has not started yet");
    return this.#wire;
  }
}

/** Gives a file its target, and clears after each case what it has left. */
export function useTarget(): Target {
  const target = new Target();
  beforeAll(() => target.start());
  afterEach(() => target.clear());
  afterAll(() => target.stop());
  return target;
}

/** Ends a connection, so that its Will is out before the topics are cleared. */
async function ended(stream: Duplex): Promise<void> {
  stream.destroy();
  if (!stream.closed) await once(stream, "close");
  await sleep(LAG_MS);
}

/** The wire to AWS, with the credentials of the environment. */
async function wireTo(name: string): Promise<Wire> {
  const [, inName] = /\.iot\.([\w-]+)\.amazonaws\./.exec(name) ?? [];
  const region = inName ?? process.env["AWS_REGION"];
  if (region === undefined) throw new Error("AWS_REGION has to name the Region of the endpoint.");
  const credentials = fromNodeProviderChain();
  return awsWire(name, region, credentials, await credentials());
}
