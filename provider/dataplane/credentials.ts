import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import { credentialProvidersSdk } from "./sdk";

/** An access key, with the token of a session if it is temporary. */
export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A role to assume, with the property names of AssumeRole. */
export interface AwsRole {
  RoleArn: string;
  RoleSessionName?: string;
  ExternalId?: string;
  DurationSeconds?: number;
  Policy?: string;
  PolicyArns?: { arn: string }[];
  SourceIdentity?: string;
  Tags?: { Key: string; Value: string }[];
  TransitiveTagKeys?: string[];
}

/** The settings that decide which AWS account a call reaches. No resource has them in its state, and no line prints them. */
export interface AwsAccess {
  /** Named profile of the shared AWS files. */
  profile?: string;
  /** Static keys of the configuration. They win over the profile. */
  keys?: AwsKeys;
  /** A role that is assumed with the keys, the profile, or the credentials that the SDK finds. */
  role?: AwsRole;
}

/** The settings of an SDK client that decide its account, for calls to `endpoint`. */
export function accessSettings(access: AwsAccess, endpoint: string | undefined, region: string) {
  const credentials = credentialsFor(access, endpoint, region);
  return {
    ...(access.profile === undefined ? {} : { profile: access.profile }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/**
 * Whether an endpoint belongs to no AWS account. That is so for plain HTTP on this machine, unless the environment names
 * an STS that simulates accounts. Such an endpoint gets dummy keys: it must work without an account, and real keys must
 * not be sent to it.
 */
export function isWithoutAccount(endpoint: string | undefined): boolean {
  return endpoint !== undefined && isLocal(endpoint) && !process.env["AWS_ENDPOINT_URL_STS"];
}

/** Whether a URL is plain HTTP to this machine. */
export function isLocal(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return (
    protocol === "http:" && (/^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === "localhost" || hostname === "[::1]")
  );
}

/** The credentials for an endpoint; undefined leaves them to the default chain of the SDK. */
function credentialsFor(access: AwsAccess, endpoint: string | undefined, region: string) {
  if (isWithoutAccount(endpoint)) return { accessKeyId: "local", secretAccessKey: "local" };
  return access.role === undefined ? access.keys : assume(access.role, access, region);
}

function assume(role: AwsRole, { profile, keys }: AwsAccess, region: string): AwsCredentialIdentityProvider {
  const { fromNodeProviderChain, fromTemporaryCredentials } = credentialProvidersSdk();
  // The chain is named explicitly, because by default keys in the environment would win over the profile.
  const ofProfile = profile === undefined ? undefined : fromNodeProviderChain({ profile, clientConfig: { region } });
  const masterCredentials = keys ?? ofProfile;
  const assumed = fromTemporaryCredentials({
    params: role,
    clientConfig: { region },
    ...(masterCredentials === undefined ? {} : { masterCredentials }),
  });
  return async (properties) => {
    try {
      return await assumed(properties);
    } catch (error) {
      // Without this, the refusal to assume the role would look like a refusal of the call itself.
      throw new CredentialsError(`assuming ${role.RoleArn}: ${(error as Error).message}`, { cause: error });
    }
  };
}

/** There are no usable credentials. It has the name of the SDK's own error, so that both are classified alike. */
class CredentialsError extends Error {
  override readonly name = "CredentialsProviderError";
}
