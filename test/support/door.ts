import { randomInt } from "node:crypto";
import { createServer, connect as dial, type Server, type Socket } from "node:net";

/** Stands before an endpoint, at a port of its own, and can be closed and opened again. */
export class Door {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private port = portOfNobody();

  constructor(private readonly behind: string) {}

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    const { hostname, port } = new URL(this.behind);
    const server = createServer((socket) => {
      const inner = dial(Number(port), hostname);
      for (const end of [socket, inner]) {
        this.sockets.add(end);
        end.on("error", () => end.destroy());
        end.on("close", () => this.sockets.delete(end));
      }
      socket.pipe(inner).pipe(socket);
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(this.port, "127.0.0.1", resolve));
    this.server = server;
  }

  /** Resets every connection, and refuses new ones. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

/** A port below those that systems give to whoever asks for any: one of theirs may have another server once it is closed. */
function portOfNobody(): number {
  return randomInt(20_000, 32_000);
}
