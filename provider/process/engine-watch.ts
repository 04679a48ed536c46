import { type ClientHttp2Session, connect as talk } from "node:http2";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How old, in milliseconds, the last sign of the engine may be when AWS is called. */
const MAX_AGE = 250;

/** How often a connection has to be refused in a row, and the milliseconds between two tries. */
const REFUSALS = 3;
const PAUSE = 100;

/** Milliseconds that one try may take. Windows refuses a connection after 2 s. */
const PATIENCE = 5_000;

/** What a try to connect shows. Most failures are of this machine, and say nothing of the engine. */
type Found = ClientHttp2Session | "refused" | "nothing";

/** The failures of a try that are the engine's. A busy process may see its connection reset before it sees it made. */
const refusals = new Set(["ECONNREFUSED", "ECONNRESET"]);

/**
 * Watches the engine of this process, and ends the process when the engine is gone. After a kill -9 of the CLI a provider
 * process lives on, and a publish that was waiting for its turn would come after the next `up`.
 *
 * The end of a connection is the first sign. A busy process sees it late, so that `isThere` is asked before each call.
 */
export class EngineWatch {
  private readonly engine: { host: string; port: number } | undefined;
  /** When the engine was there for certain. */
  private seen = Number.NEGATIVE_INFINITY;
  private looking: Promise<void> | undefined;
  private held: ClientHttp2Session | undefined;

  /** @param address `host:port` of the engine; anything else is not watched */
  constructor(
    address: string,
    private readonly end: () => void = () => process.exit(1),
  ) {
    const [, host, port] = /^\[?([^[\]]+)\]?:(\d+)$/.exec(address) ?? [];
    this.engine = host === undefined ? undefined : { host, port: Number(port) };
    void this.isThere();
  }

  /** Resolves if the engine was there a moment ago, or is there now. Never resolves if it is gone. */
  readonly isThere = async (): Promise<void> => {
    if (this.engine === undefined || performance.now() - this.seen < MAX_AGE) return;
    this.looking ??= this.look(this.engine).finally(() => {
      this.looking = undefined;
    });
    await this.looking;
  };

  private async look(engine: { host: string; port: number }): Promise<void> {
    for (let tries = 0; tries < REFUSALS; tries++) {
      if (tries > 0) await sleep(PAUSE, undefined, { ref: false });
      const now = performance.now();
      const found = await tryToConnect(engine);
      if (found === "refused") continue;
      if (found === "nothing") return this.lookLater();
      this.seen = now;
      return this.hold(found);
    }
    this.end();
    await new Promise(() => undefined);
  }

  /** Holds the newest connection only. The engine may end one, which is no reason to end. */
  private hold(session: ClientHttp2Session): void {
    this.held?.destroy();
    this.held = session;
    session.on("close", () => {
      if (this.held === session) this.lookLater();
    });
  }

  private lookLater(): void {
    this.seen = Number.NEGATIVE_INFINITY;
    setTimeout(() => void this.isThere(), PAUSE).unref();
  }
}

function tryToConnect(engine: { host: string; port: number }): Promise<Found> {
  return new Promise((resolve) => {
    const socket = connect(engine, () => resolve(inHttp2(socket.setTimeout(0))));
    // It must not keep this process alive.
    socket.unref();
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error("no answer")));
    socket.on("error", ({ code = "" }: NodeJS.ErrnoException) => resolve(refusals.has(code) ? "refused" : "nothing"));
  });
}

/** A connection as gRPC makes it. For one that says nothing, the engine waits two minutes at the end of `pulumi install`. */
function inHttp2(socket: Socket): ClientHttp2Session {
  const session = talk("http://engine", { createConnection: () => socket });
  session.unref();
  // Its end is what counts, and not why.
  return session.on("error", () => undefined);
}
