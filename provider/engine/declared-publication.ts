import type { Declared, Inputs, Outputs } from "./declared-message";
import type { PlaceState } from "./place-difference";

/** A Publication after check: what its author declared, completed from the stack's configuration. */
export interface PublicationInputs
  extends Omit<Declared, "overwrite" | "marker">,
    Omit<Inputs, keyof Declared | "onExpiry"> {
  /** Values whose change sends the message again. */
  triggers?: readonly unknown[];
}

/** A Publication in state: what was sent last. */
export interface PublicationOutputs
  extends PublicationInputs,
    Pick<Outputs, "dataEndpoint" | "accountId" | "payloadSha256" | "payloadSize"> {
  __state?: PlaceState;
}
