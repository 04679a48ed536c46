import { once } from "node:events";
import { type ClientRequest, type IncomingHttpHeaders, request } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { generate, type Packet, parser } from "mqtt-packet";

/** Items in the order of their arrival. Waiting for one has a time limit. */
export class Inbox<T> {
  readonly #arrived: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  push(item: T): void {
    const taker = this.#waiting.shift();
    if (taker === undefined) this.#arrived.push(item);
    else taker(item);
  }

  next(what = "the next item"): Promise<T> {
    const item = this.#arrived.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`${what} did not come within 5 s`)), 5_000);
      this.#waiting.push((arrived) => {
        clearTimeout(limit);
        resolve(arrived);
      });
    });
  }
}

export interface Received {
  topic: string;
  text: string;
  packet: IPublishPacket;
}

export interface TestClient {
  client: MqttClient;
  inbox: Inbox<Received>;
  /** Text of the next messages, in the order of their arrival. */
  texts(count: number): Promise<string[]>;
}

export async function connectMqtt(url: string, options: IClientOptions = {}): Promise<TestClient> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0, connectTimeout: 5_000, ...options });
  const inbox = new Inbox<Received>();
  client.on("message", (topic, payload, packet) => inbox.push({ topic, text: payload.toString(), packet }));
  const texts = async (count: number) => {
    const found: string[] = [];
    while (found.length < count) found.push((await inbox.next(`message ${found.length + 1} of ${count}`)).text);
    return found;
  };
  return { client, inbox, texts };
}

/** A client on a plain socket, which sends packets or bytes and keeps the packets that it receives. */
export interface RawClient {
  socket: Socket;
  packets: Inbox<Packet>;
  send(packet: Packet): void;
  /** Resolves once the other side has closed, within a limit. */
  closed(): Promise<void>;
}

export function connectRaw(url: string, protocolVersion: 4 | 5): RawClient {
  const { hostname, port } = new URL(url);
  const socket = connectTcp(Number(port), hostname);
  const packets = new Inbox<Packet>();
  const decoder = parser({ protocolVersion });
  decoder.on("packet", (packet) => packets.push(packet));
  socket.on("data", (chunk: Buffer) => decoder.parse(chunk));
  socket.on("error", () => undefined);
  const closed = async () => {
    if (!socket.closed) await once(socket, "close", { signal: AbortSignal.timeout(5_000) });
  };
  return { socket, packets, closed, send: (packet) => socket.write(generate(packet, { protocolVersion })) };
}

export async function connectedRaw(url: string, protocolVersion: 4 | 5, clientId: string): Promise<RawClient> {
  const raw = connectRaw(url, protocolVersion);
  raw.send({ cmd: "connect", clientId, protocolId: "MQTT", protocolVersion, clean: true, keepalive: 60 });
  const { cmd } = await raw.packets.next("CONNACK");
  if (cmd !== "connack") throw new Error(`expected CONNACK, got ${cmd}`);
  return raw;
}

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

interface RawRequest {
  body?: string | Buffer;
  headers?: Readonly<Record<string, string>>;
}

/** Sends the path exactly as it stands; `fetch` would resolve `..`. */
export function http(
  endpoint: string,
  method: string,
  path: string,
  { body = "", headers = {} }: RawRequest = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(endpoint);
  // A URL has the address of version 6 in brackets.
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return answerTo(request({ host, port, method, path, headers, agent: false }), body);
}

/** Sends the body of a request, and returns the whole answer. */
export function answerTo(outgoing: ClientRequest, body: string | Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    outgoing.on("response", (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
