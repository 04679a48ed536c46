import type { Socket } from "node:net";
import type { Packet } from "mqtt-packet";
import { Decoder, encode } from "./codec";
import { FrameSplitter } from "./frames";
import { ConnectRefusal, Disconnect, protocolError, type Reason, reasons } from "./reasons";

/** How many milliseconds a client may take to close its side after we have closed ours. */
const lingerMs = 1_000;

/** First byte of a CONNECT [MQTT-3.1.0-1]. */
const connectHeader = 0x10;

/** The return codes of a 3.1.1 CONNACK [MQTT 3.1.1, table 3.1]. Other refusals only close the connection. */
const returnCodes: Partial<Record<Reason, number>> = {
  [reasons.unsupportedProtocolVersion]: 1,
  [reasons.clientIdentifierNotValid]: 2,
};

export interface ConnectionEvents {
  /** Called for each packet, with its bytes. It may throw {@link Disconnect} or {@link ConnectRefusal}. */
  onPacket(packet: Packet, frame: Buffer): void;
  /** Called once, as soon as the connection has ended. */
  onEnd(): void;
}

/** The connection of one client: it receives and sends packets, and ends with a reason. */
export class Connection {
  /** This and the next two properties are set by CONNECT. */
  version: 4 | 5 = 4;
  maximumPacketSize = Number.POSITIVE_INFINITY;
  accepted = false;
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #decoder = new Decoder();
  readonly #splitter = new FrameSplitter();
  #idle: NodeJS.Timeout | undefined;
  #silent = true;
  #ended = false;

  constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket;
    this.#events = events;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    // After an error comes a close, which does all that is needed.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#finish());
  }

  /** Sends a packet. It returns false, and sends nothing, if the packet is larger than the client accepts. */
  send(packet: Packet): boolean {
    if (this.#ended) return true;
    const bytes = encode(packet, this.version, this.maximumPacketSize);
    if (bytes === undefined) return false;
    this.#socket.write(bytes);
    return true;
  }

  /** Ends the connection if no packet comes within `ms`. */
  limitIdleTime(ms: number): void {
    this.#idle = setTimeout(() => this.end(reasons.keepAliveTimeout, "no packet came within the keep alive"), ms);
  }

  /** Closes the connection. An MQTT 5 client gets a DISCONNECT if there is a reason. */
  end(reason?: Reason, reasonString?: string): void {
    if (reason !== undefined && this.accepted && this.version === 5) {
      const properties = reasonString === undefined ? {} : { reasonString };
      this.send({ cmd: "disconnect", reasonCode: reason, properties });
    }
    this.#finish();
    // Bytes that still come in are read and dropped. Unread, they would turn the close into a reset and lose the reason.
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), lingerMs).unref();
  }

  #read(chunk: Buffer): void {
    if (this.#ended) return;
    try {
      // Other protocols are recognized by the first byte. The bytes after it, taken for a length, could make this wait long.
      if (this.#silent && chunk[0] !== connectHeader) throw protocolError("the first packet must be CONNECT");
      this.#silent = false;
      for (const frame of this.#splitter.push(chunk)) {
        if (this.#ended) return;
        this.#idle?.refresh();
        this.#events.onPacket(this.#decoder.decode(frame), frame);
      }
    } catch (error) {
      if (!this.#ended) this.#fail(error);
    }
  }

  /** An error with one packet ends only this connection. */
  #fail(error: unknown): void {
    if (error instanceof ConnectRefusal) this.#refuse(error);
    else if (error instanceof Disconnect) this.end(error.reason, error.message);
    else this.end(reasons.unspecified);
  }

  #refuse({ reason, message }: ConnectRefusal): void {
    const returnCode = returnCodes[reason];
    if (this.version === 5) {
      this.send({ cmd: "connack", sessionPresent: false, reasonCode: reason, properties: { reasonString: message } });
    } else if (returnCode !== undefined) {
      this.send({ cmd: "connack", sessionPresent: false, returnCode });
    }
    this.end();
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#idle);
    this.#events.onEnd();
  }
}
