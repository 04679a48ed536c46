import type { Duplex } from "node:stream";
import type { Packet } from "mqtt-packet";
import type { Rate } from "../quotas/rates";
import { Decoder, encode } from "./codec";
import { FrameSplitter } from "./frames";
import { ConnectRefusal, Disconnect, protocolError, type Reason, reasons } from "./reasons";

/** How many milliseconds a client may take to close its side after we have closed ours. */
const LINGER_MS = 1_000;

/** A client with more unread bytes than this gets no more messages for now. */
const SLOW_BYTES = 1024 * 1024;

/** A client with more unread bytes than this is not read from, since each of its packets may have an answer. */
const BLOCKED_BYTES = 2 * SLOW_BYTES;

/** How many bytes go out together. */
const BATCH_BYTES = 2048;

/** First byte of a CONNECT [MQTT-3.1.0-1]. */
const CONNECT_HEADER = 0x10;

/** The return codes of a 3.1.1 CONNACK [MQTT 3.1.1, table 3.1]. Other refusals only close the connection. */
const returnCodes: Partial<Record<Reason, number>> = {
  [reasons.unsupportedProtocolVersion]: 1,
  [reasons.clientIdentifierNotValid]: 2,
  [reasons.badUserNameOrPassword]: 4,
};

export interface ConnectionEvents {
  /** Called for each packet, with its bytes. It may throw {@link Disconnect} or {@link ConnectRefusal}. */
  onPacket(packet: Packet, frame: Buffer): void;
  /** Called if a client that was slow has read what was sent. */
  onReady(): void;
  /** Called once, as soon as the connection has ended. */
  onEnd(): void;
}

/** The connection of one client: it receives and sends packets, and ends with a reason. */
export class Connection {
  /** This and the next three properties are set by CONNECT. */
  version: 4 | 5 = 4;
  maximumPacketSize = Number.POSITIVE_INFINITY;
  /** How many deliveries of QoS 1 may wait for a PUBACK at one time. */
  receiveMaximum = 0;
  accepted = false;
  /** The rate of publishes, in both directions. */
  readonly rate: Rate;
  readonly #stream: Duplex;
  readonly #events: ConnectionEvents;
  readonly #decoder = new Decoder();
  readonly #splitter = new FrameSplitter();
  #idle: NodeJS.Timeout;
  #batched = 0;
  #silent = true;
  #held = false;
  #ended = false;

  /** @param connectMs how many milliseconds the client may take until its CONNECT has come */
  constructor(stream: Duplex, events: ConnectionEvents, rate: Rate, connectMs: number) {
    this.rate = rate;
    this.#stream = stream;
    this.#events = events;
    this.#idle = setTimeout(() => this.end(), connectMs);
    stream.on("data", (chunk: Buffer) => this.#read(chunk));
    stream.on("drain", () => this.#goOn(() => events.onReady()));
    // After an error comes a close, which does all that is needed.
    stream.on("error", () => undefined);
    stream.on("close", () => this.#finish());
  }

  /** Whether the client does not read as fast as it is sent to. */
  get isSlow(): boolean {
    return this.#stream.writableLength > SLOW_BYTES;
  }

  /** Sends a packet. It returns false, and sends nothing, if the packet is larger than the client accepts. */
  send(packet: Packet): boolean {
    const bytes = encode(packet, this.version, this.maximumPacketSize);
    return bytes !== undefined && this.sendBytes(bytes);
  }

  /** Sends an encoded packet, with the same answer as {@link send} [MQTT-3.1.2-24]. */
  sendBytes(bytes: Buffer): boolean {
    if (bytes.length > this.maximumPacketSize) return false;
    if (!this.#ended) this.#write(bytes);
    return true;
  }

  /** Ends the connection if no packet comes within `ms`. */
  limitIdleTime(ms: number): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.end(reasons.keepAliveTimeout, "no packet came within the keep alive"), ms);
  }

  /** Handles no more packets for so many milliseconds, and then goes on with `action`. */
  hold(ms: number, action: () => void): void {
    this.#held = true;
    setTimeout(() => {
      this.#held = false;
      if (!this.#ended) this.#goOn(action);
    }, ms).unref();
  }

  /** Cuts the connection, as a network failure does. */
  cut(): void {
    this.#stream.destroy();
  }

  /** Closes the connection. An MQTT 5 client gets a DISCONNECT if there is a reason. */
  end(reason?: Reason, reasonString?: string): void {
    if (reason !== undefined && this.accepted && this.version === 5) {
      const properties = reasonString === undefined ? {} : { reasonString };
      this.send({ cmd: "disconnect", reasonCode: reason, properties });
    }
    this.#finish();
    // Bytes that still come in are read and dropped. Unread, they would turn the close into a reset and lose the reason.
    this.#stream.resume();
    this.#stream.end();
    setTimeout(() => this.#stream.destroy(), LINGER_MS).unref();
  }

  #read(chunk: Buffer): void {
    if (this.#ended) return;
    try {
      // Other protocols are recognized by the first byte. The bytes after it, taken for a length, could make this wait long.
      if (this.#silent && chunk[0] !== CONNECT_HEADER) throw protocolError("the first packet must be CONNECT");
      this.#silent = false;
      this.#splitter.push(chunk);
      this.#handle();
    } catch (error) {
      if (!this.#ended) this.#fail(error);
    }
  }

  /** Handles the packets that have come. If something is in the way, it stops, and no more are read. */
  #handle(): void {
    while (!this.#ended && !this.#isBlocked) {
      const frame = this.#splitter.next();
      if (frame === undefined) return;
      // The time for CONNECT runs on until it is accepted.
      if (this.accepted) this.#idle.refresh();
      this.#events.onPacket(this.#decoder.decode(frame), frame);
    }
    if (!this.#ended) this.#stream.pause();
  }

  get #isBlocked(): boolean {
    return this.#held || this.#stream.writableLength > BLOCKED_BYTES;
  }

  /** Goes on after something was in the way. */
  #goOn(action: () => void): void {
    if (this.#ended) return;
    try {
      action();
      if (this.#stream.isPaused() && !this.#isBlocked) {
        this.#stream.resume();
        this.#handle();
      }
    } catch (error) {
      if (!this.#ended) this.#fail(error);
    }
  }

  /** Sends what is written in one turn together, since writing costs far more than the bytes. */
  #write(bytes: Buffer): void {
    if (this.#stream.writableCorked === 0) {
      this.#stream.cork();
      process.nextTick(() => this.#stream.uncork());
      this.#batched = 0;
    }
    this.#stream.write(bytes);
    this.#batched += bytes.length;
    if (this.#batched < BATCH_BYTES) return;
    // The client can begin to read while more is written.
    this.#stream.uncork();
    this.#stream.cork();
    this.#batched = 0;
  }

  /** An error with one packet ends only this connection. */
  #fail(error: unknown): void {
    if (error instanceof ConnectRefusal) this.#refuse(error);
    else if (error instanceof Disconnect) this.end(error.reason, error.message);
    else this.end(reasons.unspecified);
  }

  #refuse({ reason, message, version = this.version }: ConnectRefusal): void {
    const returnCode = returnCodes[reason];
    this.version = version;
    if (version === 5) {
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
