import type { Message } from "../messages/message";
import type { AccessQuestion, Deny } from "./access";
import { type Rejection, rejectionOf } from "./publish-rules";
import type { AccountQuotas } from "./quotas/account-quotas";
import type { MessageStore } from "./store/messages";

/** How a message came. */
export interface Arrival extends Pick<AccessQuestion, "clientId" | "accessKeyId"> {
  retain: boolean;
}

/** The way of every publish into the store, by HTTP and MQTT: it has the rules, the policies and the quotas before it. */
export class Intake {
  readonly #store: MessageStore;
  readonly #quotas: AccountQuotas;
  readonly #deny: Deny;

  constructor(store: MessageStore, quotas: AccountQuotas, deny: Deny) {
    this.#store = store;
    this.#quotas = quotas;
    this.#deny = deny;
  }

  /** Publishes a message, or returns why not. */
  publish(message: Message, arrival: Arrival): Rejection | undefined {
    const rejection =
      rejectionOf(message, arrival.retain) ?? this.#denial(message, arrival) ?? this.#throttling(message, arrival);
    if (rejection !== undefined) return rejection;
    const { retain, clientId } = arrival;
    this.#store.publish(message, { retain, ...(clientId !== undefined && { clientId }) });
    return undefined;
  }

  #denial({ topic }: Message, { retain, ...who }: Arrival): Rejection | undefined {
    const actions = retain ? (["iot:Publish", "iot:RetainPublish"] as const) : (["iot:Publish"] as const);
    const denied = actions.find((action) => this.#deny({ action, topic, ...who }));
    return denied && { about: "access", message: `${denied} is denied` };
  }

  #throttling({ topic, payload }: Message, { retain }: Arrival): Rejection | undefined {
    const isTaken =
      this.#quotas.takesPublish() &&
      (!retain || this.#quotas.takesRetained(topic, payload.length === 0, this.#store.size));
    return isTaken ? undefined : { about: "rate", message: "the rate exceeds the limit" };
  }
}
