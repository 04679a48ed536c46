import type { Quotas } from "./quotas";
import { OnePerSecond, Rate } from "./rates";

/** The operations that only read, and have a rate of their own. */
export type ReadOperation = "GetRetainedMessage" | "ListRetainedMessages" | "DescribeEndpoint";

/** Whether an account takes one more call, by its quotas. */
export class AccountQuotas {
  readonly #quotas: Quotas;
  readonly #now: () => number;
  readonly #publishes: Rate;
  readonly #retained: Rate;
  readonly #topics = new OnePerSecond();
  readonly #reads: Readonly<Record<ReadOperation, Rate>>;

  constructor(quotas: Quotas, now: () => number) {
    this.#quotas = quotas;
    this.#now = now;
    this.#publishes = new Rate(quotas.publishesPerSecond ?? Number.POSITIVE_INFINITY);
    this.#retained = new Rate(quotas.retainedPublishesPerSecond ?? Number.POSITIVE_INFINITY);
    this.#reads = {
      GetRetainedMessage: new Rate(quotas.getsPerSecond ?? Number.POSITIVE_INFINITY),
      ListRetainedMessages: new Rate(quotas.listsPerSecond ?? Number.POSITIVE_INFINITY),
      DescribeEndpoint: new Rate(quotas.describesPerSecond ?? Number.POSITIVE_INFINITY),
    };
  }

  takesRead(operation: ReadOperation): boolean {
    return this.#reads[operation].takes(this.#now());
  }

  takesPublish(): boolean {
    return this.#publishes.takes(this.#now());
  }

  /** @param stored how many messages the account has */
  takesRetained(topic: string, isEmpty: boolean, stored: number): boolean {
    const now = this.#now();
    if (!isEmpty && stored >= (this.#quotas.storedMessages ?? Number.POSITIVE_INFINITY)) return false;
    if (this.#quotas.oneRetainedPublishPerTopicAndSecond && !this.#topics.takes(topic, now)) return false;
    return this.#retained.takes(now);
  }

  /** The rate of one MQTT connection. */
  ofConnection(): Rate {
    return new Rate(this.#quotas.publishesPerSecondAndConnection ?? Number.POSITIVE_INFINITY);
  }
}
