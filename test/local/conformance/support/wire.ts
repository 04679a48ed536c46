import { request as requestTls } from "node:https";
import { connect as connectTcp } from "node:net";
import type { Duplex } from "node:stream";
import { createWebSocketStream, WebSocket } from "ws";
import { answerTo, http, type RawAnswer } from "../../support/clients";
import { type Keys, presignedUrl, signedHeaders } from "./signature";

/** How requests and MQTT connections get to an endpoint. */
export interface Wire {
  /** Sends a request, with its target exactly as it stands. */
  call(method: string, target: string, body: Buffer, headers: Readonly<Record<string, string>>): Promise<RawAnswer>;
  /** Opens a connection for MQTT: by TCP on this machine, and by WebSocket to AWS. */
  open(): Duplex;
  openWebSocket(): Duplex;
}

/** The wire to an endpoint of this machine. */
export function localWire(endpoint: string, mqtt: string): Wire {
  const broker = new URL(mqtt);
  return {
    call: (method, path, body, headers) => http(endpoint, method, path, { body, headers }),
    open: () => connectTcp({ host: broker.hostname, port: Number(broker.port), noDelay: true }),
    openWebSocket: () => streamOf(new WebSocket(`ws://${new URL(endpoint).host}/mqtt`, "mqtt")),
  };
}

/**
 * The wire to AWS: HTTP and MQTT over WebSocket, both signed. It has been tried on the TLS port of the local endpoint, which
 * checks no signature, and never on AWS.
 */
export function awsWire(host: string, region: string, keysNow: () => Promise<Keys>, keys: Keys): Wire {
  const open = () => streamOf(new WebSocket(presignedUrl({ host, region, keys, now: new Date() }), "mqtt"));
  return {
    call: async (method, target, body, headers) => {
      const signer = { host, region, keys: await keysNow(), now: new Date() };
      const signed = signedHeaders(signer, { method, target, body });
      const all = { ...headers, ...signed, "content-length": String(body.length) };
      const { hostname, port } = new URL(`https://${host}`);
      return answerTo(requestTls({ hostname, port, method, path: target, headers: all, agent: false }), body);
    },
    open,
    openWebSocket: open,
  };
}

/** As a connection of TCP, it closes if the other side closes it. */
function streamOf(socket: WebSocket): Duplex {
  const stream = createWebSocketStream(socket);
  stream.once("end", () => stream.destroy());
  return stream;
}
