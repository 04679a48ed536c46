import { connect, type Socket } from "node:net";

/** A connection that has not ended by then has hung. */
const LIMIT_MS = 15_000;

/** What became of a connection. */
export interface Outcome {
  received: Buffer;
  hung: boolean;
}

/** Sends bytes, and then nothing more, and waits for the other side to end the connection. */
export function exchange({ hostname, port }: URL, bytes: Buffer): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let hung = false;
    const socket: Socket = connect({ host: hostname, port: Number(port) });
    const limit = setTimeout(() => {
      hung = true;
      socket.destroy();
    }, LIMIT_MS);
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("connect", () => socket.end(bytes));
    // The endpoint may reset a connection on which it has been sent nonsense.
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") reject(error);
    });
    socket.on("close", () => {
      clearTimeout(limit);
      resolve({ received: Buffer.concat(chunks), hung });
    });
  });
}

/** Runs `work` until it returns false, so many times at once. */
export async function atOnce(count: number, work: () => Promise<boolean>): Promise<void> {
  const worker = async () => {
    while (await work());
  };
  await Promise.all(Array.from({ length: count }, worker));
}
