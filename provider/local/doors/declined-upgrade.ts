import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

/** What belongs to an offer to change the protocol. */
const ofOffer = new Set(["upgrade", "connection", "http2-settings"]);

/**
 * Answers a request as if it did not offer another protocol: a server may ignore the offer [RFC 9110, 7.8]. Node.js takes the
 * socket of such a request away from HTTP, so that it is given back with the request before it.
 *
 * @param head what has come after the headers
 */
export function declineUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = "", value = ""] = rawHeaders.slice(i, i + 2);
    if (!ofOffer.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit("connection", socket);
}
