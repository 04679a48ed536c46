import { connect, type Socket } from "node:net";

/**
 * Sends requests of HTTP over some connections, each with one request on its way, and returns the requests a second. It does
 * as little as can be, so that the server is what is measured.
 *
 * @param next the bytes of the next request; undefined after the last one
 * @throws Error if an answer has another status than 200
 */
export async function requestsPerSecond(url: string, connections: number, next: () => Buffer | undefined) {
  const { hostname, port } = new URL(url);
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(hostname, Number(port))));
  const start = performance.now();
  const counts = await Promise.all(sockets.map((socket) => exchange(socket, next)));
  const seconds = (performance.now() - start) / 1000;
  for (const socket of sockets) socket.destroy();
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

function opened(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Sends one request after another, and returns how many there were. */
function exchange(socket: Socket, next: () => Buffer | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    let count = 0;
    const send = () => {
      const request = next();
      if (request === undefined) resolve(count);
      else socket.write(request);
    };
    socket.on("data", (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const length = answerLength(received);
      if (length === undefined || received.length < length) return;
      const status = received.toString("latin1", 9, 12);
      if (status !== "200") reject(new Error(`a request was answered with ${status}`));
      received = Buffer.alloc(0);
      count++;
      send();
    });
    socket.on("close", () => reject(new Error("a connection was closed")));
    send();
  });
}

/** The bytes of an answer; undefined while its headers have not come. */
function answerLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [, length = "0"] = /content-length: (\d+)/i.exec(bytes.toString("latin1", 0, end)) ?? [];
  return end + 4 + Number(length);
}
