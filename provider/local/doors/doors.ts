import type { Server } from "node:net";
import { authority, listen } from "./listen";

/** The ports of one endpoint. They close together, the last one first. */
export class Doors {
  readonly #host: string;
  readonly #closers: (() => Promise<void> | void)[] = [];

  constructor(host: string) {
    this.#host = host;
  }

  /**
   * Opens a port, and returns its `host:port`.
   *
   * @param port 0 picks a free one
   * @param close ends the connections
   * @throws Error of one sentence if the port is in use
   */
  async open(server: Server, port: number, close: () => void): Promise<string> {
    const opened = await listen(server, this.#host, port);
    this.onClose(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          close();
        }),
    );
    return authority(this.#host, opened);
  }

  /** Calls `action` when the doors close. */
  onClose(action: () => Promise<void> | void): void {
    this.#closers.push(action);
  }

  async close(): Promise<void> {
    for (const action of this.#closers.splice(0).reverse()) await action();
  }
}
