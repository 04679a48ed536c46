import type { ChangeLimit } from "../messages/change-limit";
import type { Rollout } from "../messages/rollout";
import type { StoredHiddenInputs } from "../pulumi/hidden-inputs";
import type { PlaceState } from "./place-in-state";

/** What every resource that publishes has in its inputs, beside what it publishes. */
export interface SharedInputs extends Omit<StoredHiddenInputs, "__provider"> {
  region?: string;
  endpoint?: string;
}

/** What every resource that retains messages has in its inputs. */
export interface RetainingInputs extends SharedInputs {
  overwrite?: boolean;
  marker: boolean;
}

/** What limits the deployments of a resource; only a set can. */
export interface LimitedInputs {
  rollout?: Rollout;
  maxClears?: ChangeLimit;
  maxChanges?: ChangeLimit;
}

/** What every resource has in its outputs, beside its inputs. */
export interface SharedOutputs {
  dataEndpoint?: string;
  /** AWS account, if STS could tell it. */
  accountId?: string;
  __state?: PlaceState;
}
