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
type Found = Socket | "refused" | "nothing";

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
  private held: Socket | undefined;

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

  /** Holds the newest connection only. The engine ends a silent one after a while, which is no reason to end. */
  private hold(socket: Socket): void {
    this.held?.destroy();
    this.held = socket;
    socket.on("close", () => {
      if (this.held === socket) this.lookLater();
    });
  }

  private lookLater(): void {
    this.seen = Number.NEGATIVE_INFINITY;
    setTimeout(() => void this.isThere(), PAUSE).unref();
  }
}

function tryToConnect(engine: { host: string; port: number }): Promise<Found> {
  return new Promise((resolve) => {
    const socket = connect(engine, () => resolve(socket.setTimeout(0)));
    // Neither keeps this process alive, nor hides its end behind data that nobody reads.
    socket.unref().resume();
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error("no answer")));
    socket.on("error", ({ code = "" }: NodeJS.ErrnoException) => resolve(refusals.has(code) ? "refused" : "nothing"));
  });
}
