import { type AwsAccess, accessSettings } from "./credentials";
import { DataPlaneError } from "./errors";
import { retrying } from "./retry";
import { clientSettings, stsSdk } from "./sdk";

/** Attempts at the call: few, so that a network that does not reach STS delays a deployment only briefly. */
const MAX_STS_ATTEMPTS = 2;

/**
 * The AWS account of the credentials, by GetCallerIdentity of STS. That call needs no permission.
 *
 * @throws DataPlaneError
 */
export async function callerAccount(region: string, access: AwsAccess): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = stsSdk();
  const client = new STSClient({ ...clientSettings(1), region, ...accessSettings(access, undefined, region) });
  const operation = "asking STS for the account";
  try {
    const { Account } = await retrying(
      () => client.send(new GetCallerIdentityCommand({})),
      (failure) => new DataPlaneError(failure, operation, failure.reason),
      MAX_STS_ATTEMPTS,
    );
    if (Account !== undefined) return Account;
    const failure = { kind: "unintelligible", mayHaveActed: false } as const;
    throw new DataPlaneError(failure, operation, "the answer names no account");
  } finally {
    client.destroy();
  }
}
