import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Memory of the endpoint's process after a garbage collection, in bytes. */
export interface Memory {
  rss: number;
  heapUsed: number;
  external: number;
}

/** It is killed if it runs longer than this. */
const LIMIT_MS = 30 * 60_000;

/** A local endpoint in a process of its own, and what it says on its stderr. */
export class Endpoint {
  complaints = "";

  private constructor(
    private readonly child: ChildProcess,
    readonly http: URL,
    readonly mqtt: URL,
  ) {
    child.stderr?.on("data", (chunk: Buffer) => {
      this.complaints += chunk.toString();
    });
  }

  static async start(): Promise<Endpoint> {
    const child = fork(join(__dirname, "endpoint-process.ts"), {
      execArgv: ["--expose-gc", "--require", "ts-node/register/transpile-only"],
      stdio: ["ignore", "inherit", "pipe", "ipc"],
      timeout: LIMIT_MS,
    });
    const [addresses] = await once(child, "message");
    return new Endpoint(child, new URL(addresses.endpoint), new URL(addresses.mqtt));
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async memory(): Promise<Memory> {
    const answer = once(this.child, "message", { signal: AbortSignal.timeout(30_000) });
    this.child.send("memory");
    return (await answer)[0];
  }

  async stop(): Promise<void> {
    if (!this.isRunning) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}
