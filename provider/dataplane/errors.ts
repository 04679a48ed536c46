/** What kind of failure a call met; decides whether it is retried and what the user can do. */
export type FailureKind = keyof typeof kinds;

/** A class of failures. */
interface Kind {
  /** Whether the same call is made again. */
  retry: boolean;
  /** Whether the service may have done what was asked of it all the same. */
  mayHaveActed: boolean;
  /** What the user can do; the data plane adds which permission is missing, and how the pace is set. */
  cure: string;
}

const kinds = {
  /** 400, 413, 415: this request will never be right. */
  invalid: { retry: false, mayHaveActed: false, cure: "Compare the message with the limits of AWS IoT Core" },
  /** 404 of a publish, 405, and a TLS that cannot be trusted: nobody serves the operation there. */
  unserved: { retry: false, mayHaveActed: false, cure: "Check that the endpoint is one of AWS IoT Core's data plane" },
  /** 401, 403. */
  notAllowed: { retry: false, mayHaveActed: false, cure: "" },
  /** There are no credentials, they have expired, or the role cannot be assumed. */
  noCredentials: { retry: false, mayHaveActed: false, cure: "" },
  /** 429. */
  throttled: {
    retry: true,
    mayHaveActed: false,
    cure: "",
  },
  /** 5xx. */
  unavailable: { retry: true, mayHaveActed: true, cure: "Run the command again later" },
  /** Refused, or no such host: nobody was there to act. */
  unreachable: { retry: true, mayHaveActed: false, cure: "Check the endpoint, and the network" },
  /** Reset or timed out. */
  interrupted: { retry: true, mayHaveActed: true, cure: "Check the network, and run the command again" },
  /** An answer that is not the service's: a proxy's page, a garbled body. */
  unintelligible: { retry: false, mayHaveActed: true, cure: "Check the endpoint, and any proxy" },
} satisfies Record<string, Kind>;

/** A call to the data plane that failed for good. */
export class DataPlaneError extends Error {
  override readonly name = "DataPlaneError";
  readonly kind: FailureKind;
  /** Whether the service may have done what was asked of it all the same, in this attempt or an earlier one. */
  readonly mayHaveActed: boolean;

  /** @param operation what was being done and to what: `publishing retained message (fleet/a)` */
  constructor(failure: Pick<Failure, "kind" | "mayHaveActed">, operation: string, reason: string) {
    super(`${operation}: ${reason}`);
    this.kind = failure.kind;
    this.mayHaveActed = failure.mayHaveActed;
  }
}

/** A failure of one attempt, as the SDK reports it, in our own words: none of them quotes a body. */
export interface Failure extends Kind {
  kind: FailureKind;
  reason: string;
}

/** The fields of an SDK or system error that are safe to look at. */
interface RawError {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number };
}

/** System codes of failures, by kind. */
const systemCodes: [RegExp, FailureKind][] = [
  [/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/, "unreachable"],
  [/^(ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE)$/, "interrupted"],
  // TLS: somebody else answers, or the certificate is not trusted; asking again changes nothing.
  [/^(ERR_SSL|ERR_TLS|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/, "unserved"],
];

/** Names AWS gives its errors; anything else that carries a status comes from somebody in between. */
const serviceErrors =
  /^(InvalidRequest|Unauthorized|Forbidden|ResourceNotFound|MethodNotAllowed|RequestEntityTooLarge|UnsupportedDocumentEncoding|Throttling|InternalFailure|ServiceUnavailable|GatewayTimeout|AccessDenied|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|InvalidClientTokenId|ExpiredToken|MissingAuthenticationToken)(Exception)?$/;

/** Sorts an error of the SDK. */
export function classify(error: unknown): Failure {
  const raw = (typeof error === "object" && error !== null ? error : { message: String(error) }) as RawError;
  const status = raw.$metadata?.httpStatusCode ?? raw.$response?.statusCode;
  const { kind, reason } = kindOf(raw, status);
  return failureOf(kind, reason);
}

export function failureOf(kind: FailureKind, reason: string): Failure {
  return { kind, reason, ...kinds[kind] };
}

/** Whether AWS itself says that there is no such message; a proxy's 404 has no such name. */
export function isResourceNotFound(error: unknown): boolean {
  const raw = error as RawError;
  return raw.name === "ResourceNotFoundException" && raw.$metadata?.httpStatusCode === 404;
}

/** Makes a value of an answer that says that there is none; any other failure is thrown on. */
export function undefinedIfNotFound(error: unknown): undefined {
  if (isResourceNotFound(error)) return undefined;
  throw error;
}

function kindOf(raw: RawError, status: number | undefined): Pick<Failure, "kind" | "reason"> {
  const name = raw.name ?? "Error";
  if (status === undefined) return unanswered(name, raw);
  const trace = raw.$metadata?.requestId === undefined ? "" : `, request ${raw.$metadata.requestId}`;
  const answer = `${status} ${name}${trace}`;
  // AWS gives no message with some errors; the SDK then makes this word of it.
  const reason = raw.message && raw.message !== "UnknownError" ? `${answer}: ${raw.message}` : answer;
  if (status === 429 || name === "ThrottlingException") return { kind: "throttled", reason: answer };
  if (status >= 500) return { kind: "unavailable", reason: answer };
  if (!serviceErrors.test(name)) {
    const stranger = `an answer (status ${status}) that is not one of AWS IoT Core`;
    return { kind: "unintelligible", reason: stranger };
  }
  if (status === 401 || status === 403) return { kind: "notAllowed", reason };
  return { kind: status === 404 || status === 405 ? "unserved" : "invalid", reason };
}

/** A call that got no answer, or none that could be told to be one. */
function unanswered(name: string, { code = "", message = "" }: RawError): Pick<Failure, "kind" | "reason"> {
  if (name === "CredentialsProviderError") {
    return { kind: "noCredentials", reason: `no usable AWS credentials were found (${message})` };
  }
  const [, bySystem] = systemCodes.find(([codes]) => codes.test(code)) ?? [];
  if (bySystem !== undefined) return { kind: bySystem, reason: `no answer (${code})` };
  if (name === "TimeoutError" || /socket hang up/.test(message)) {
    return { kind: "interrupted", reason: `no answer (${name})` };
  }
  // A parser quotes what it could not read, which may be a payload.
  return {
    kind: "unintelligible",
    reason: `${name} (${name === "SyntaxError" ? "the answer cannot be read" : message})`,
  };
}
