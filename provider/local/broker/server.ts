import type { Duplex } from "node:stream";
import type { Packet } from "mqtt-packet";
import type { ConnectedClient } from "../console/clients";
import type { AccountQuotas } from "../quotas/account-quotas";
import type { Client } from "./client";
import { type ConnectRules, connect, welcome } from "./connect";
import { Connection, type ConnectionEvents } from "./connection";
import { fanOut } from "./fan-out";
import { handle } from "./handlers";
import type { BrokerParts } from "./parts";
import { protocolError, reasons } from "./reasons";
import { Sessions } from "./sessions";

export interface BrokerOptions extends BrokerParts, ConnectRules {
  quotas: AccountQuotas;
  /** How many milliseconds a client may take until its CONNECT has come. @default 10,000 */
  connectMs?: number;
}

/** How many milliseconds a client may take until its CONNECT has come. AWS does not document its own limit. */
const CONNECT_MS = 10_000;

/**
 * An MQTT 3.1.1 and 5 broker over a store, without a port of its own. Every publish, by HTTP or MQTT, reaches the sessions
 * that subscribed to it.
 */
export class Broker {
  readonly #options: BrokerOptions;
  readonly #sessions: Sessions;
  readonly #connections = new Map<Duplex, Connection>();
  /** The clients that are connected, by their ids. */
  readonly #clients = new Map<string, Client>();
  #isClosing = false;

  constructor(options: BrokerOptions) {
    this.#options = options;
    const { store } = options;
    this.#sessions = new Sessions(() => store.now());
    store.onPublish((publication) => {
      this.#sessions.endDue();
      fanOut(publication, this.#sessions.subscriptions);
    });
  }

  /** The clients that have a session, connected or away. */
  clients(): ConnectedClient[] {
    return [...this.#sessions.all()].map(({ clientId, isConnected, waiting, subscriptions }) => ({
      clientId,
      isConnected,
      waiting,
      subscriptions: subscriptions.keys(),
    }));
  }

  /**
   * Serves a client on a stream that has just been opened.
   *
   * @param isAdmitted whether the client has already shown that it may come in, so that its password does not count
   */
  accept(stream: Duplex, isAdmitted = false): void {
    let client: Client | undefined;
    const events: ConnectionEvents = {
      onPacket: (packet, frame) => {
        if (client === undefined) client = this.#open(connection, packet, frame, isAdmitted);
        else handle(this.#options, client, packet, frame);
      },
      onReady: () => client?.session.sendWaiting(),
      onEnd: () => {
        if (client !== undefined) this.#leave(client);
      },
    };
    const { quotas, connectMs = CONNECT_MS } = this.#options;
    const connection = new Connection(stream, events, quotas.ofConnection(), connectMs);
    this.#connections.set(stream, connection);
    stream.once("close", () => this.#connections.delete(stream));
    if (this.#isClosing) connection.end();
  }

  /** Closes all connections. */
  close(): void {
    this.#isClosing = true;
    for (const [stream, connection] of this.#connections) {
      connection.end(reasons.serverShuttingDown);
      stream.end(() => stream.destroy());
    }
  }

  #open(connection: Connection, packet: Packet, frame: Buffer, isAdmitted: boolean): Client {
    // [MQTT-3.1.0-1]
    if (packet.cmd !== "connect") throw protocolError("the first packet must be CONNECT");
    const settings = connect(connection, packet, frame, {
      keepAlive: this.#options.keepAlive,
      admits: (password) => isAdmitted || this.#options.admits(password),
    });
    const { clientId, isClean, will, sessionExpiry } = settings;
    // [MQTT-3.1.4-3]
    this.#clients.get(clientId)?.connection.end(reasons.sessionTakenOver);
    const { session, isPresent } = this.#sessions.open(clientId, connection.version, isClean);
    const client: Client = { connection, session, aliases: new Map(), will, sessionExpiry };
    this.#clients.set(clientId, client);
    welcome(connection, packet, settings, isPresent);
    session.attach(connection);
    return client;
  }

  /** Publishes the Will, unless the client has sent DISCONNECT [MQTT-3.1.2-8]. A Will Delay Interval is ignored. */
  #leave({ session, will, sessionExpiry }: Client): void {
    session.detach();
    this.#clients.delete(session.clientId);
    this.#sessions.keep(session, sessionExpiry);
    if (will !== undefined && !this.#isClosing) {
      this.#options.intake.publish(will.message, { retain: will.retain, clientId: session.clientId });
    }
  }
}
