/** The broker aedes, which is a broker for Node.js as well. */

import { type AddressInfo, createServer } from "node:net";

async function main(): Promise<void> {
  const { Aedes } = (await import("aedes")) as typeof import("aedes");
  const broker = await Aedes.createBroker();
  const server = createServer((socket) => void broker.handle(socket));
  server.listen(0, "127.0.0.1", () => process.send?.(`mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`));
}

void main();

// It ends together with the bench, even if that is killed.
process.on("disconnect", () => process.exit());
