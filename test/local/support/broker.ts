import { createServer, type Socket } from "node:net";
import { awsKeepAlive, type KeepAliveRange } from "../../../provider/local/broker/connect";
import { Broker } from "../../../provider/local/broker/server";
import { Doors } from "../../../provider/local/doors/doors";
import { Intake } from "../../../provider/local/intake";
import { AccountQuotas } from "../../../provider/local/quotas/account-quotas";
import type { MessageStore } from "../../../provider/local/store/messages";

/** A broker on a port of its own. */
export interface ServedBroker {
  port: number;
  /** Bytes that wait in the process for clients that do not read. */
  buffered(): number;
  close(): Promise<void>;
}

/** Serves a broker alone, without quotas. */
export async function serveBroker(
  store: MessageStore,
  keepAlive: KeepAliveRange = awsKeepAlive,
  connectMs?: number,
): Promise<ServedBroker> {
  const quotas = new AccountQuotas({}, () => store.now());
  const deny = () => false;
  const intake = new Intake(store, quotas, deny);
  const broker = new Broker({
    store,
    intake,
    quotas,
    deny,
    keepAlive,
    admits: () => true,
    ...(connectMs && { connectMs }),
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    broker.accept(socket);
  });
  const doors = new Doors("127.0.0.1");
  const address = await doors.open(server, 0, () => broker.close());
  const buffered = () => [...sockets].reduce((sum, { writableLength }) => sum + writableLength, 0);
  return { port: Number(address.split(":")[1]), buffered, close: () => doors.close() };
}
