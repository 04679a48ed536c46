import { DeploymentError } from "../messages/deployment-error";
import { mistrust, type NamedCertificate } from "./certificates";

/** The kind of a failed call. It decides whether the call is retried and what the user can do. */
export type FailureKind = keyof typeof kinds;

/** How a kind of failure is handled. */
interface Kind {
  /** Whether the same call is made again. */
  retry: boolean;
  /** Whether the service may have carried out the call in spite of the failure. */
  mayHaveActed: boolean;
  /** What the user can do. For some kinds the data plane says it instead: it knows the permission and the rate. */
  cure: string;
}

const kinds = {
  /** 400, 413, 415: the request is invalid, and stays so. */
  invalid: { retry: false, mayHaveActed: false, cure: "Compare the message with the limits of AWS IoT Core" },
  /** 404 of a publish, 405, or no TLS: the endpoint does not serve the operation. */
  unserved: { retry: false, mayHaveActed: false, cure: "Check that the endpoint is one of AWS IoT Core's data plane" },
  /** The certificate of the endpoint is not trusted, has expired, or is for another host. */
  untrusted: { retry: false, mayHaveActed: false, cure: "Check the endpoint, any proxy, and the clock" },
  /** 401, 403. */
  notAllowed: { retry: false, mayHaveActed: false, cure: "" },
  /** No credentials, expired ones, or a role that cannot be assumed. */
  noCredentials: { retry: false, mayHaveActed: false, cure: "" },
  /** 429. */
  throttled: {
    retry: true,
    mayHaveActed: false,
    cure: "",
  },
  /** 5xx. */
  unavailable: { retry: true, mayHaveActed: true, cure: "Run the command again later" },
  /** The connection was refused, or there is no such host. */
  unreachable: { retry: true, mayHaveActed: false, cure: "Check the endpoint, and the network" },
  /** The connection was reset or timed out. */
  interrupted: { retry: true, mayHaveActed: true, cure: "Check the network, and run the command again" },
  /** An answer that is not from AWS IoT, such as the page of a proxy, or that cannot be read. */
  unintelligible: {
    retry: false,
    mayHaveActed: true,
    cure: "Check the endpoint, and any proxy or login page of the network",
  },
} satisfies Record<string, Kind>;

/** A call to AWS that has failed in the end. */
export class DataPlaneError extends Error {
  override readonly name = "DataPlaneError";
  readonly kind: FailureKind;
  /** Whether the service may have carried out the call in spite of the failure, in any of its attempts. */
  readonly mayHaveActed: boolean;

  /** @param operation the operation and its topic: `publishing retained message (fleet/a)` */
  constructor(failure: Pick<Failure, "kind" | "mayHaveActed">, operation: string, reason: string) {
    super(`${operation}: ${reason}`);
    this.kind = failure.kind;
    this.mayHaveActed = failure.mayHaveActed;
  }
}

/**
 * Makes the error of a call that has failed in the end.
 *
 * @param permission what to allow if AWS refuses the call
 */
export function callFailure(operation: string, permission: string) {
  return (failure: Failure, attempts: number): DataPlaneError => {
    const times = attempts > 1 ? ` after ${attempts} attempts` : "";
    const cure = failure.kind === "notAllowed" ? `. ${permission}` : "";
    return new DataPlaneError(failure, operation, `${failure.reason}${times}${cure}`);
  };
}

/** Whether an error is a failed call of a kind. */
export function isFailureOf(kind: FailureKind, error: unknown): error is DataPlaneError {
  return error instanceof DataPlaneError && error.kind === kind;
}

/** Whether an error is for the user to mend. Any other one is a fault of this code. */
export function isForUsers(error: unknown): error is DeploymentError | DataPlaneError {
  return error instanceof DeploymentError || error instanceof DataPlaneError;
}

/** The failure of one attempt. Its reason never quotes a body, which may contain a payload. */
export interface Failure extends Kind {
  kind: FailureKind;
  reason: string;
}

/** The fields of an error of the SDK or the system that contain no payload. */
interface RawError {
  name?: string;
  message?: string;
  code?: string;
  cert?: NamedCertificate;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number };
}

