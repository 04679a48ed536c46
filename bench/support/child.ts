import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** Longer than anything takes; then it is killed. */
const LIMIT_MS = 10 * 60_000;

/** A TypeScript file of the bench that runs in a process of its own. */
export class Child {
  private constructor(
    private readonly file: string,
    private readonly process: ChildProcess,
  ) {}

  /** Node's own options are handed on, and with them what compiles TypeScript. */
  static start(file: string, args: readonly string[]): Child {
    return new Child(file, fork(file, args, { timeout: LIMIT_MS }));
  }

  /** Its next message, after `question` if there is one. */
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
    this.process.kill("SIGKILL");
    await ended;
  }
}
