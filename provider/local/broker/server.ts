import { createServer, type Socket } from "node:net";
import type { Packet } from "mqtt-packet";
import { listen } from "../listen";
import type { MessageStore } from "../store/messages";
import { awsKeepAlive, connect, type KeepAliveRange, welcome } from "./connect";
import { Connection } from "./connection";
import { FanOut } from "./fan-out";
import { handle } from "./handlers";
import { protocolError, reasons } from "./reasons";
import { Session } from "./session";

export interface BrokerOptions {
  host: string;
  port: number;
  /** @default AWS's range, 30 to 1200 seconds */
  keepAlive?: KeepAliveRange;
}

export interface BrokerServer {
  port: number;
  close(): Promise<void>;
}

/** Serves MQTT 3.1.1 and 5 over a store. Every publish, by HTTP or MQTT, reaches the sessions that subscribed to it. */
export async function startBroker(store: MessageStore, options: BrokerOptions): Promise<BrokerServer> {
  const connections = new Map<Socket, Connection>();
  const sessions = new Map<string, Session>();
  const fanOut = new FanOut();
  let closing = false;
  store.onPublish((publication) => fanOut.send(publication, sessions.values()));

  function accept(socket: Socket): void {
    let session: Session | undefined;
    const connection = new Connection(socket, {
      onPacket(packet, frame) {
        if (session === undefined) session = open(connection, packet, frame);
        else handle(store, session, packet, frame);
      },
      onEnd() {
        if (session !== undefined) leave(session);
      },
    });
    connections.set(socket, connection);
    socket.once("close", () => connections.delete(socket));
  }

  function open(connection: Connection, packet: Packet, frame: Buffer): Session {
    // [MQTT-3.1.0-1]
    if (packet.cmd !== "connect") throw protocolError("the first packet must be CONNECT");
    const settings = connect(connection, packet, frame, options.keepAlive ?? awsKeepAlive);
    const session = new Session(connection, settings, () => store.now());
    // [MQTT-3.1.4-3]
    sessions.get(session.clientId)?.connection.end(reasons.sessionTakenOver);
    sessions.set(session.clientId, session);
    welcome(connection, packet, settings);
    return session;
  }

  /** Publishes the Will, unless the client has sent DISCONNECT [MQTT-3.1.2-8]. A Will Delay Interval is ignored. */
  function leave(session: Session): void {
    sessions.delete(session.clientId);
    const { will, clientId } = session;
    session.will = undefined;
    if (will !== undefined && !closing) store.publish(will.message, { retain: will.retain, clientId });
  }

  const server = createServer(accept);
  const port = await listen(server, options.host, options.port);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        closing = true;
        server.close(() => resolve());
        for (const [socket, connection] of connections) {
          connection.end(reasons.serverShuttingDown);
          socket.destroySoon();
        }
      }),
  };
}
