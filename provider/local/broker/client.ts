import type { Message } from "../../messages/message";
import type { Connection } from "./connection";
import type { Session } from "./session";

/** A message that is published when the client is lost. */
export interface Will {
  message: Message;
  retain: boolean;
}

/** A client while it is connected. */
export interface Client {
  readonly connection: Connection;
  readonly session: Session;
  /** Topics by the alias that the client gave them. */
  readonly aliases: Map<number, string>;
  will: Will | undefined;
  /** For how many seconds the session is kept after the connection; 0 ends it with the connection. */
  sessionExpiry: number;
}
