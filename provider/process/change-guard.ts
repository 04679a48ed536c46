import { allowedOf, type ChangeLimit, isPercentage } from "../messages/change-limit";
import { DeploymentError } from "../messages/deployment-error";
import { settingKey } from "../settings/setting-names";
import { formatCount } from "../text/counts";

/** How many messages a deployment may clear, and how many it may change. Undefined sets no limit. */
export interface ChangeLimits {
  maxClears?: ChangeLimit;
  maxChanges?: ChangeLimit;
}

/** What a deployment is about to do with the messages of a resource. */
interface PlannedChanges {
  clears: number;
  /** Messages of the state that get another value. */
  changes: number;
  /** Messages in the state. */
  messages: number;
}

const kinds = [
  { limit: "maxClears", of: "clears", verb: "clear" },
  { limit: "maxChanges", of: "changes", verb: "change" },
] as const;

/** Refuses deployments that clear or change more than was allowed: a mistake shows by its size. */
export class ChangeGuard {
  private readonly byUrn = new Map<string, PlannedChanges>();

  /**
   * @param own limits of the resource
   * @param ofStack limits of the settings. A number holds for all resources of the process together, a percentage for each
   * set that has no limit of its own
   * @throws DeploymentError with the numbers, and how to allow it once
   */
  assertAllowed(urn: string, planned: PlannedChanges, own: ChangeLimits, ofStack: ChangeLimits, isSet: boolean): void {
    this.byUrn.set(urn, planned);
    for (const { limit, of, verb } of kinds) {
      const setting = ofStack[limit];
      const ofSet = own[limit] ?? (isSet && isPercentage(setting) ? setting : undefined);
      if (ofSet !== undefined && planned[of] > allowedOf(ofSet, planned.messages)) {
        const isOwn = own[limit] !== undefined;
        throw refusal(
          `${verb} ${formatCount(planned[of])} of the ${formatCount(planned.messages)} messages of the set`,
          limit,
          ofSet,
          isOwn ? { argument: planned[of] } : { setting: percentageOf(planned[of], planned.messages) },
        );
      }
      const total = [...this.byUrn.values()].reduce((sum, each) => sum + each[of], 0);
      if (typeof setting === "number" && planned[of] > 0 && total > setting) {
        throw refusal(`${verb} ${formatCount(total)} messages of the stack, or more`, limit, setting, {
          setting: "100%",
        });
      }
    }
  }
}

function percentageOf(part: number, whole: number): string {
  return `${Math.ceil((100 * part) / Math.max(1, whole))}%`;
}

function refusal(
  what: string,
  limit: "maxClears" | "maxChanges",
  allowed: ChangeLimit,
  { argument, setting }: { argument?: number; setting?: number | string },
): DeploymentError {
  const key = settingKey(limit);
  const way =
    argument === undefined
      ? `run \`pulumi up --config ${key}=${setting}\`, which also writes it to the stack's configuration file: take it out there afterwards`
      : `set \`${limit}: ${argument}\` for this deployment`;
  return new DeploymentError(
    `this would ${what}, and ${argument === undefined ? `\`${key}\`` : `\`${limit}\``} allows ${allowed}. ` +
      `Nothing of this resource was published or cleared. If it is no mistake, ${way}`,
  );
}
