import { connect } from "node:net";

/** How often a connection has to be refused in a row, and the milliseconds between two tries. */
const REFUSALS = 3;
const PAUSE = 200;

/**
 * Ends this process when its engine is gone. After a kill -9 of the CLI a provider process lives on, and a publish that
 * was waiting for its turn would come after the next `up`.
 *
 * @param address `host:port` of the engine; anything else is not watched
 */
export function endWithEngine(address: string, end: () => void = () => process.exit(1)): void {
  const [, host, port] = /^\[?([^[\]]+)\]?:(\d+)$/.exec(address) ?? [];
  if (host !== undefined && port !== undefined) watch({ host, port: Number(port) }, 0, end);
}

function watch(engine: { host: string; port: number }, refusals: number, end: () => void): void {
  let refused = false;
  let connected = false;
  const socket = connect(engine, () => {
    connected = true;
  });
  socket.unref();
  // The end of a connection shows only if everything before it is read.
  socket.resume();
  socket.on("error", (error: NodeJS.ErrnoException) => {
    // Any other failure is of this machine, and says nothing of the engine.
    refused = error.code === "ECONNREFUSED";
  });
  socket.on("close", () => {
    const count = connected || !refused ? 0 : refusals + 1;
    if (count === REFUSALS) end();
    // The engine ends a silent connection after a while, which is no reason to end.
    else setTimeout(() => watch(engine, count, end), PAUSE).unref();
  });
}
