import { DeploymentError } from "../messages/deployment-error";
import type { Advice } from "./advice";
import type { AwsAccess } from "./credentials";
import { credentialProvidersSdk, sharedConfigSdk } from "./sdk";

/** Properties of a profile that lead to credentials. A profile may also only name a Region. */
const sources = [
  "aws_access_key_id",
  "credential_process",
  "credential_source",
  "login_session",
  "role_arn",
  "sso_account_id",
  "sso_session",
  "sso_start_url",
  "web_identity_token_file",
];

/** Variables of the environment that lead to credentials, if all of a row are set. */
const variables = [
  ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
  ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
  ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"],
  ["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
];

/**
 * Sees that there are credentials, without a call to AWS: whether they are good is for AWS to say.
 *
 * @throws DeploymentError that says where they were looked for
 */
export async function assertCredentials(
  { profile, keys }: AwsAccess,
  environment: NodeJS.ProcessEnv,
  advice: Advice,
): Promise<void> {
  if (keys !== undefined) return;
  const { configFile, credentialsFile } = await sharedConfigSdk().loadSharedConfigFiles();
  const found = (name: string) => {
    const isThere = configFile[name] !== undefined || credentialsFile[name] !== undefined;
    return isThere ? { ...configFile[name], ...credentialsFile[name] } : undefined;
  };
  if (profile !== undefined && found(profile) === undefined) {
    throw new DeploymentError(
      `no AWS credentials: there is no profile \`${profile}\` in the shared AWS files (~/.aws/config and ` +
        "~/.aws/credentials, or those that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name)",
    );
  }
  const named = profile ?? (environment["AWS_PROFILE"] || undefined);
  const properties = found(named ?? "default") ?? {};
  if (sources.some((name) => properties[name] !== undefined)) return;
  if (variables.some((names) => names.every((name) => environment[name]))) return;
  try {
    // Only the metadata service of a machine at AWS is left.
    await credentialProvidersSdk().fromNodeProviderChain(profile === undefined ? {} : { profile })();
  } catch (error) {
    const isUnknown = named !== undefined && found(named) === undefined;
    const unknown = isUnknown ? `there is no profile \`${named}\`, which AWS_PROFILE names, and ` : "";
    throw new DeploymentError(
      `no AWS credentials: ${unknown}none were found in the environment, in the shared AWS files, or on this machine. ` +
        `Set ${advice.profile}`,
      { cause: error },
    );
  }
}
