import { AlarmBoard } from "../../provider/local/cloudwatch/alarms";
import type { ConnectedClient } from "../../provider/local/console/clients";
import { createConsole } from "../../provider/local/console/server";
import { Doors } from "../../provider/local/doors/doors";
import { Guard } from "../../provider/local/doors/guard";
import { httpApi } from "../../provider/local/http/server";
import { Intake } from "../../provider/local/intake";
import { AccountQuotas } from "../../provider/local/quotas/account-quotas";
import type { MessageStore } from "../../provider/local/store/messages";

/** HTTP and the console on a port of their own. */
export interface ServedConsole {
  port: number;
  close(): Promise<void>;
}

/** Serves HTTP and the console over a store, with clients that need not be real. */
export async function serveConsole(
  store: MessageStore,
  port: number,
  clients: () => Iterable<ConnectedClient>,
): Promise<ServedConsole> {
  const host = "127.0.0.1";
  const quotas = new AccountQuotas({}, () => store.now());
  const deny = () => false;
  const guard = new Guard({ host, allowHosts: [], token: undefined });
  const { server, end } = httpApi({
    store,
    intake: new Intake(store, quotas, deny),
    quotas,
    deny,
    guard,
    registry: () => ({ things: {} }),
    alarms: new AlarmBoard(
      () => ({}),
      () => store.now(),
    ),
    answerConsole: createConsole(store, guard, clients),
    addressFor: () => host,
  });
  const doors = new Doors(host);
  const address = await doors.open(server, port, end);
  return { port: Number(address.split(":")[1]), close: () => doors.close() };
}
