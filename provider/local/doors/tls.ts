import type { Server as HttpServer } from "node:http";
import type { Duplex } from "node:stream";
import { createServer, type Server, type TLSSocket } from "node:tls";
import type { KeyPair } from "./certificate";

/** The names by which clients of AWS ask for a protocol. @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const mqttNames = ["mqtt", "x-amzn-mqtt-ca"];
const httpNames = ["http/1.1", "x-amzn-http-ca"];

/** First byte of a CONNECT, which no request of HTTP begins with [MQTT-3.1.0-1]. */
const CONNECT_HEADER = 0x10;

/** How many milliseconds a client may take until its first byte. */
const SILENCE_MS = 10_000;

/** A server that takes HTTP and MQTT on one port, each connection as its client says. */
export function tlsServer({ certificate, key }: KeyPair, http: HttpServer, mqtt: (stream: Duplex) => void): Server {
  const options = {
    cert: certificate,
    key,
    ALPNProtocols: [...mqttNames, ...httpNames],
    // Devices show the certificate that AWS knows them by. Here any will do.
    requestCert: true,
    rejectUnauthorized: false,
  };
  const server = createServer(options, (socket) => {
    socket.on("error", () => undefined);
    if (isIn(mqttNames, socket.alpnProtocol)) mqtt(socket);
    else if (isIn(httpNames, socket.alpnProtocol)) http.emit("connection", socket);
    else byFirstByte(socket, (byte) => (byte === CONNECT_HEADER ? mqtt(socket) : http.emit("connection", socket)));
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return server;
}

function isIn(names: readonly string[], name: string | false | null): boolean {
  return typeof name === "string" && names.includes(name);
}

/** Looks at the first byte of a client that asks for no protocol, and leaves it to be read. */
function byFirstByte(socket: TLSSocket, decide: (byte: number | undefined) => void): void {
  const limit = setTimeout(() => socket.destroy(), SILENCE_MS);
  socket.once("close", () => clearTimeout(limit));
  socket.once("readable", () => {
    clearTimeout(limit);
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    socket.unshift(chunk);
    decide(chunk[0]);
  });
}
