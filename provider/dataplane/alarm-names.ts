import { DeploymentError } from "../messages/deployment-error";
import type { AlarmPlace } from "./control-plane";
import { isWithoutAccount } from "./credentials";
import { LOCAL_REGION } from "./places";

/**
 * The names of alarms, each one once.
 *
 * @param asked names, or ARNs of the account and Region of the place. At a local endpoint without accounts or Regions, an ARN
 * stands for the alarm of its name
 * @throws DeploymentError that lists every text that is neither
 */
export function alarmNames(asked: readonly string[], place: AlarmPlace): string[] {
  const issues: string[] = [];
  const names = asked.map((text) => {
    const [, region, account, name = text] = /^arn:[\w-]*:cloudwatch:([^:]*):([^:]*):alarm:(.*)$/s.exec(text) ?? [];
    const reason = reasonAgainst(name) ?? (region === undefined ? undefined : elsewhere(region, account, place));
    if (reason !== undefined) issues.push(`${text}: ${reason}`);
    return name;
  });
  if (issues.length > 0) throw new DeploymentError(issues.join("; "));
  return [...new Set(names)];
}

function reasonAgainst(name: string): string | undefined {
  if (name.startsWith("arn:")) return "expected an ARN such as arn:aws:cloudwatch:eu-west-1:123456789012:alarm:NAME";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/^[^\u0000-\u001f\u007f]{1,255}$/.test(name)) return undefined;
  return "expected the name of an alarm, of 1 to 255 characters without control characters";
}

/** Why an alarm cannot be read, since it is not where the credentials and the Region lead to. */
function elsewhere(region: string, account: string | undefined, place: AlarmPlace): string | undefined {
  if (place.region !== LOCAL_REGION && region !== place.region) {
    return `the alarm is in Region ${region}, and not in ${place.region}`;
  }
  if (isWithoutAccount(place.endpoint) || account === place.accountId) return undefined;
  return place.accountId === undefined
    ? "STS did not tell the account of the credentials. Give the name alone if the alarm is in it"
    : `the alarm is of account ${account}, and the credentials are of ${place.accountId}`;
}
