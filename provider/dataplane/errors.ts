/** What kind of failure a call met; decides whether it is retried and what the user can do. */
export type FailureKind = "invalid" | "notAllowed" | "throttled" | "unavailable" | "unreachable" | "unintelligible";

const kinds: Record<FailureKind, { retry: boolean; mayHaveActed: boolean }> = {
  /** 400, 404, 405, 413: the request will never be right. */
  invalid: { retry: false, mayHaveActed: false },
  /** 401, 403. */
  notAllowed: { retry: false, mayHaveActed: false },
  /** 429. */
  throttled: { retry: true, mayHaveActed: false },
  /** 5xx. */
  unavailable: { retry: true, mayHaveActed: true },
  /** Refused, reset or timed out. */
  unreachable: { retry: true, mayHaveActed: true },
  /** An answer that is not the service's: a proxy's page, a garbled body. */
  unintelligible: { retry: false, mayHaveActed: true },
};

/** A call to the data plane that failed for good. */
export class DataPlaneError extends Error {
  override readonly name = "DataPlaneError";
  readonly kind: FailureKind;

  /** @param operation what was being done and to what: `publishing retained message (fleet/a)` */
  constructor(kind: FailureKind, operation: string, reason: string) {
    super(`${operation}: ${reason}`);
    this.kind = kind;
  }

  /** Whether the service may have done what was asked of it all the same. */
  get mayHaveActed(): boolean {
    return kinds[this.kind].mayHaveActed;
  }
}

/** A failure of one attempt, as the SDK reports it, in our own words: none of them quotes a body. */
export interface Failure {
  kind: FailureKind;
  reason: string;
  retry: boolean;
}

/** The fields of an SDK or system error that are safe to look at. */
interface RawError {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number };
}

const networkCodes =
  /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/;

/** Names AWS gives its errors; anything else that carries a status comes from somebody in between. */
const serviceErrors =
  /^(InvalidRequest|Unauthorized|Forbidden|ResourceNotFound|MethodNotAllowed|RequestEntityTooLarge|UnsupportedDocumentEncoding|Throttling|InternalFailure|ServiceUnavailable|GatewayTimeout|AccessDenied|UnrecognizedClient|InvalidSignature|ExpiredToken|MissingAuthenticationToken)(Exception)?$/;

/** Sorts an error of the SDK. */
export function classify(error: unknown): Failure {
  const raw = (typeof error === "object" && error !== null ? error : { message: String(error) }) as RawError;
  const status = raw.$metadata?.httpStatusCode ?? raw.$response?.statusCode;
  const found = kindOf(raw, status);
  return { ...found, retry: kinds[found.kind].retry };
}

/** Whether AWS itself says that there is no such message; a proxy's 404 has no such name. */
export function isResourceNotFound(error: unknown): boolean {
  const raw = error as RawError;
  return raw.name === "ResourceNotFoundException" && raw.$metadata?.httpStatusCode === 404;
}

function kindOf(raw: RawError, status: number | undefined): Omit<Failure, "retry"> {
  const name = raw.name ?? "Error";
  if (name === "CredentialsProviderError") {
    return { kind: "notAllowed", reason: `no usable AWS credentials were found (${raw.message ?? name})` };
  }
  if (status === undefined) {
    const network =
      name === "TimeoutError" || networkCodes.test(raw.code ?? "") || /socket hang up/.test(raw.message ?? "");
    if (network) return { kind: "unreachable", reason: `no answer from the endpoint (${raw.code ?? name})` };
    // A parser quotes what it could not read, which may be a payload.
    const detail = name === "SyntaxError" ? "the answer cannot be read" : (raw.message ?? "");
    return { kind: "unintelligible", reason: `${name} (${detail})` };
  }
  const trace = raw.$metadata?.requestId === undefined ? "" : `, request ${raw.$metadata.requestId}`;
  const answer = `${status} ${name}${trace}`;
  if (status === 429 || name === "ThrottlingException") return { kind: "throttled", reason: answer };
  if (status >= 500) return { kind: "unavailable", reason: answer };
  if (!serviceErrors.test(name)) {
    return {
      kind: "unintelligible",
      reason: `the answer (status ${status}) is not one of AWS IoT Core: check the endpoint and any proxy`,
    };
  }
  if (status === 401 || status === 403) return { kind: "notAllowed", reason: answer };
  return { kind: "invalid", reason: raw.message ? `${answer}: ${raw.message}` : answer };
}
