import { DeploymentError } from "../messages/deployment-error";
import type { SettingsReader } from "./settings-reader";

/** A list of accounts in the configuration. */
export interface AccountList {
  /** The setting that has it. */
  setting: (typeof settings)[number]["setting"];
  /** Whether it names the accounts that may be used, or those that must not. */
  allows: boolean;
  ids: readonly string[];
}

const settings = [
  { setting: "iot-retained:allowedAccountIds", allows: true },
  { setting: "aws:allowedAccountIds", allows: true },
  { setting: "iot-retained:forbiddenAccountIds", allows: false },
  { setting: "aws:forbiddenAccountIds", allows: false },
] as const;

/** The lists that are set, of both namespaces. None replaces another, since each is a guard. */
export function readAccountLists(reader: SettingsReader): AccountList[] {
  return settings.flatMap(({ setting, allows }) => {
    const ids = reader.read(setting);
    return ids === undefined ? [] : [{ setting, allows, ids }];
  });
}

/** @throws DeploymentError that names the list which refuses the account of the credentials */
export function assertAccountAllowed(accountId: string, lists: readonly AccountList[]): void {
  const refusing = lists.find(({ allows, ids }) => ids.includes(accountId) !== allows);
  if (refusing === undefined) return;
  throw new DeploymentError(`the credentials are of account ${accountId}, which ${refusing.setting} does not allow`);
}
