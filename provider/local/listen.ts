import type { AddressInfo, Server } from "node:net";

/**
 * Listens, and gives the port that was taken.
 *
 * @throws Error of one sentence that names the port
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(new Error(listenErrorText(error, host, port), { cause: error }));
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** `host:port` at which a client on this machine reaches a server that listens on `host`. */
export function authority(host: string, port: number): string {
  if (host === "0.0.0.0") return `127.0.0.1:${port}`;
  if (host === "::") return `[::1]:${port}`;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function listenErrorText({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  if (code === "EADDRINUSE") return `Port ${port} on ${host} is already in use.`;
  return `Cannot listen on port ${port} of ${host}: ${code ?? message}.`;
}
