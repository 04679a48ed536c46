import { connect } from "node:net";

/**
 * Ends this process when its engine is gone. After a kill -9 of the CLI a provider process lives on, and a publish that
 * was waiting for its turn would come after the next `up`.
 *
 * @param address `host:port` of the engine; anything else is not watched
 */
export function endWithEngine(address: string, end: () => void = () => process.exit(1)): void {
  const [, host, port] = /^(.+):(\d+)$/.exec(address) ?? [];
  if (host === undefined || port === undefined) return;
  watch();

  function watch(): void {
    let connected = false;
    const socket = connect({ host: host ?? "", port: Number(port) }, () => {
      connected = true;
    });
    socket.unref();
    // The end of a connection shows only where what comes before it is read.
    socket.resume();
    socket.on("error", () => undefined);
    // The engine ends a silent connection after a while, so only one that cannot be made anew says that it is gone.
    socket.on("close", () => (connected ? watch() : end()));
  }
}
