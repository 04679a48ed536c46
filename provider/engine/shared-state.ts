import type { PlaceState } from "./place-in-state";

/** What every resource that publishes has in its inputs, beside what it publishes. */
export interface SharedInputs {
  region?: string;
  endpoint?: string;
  __urn: string;
  __owner: string;
  /** Arguments that are secret; of a set also single messages, as `messages["a/b"]`. */
  __secrets?: readonly string[];
  /** Arguments, or messages of a set, that `ignoreChanges` leaves to whoever else publishes. */
  __ignored?: readonly string[];
}

/** What every resource that retains messages has in its inputs. */
export interface RetainingInputs extends SharedInputs {
  overwrite?: boolean;
  marker: boolean;
}

/** What every resource has in its outputs, beside its inputs. */
export interface SharedOutputs {
  dataEndpoint?: string;
  /** AWS account, if STS could tell it. */
  accountId?: string;
  __state?: PlaceState;
}
