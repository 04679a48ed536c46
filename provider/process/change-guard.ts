import { allowedOf, type ChangeLimit, isPercentage } from "../messages/change-limit";
import { DeploymentError } from "../messages/deployment-error";
import { settingKey } from "../settings/setting-names";
import { formatCount, messageCount } from "../text/counts";

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
        const what = `${verb} ${formatCount(planned[of])} of the ${formatCount(planned.messages)} messages of the set`;
        const percentage = percentageOf(planned[of], planned.messages);
        throw own[limit] === undefined
          ? bySetting(limit, what, ofSet, percentage)
          : refusal(what, limit, ofSet, `set \`${limit}: ${planned[of]}\` for this deployment`);
      }
      // Only a setting that is a number asks for the sum.
      if (typeof setting !== "number" || planned[of] === 0) continue;
      const total = [...this.byUrn.values()].reduce((sum, each) => sum + each[of], 0);
      if (total > setting) {
        throw bySetting(limit, `${verb} ${messageCount(total)} of the stack, or more`, setting, "100%");
      }
    }
  }
}

function percentageOf(part: number, whole: number): string {
  return `${Math.ceil((100 * part) / Math.max(1, whole))}%`;
}

/** @param more a value of the setting that allows it */
function bySetting(limit: keyof ChangeLimits, what: string, allowed: ChangeLimit, more: string): DeploymentError {
  const key = settingKey(limit);
  const way = `run \`pulumi up --config ${key}=${more}\`, which also writes it to the stack's configuration file`;
  return refusal(what, key, allowed, `${way}: take it out there afterwards`);
}

/** @param name of the limit */
function refusal(what: string, name: string, allowed: ChangeLimit, way: string): DeploymentError {
  return new DeploymentError(
    `this would ${what}, and \`${name}\` allows ${allowed}. ` +
      `Nothing of this resource was published or cleared. If it is no mistake, ${way}`,
  );
}
