import type { Deny } from "../access";
import type { Intake } from "../intake";
import type { LocalEndpointOptions } from "../options";
import type { MessageStore } from "../store/messages";

/** What the packets of a client act on. */
export interface BrokerParts {
  store: MessageStore;
  intake: Intake;
  deny: Deny;
  fault?: LocalEndpointOptions["fault"] | undefined;
}