/** The kinds of system errors by their codes. */
const systemCodes: [RegExp, FailureKind][] = [
  [/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/, "unreachable"],
  [/^(ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE)$/, "interrupted"],
  // With TLS errors another host answers, or its certificate is not trusted. A retry would not change that.
  [/^(ERR_TLS_CERT|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH)/, "untrusted"],
  [/^(ERR_SSL|ERR_TLS)/, "unserved"],
];

/** The names of AWS's own errors. Any other answer with an error status comes from a proxy or the like. */
const serviceErrors =
  /^(InvalidRequest|Unauthorized|Forbidden|ResourceNotFound|MethodNotAllowed|RequestEntityTooLarge|UnsupportedDocumentEncoding|Throttling|InternalFailure|ServiceUnavailable|GatewayTimeout|AccessDenied|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|InvalidClientTokenId|ExpiredToken|MissingAuthenticationToken|Validation|ValidationError|InvalidParameterValue|InvalidParameterCombination|InvalidNextToken|InvalidAction)(Exception)?$/;

/** The names of errors that mean "not allowed" with any status. AWS IoT Core answers 401 or 403, other services also 400. */
const refusals =
  /^(AccessDenied|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|InvalidClientTokenId|ExpiredToken|MissingAuthenticationToken)(Exception)?$/;

/** Finds the kind of an error of the SDK. */
export function classify(error: unknown): Failure {
  const raw = (typeof error === "object" && error !== null ? error : { message: String(error) }) as RawError;
  const status = raw.$metadata?.httpStatusCode ?? raw.$response?.statusCode;
  const { kind, reason } = kindOf(raw, status);
  return failureOf(kind, reason);
}

export function failureOf(kind: FailureKind, reason: string): Failure {
  return { kind, reason, ...kinds[kind] };
}

/** Whether AWS itself says that there is no such message. A 404 of a proxy does not have this name. */
export function isResourceNotFound(error: unknown): boolean {
  const raw = error as RawError;
  return raw.name === "ResourceNotFoundException" && raw.$metadata?.httpStatusCode === 404;
}

/** Turns "not found" into undefined, and throws any other error again. */
export function undefinedIfNotFound(error: unknown): undefined {
  if (isResourceNotFound(error)) return undefined;
  throw error;
}

function kindOf(raw: RawError, status: number | undefined): Pick<Failure, "kind" | "reason"> {
  const name = raw.name ?? "Error";
  if (status === undefined) return unanswered(name, raw);
  const trace = raw.$metadata?.requestId === undefined ? "" : `, request ${raw.$metadata.requestId}`;
  const answer = `${status} ${name}${trace}`;
  // The SDK sets "UnknownError" if AWS sends no message with an error.
  const reason = raw.message && raw.message !== "UnknownError" ? `${answer}: ${raw.message}` : answer;
  if (status === 429 || /^Throttling(Exception)?$/.test(name)) return { kind: "throttled", reason: answer };
  if (status >= 500) return { kind: "unavailable", reason: answer };
  if (!serviceErrors.test(name)) {
    return { kind: "unintelligible", reason: `an answer (status ${status}) that is not one of AWS` };
  }
  if (status === 401 || status === 403 || refusals.test(name)) return { kind: "notAllowed", reason };
  return { kind: status === 404 || status === 405 ? "unserved" : "invalid", reason };
}

/** The kind of an error without a status: there was no answer, or it was not readable as one. */
function unanswered(name: string, { code = "", message = "", cert }: RawError): Pick<Failure, "kind" | "reason"> {
  if (name === "CredentialsProviderError") {
    return { kind: "noCredentials", reason: `no usable AWS credentials were found (${message})` };
  }
  const [, bySystem] = systemCodes.find(([codes]) => codes.test(code)) ?? [];
  if (bySystem === "untrusted") return { kind: bySystem, reason: `no answer (${code}: ${mistrust(cert)})` };
  if (bySystem !== undefined) return { kind: bySystem, reason: `no answer (${code})` };
  if (name === "TimeoutError" || /socket hang up/.test(message)) {
    return { kind: "interrupted", reason: `no answer (${name})` };
  }
  // The message of a SyntaxError quotes the text, which may be a payload.
  return {
    kind: "unintelligible",
    reason: `${name} (${name === "SyntaxError" ? "the answer cannot be read" : message})`,
  };
}
