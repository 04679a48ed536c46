import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** A child that runs longer than this is killed. Everything takes less. */
const LIMIT_MS = 10 * 60_000;

/** A TypeScript file of the bench that runs in its own process. */
export class Child {
  private constructor(
    private readonly file: string,
    private readonly process: ChildProcess,
  ) {}

  /** The child gets the Node options of this process, which include the compiler for TypeScript. */
  static start(file: string, args: readonly string[]): Child {
    return new Child(file, fork(file, args, { timeout: LIMIT_MS }));
  }

  /** Sends the question, if there is one, and returns the next message of the child. */
  answer<T>(question?: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const onEnd = (code: number | null, signal: string | null) =>
        reject(new Error(`${this.file} ended with ${code ?? signal}`));
      this.process.once("exit", onEnd);
      this.process.once("message", (message) => {
        this.process.off("exit", onEnd);
        resolve(message as T);
      });
      if (question !== undefined) this.process.send(question);
    });
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    // Each child ends when the channel to it closes, and takes with it what it has started.
    this.process.disconnect();
    await ended;
  }
}
