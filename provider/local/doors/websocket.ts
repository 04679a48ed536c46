import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { createWebSocketStream, WebSocketServer } from "ws";
import { maximumRemainingLength } from "../broker/frames";
import { accessKeyIn, splitTarget } from "../http/request";
import { declineUpgrade } from "./declined-upgrade";
import type { Guard } from "./guard";

/** The path of MQTT over WebSocket. @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const PATH = "/mqtt";

/** A packet, and its header of at most five bytes. A frame may hold several packets, but no client sends more than some. */
const MAX_FRAME_BYTES = 4 * (maximumRemainingLength + 5);

/**
 * Serves MQTT over WebSocket on an HTTP server.
 *
 * @param accept takes the stream of a client, and what it signed the request with
 */
export function serveWebSocket(
  server: Server,
  guard: Guard,
  accept: (stream: Duplex, accessKeyId: string | undefined) => void,
): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    // [MQTT-6.0.0-3]
    handleProtocols: (protocols) => (protocols.has("mqtt") ? "mqtt" : false),
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== "websocket") return declineUpgrade(server, request, socket, head);
    socket.on("error", () => undefined);
    const { path, query } = splitTarget(request.url ?? "");
    if (path !== PATH) refuse(socket, "404 Not Found");
    else if (guard.refusalOf(request) !== undefined) refuse(socket, "403 Forbidden");
    else if (!offersMqtt(request)) refuse(socket, "400 Bad Request");
    else {
      const accessKeyId = accessKeyIn(query.get("X-Amz-Credential") ?? undefined);
      sockets.handleUpgrade(request, socket, head, (client) => {
        // [MQTT-6.0.0-1]
        client.on("message", (_data, isBinary) => isBinary || client.terminate());
        const stream = createWebSocketStream(client);
        // It ends once the WebSocket is closed, and would stay open for writing.
        stream.once("end", () => stream.destroy());
        accept(stream, accessKeyId);
      });
    }
  });
}

function offersMqtt({ headers }: IncomingMessage): boolean {
  const offered = headers["sec-websocket-protocol"] ?? "";
  return offered.split(",").some((protocol) => protocol.trim() === "mqtt");
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
