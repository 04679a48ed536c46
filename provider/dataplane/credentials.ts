import type { AwsCredentialIdentityProvider } from "@aws-sdk/types";
import { credentialProvidersSdk } from "./sdk";

/** An access key, for some with the token of a session. */
export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** A role to assume, in the words of AssumeRole. */
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

/** What decides which AWS account a call reaches. Nothing of it is stored in state or printed. */
export interface AwsAccess {
  /** Named profile of the shared AWS files. */
  profile?: string;
  /** Static keys of the stack's `aws:` configuration. */
  keys?: AwsKeys;
  /** Assumed with the profile, the keys, or what the SDK finds. */
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
 * Whether an endpoint belongs to no AWS account: a plain HTTP one on this machine, unless the environment names an STS
 * that stands in for one. It gets throwaway keys: real ones have no business there, and it must work without an account.
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

/** Undefined leaves them to the SDK's default chain. */
function credentialsFor(access: AwsAccess, endpoint: string | undefined, region: string) {
  if (isWithoutAccount(endpoint)) return { accessKeyId: "local", secretAccessKey: "local" };
  return access.role === undefined ? access.keys : assume(access.role, access, region);
}

function assume(role: AwsRole, { profile, keys }: AwsAccess, region: string): AwsCredentialIdentityProvider {
  const { fromNodeProviderChain, fromTemporaryCredentials } = credentialProvidersSdk();
  // Said in full: by itself, it would take keys of the environment before a profile.
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
      // Else the refusal to assume the role would read as one of the call it was for.
      throw new CredentialsError(`assuming ${role.RoleArn}: ${(error as Error).message}`, { cause: error });
    }
  };
}

/** Credentials could not be had; named as the SDK names its own. */
class CredentialsError extends Error {
  override readonly name = "CredentialsProviderError";
}
