/** An access key, for some with the token of a session. */
export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** What decides which AWS account a call reaches. Nothing of it is stored in state or printed. */
export interface AwsAccess {
  /** Named profile of the shared AWS files. */
  profile?: string;
  /** Static keys of the stack's `aws:` configuration. */
  keys?: AwsKeys;
}

/**
 * Credentials for calls to `endpoint`; undefined leaves them to the SDK's default chain. A plain HTTP endpoint on
 * this machine gets throwaway ones: real keys have no business there, and it must work without an account.
 */
export function credentialsFor(access: AwsAccess, endpoint: string | undefined): AwsKeys | undefined {
  if (endpoint !== undefined && isLocal(endpoint)) return { accessKeyId: "local", secretAccessKey: "local" };
  return access.keys;
}

/** Whether a URL is plain HTTP to this machine. */
export function isLocal(endpoint: string): boolean {
  const { protocol, hostname } = new URL(endpoint);
  return (
    protocol === "http:" && (/^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === "localhost" || hostname === "[::1]")
  );
}
