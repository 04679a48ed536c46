/** Name of an error of the AWS IoT data plane. */
export type ServiceErrorName =
  | "InvalidRequestException"
  | "UnauthorizedException"
  | "ForbiddenException"
  | "ResourceNotFoundException"
  | "MethodNotAllowedException"
  | "RequestEntityTooLargeException"
  | "UnsupportedDocumentEncodingException"
  | "ThrottlingException"
  | "InternalFailureException"
  | "ServiceUnavailableException"
  | "GatewayTimeoutException";

/**
 * The errors of the data plane, each with the status and the text that AWS documents for it.
 *
 * The page on Publish names no status for a payload over the limit. 413 is the status of RequestEntityTooLargeException in
 * the shadow operations of the same API.
 *
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_Operations_AWS_IoT_Data_Plane.html
 */
const table: Readonly<Record<ServiceErrorName, { status: number; message: string }>> = {
  InvalidRequestException: { status: 400, message: "The request is not valid." },
  UnauthorizedException: { status: 401, message: "You are not authorized to perform this operation." },
  ForbiddenException: { status: 403, message: "The caller isn't authorized to make the request." },
  ResourceNotFoundException: { status: 404, message: "The specified resource does not exist." },
  MethodNotAllowedException: {
    status: 405,
    message: "The specified combination of HTTP verb and URI is not supported.",
  },
  RequestEntityTooLargeException: { status: 413, message: "The payload exceeds the maximum size allowed." },
  UnsupportedDocumentEncodingException: { status: 415, message: "The document encoding is not supported." },
  ThrottlingException: { status: 429, message: "The rate exceeds the limit." },
  InternalFailureException: { status: 500, message: "An unexpected error has occurred." },
  ServiceUnavailableException: { status: 503, message: "The service is temporarily unavailable." },
  GatewayTimeoutException: { status: 504, message: "The service did not answer in time." },
};

/** The HTTP status of an error. */
export function statusOf(name: ServiceErrorName): number {
  return table[name].status;
}

/** An error that the endpoint answers in the form of AWS. */
export class ServiceError extends Error {
  override readonly name: ServiceErrorName;
  readonly status: number;
  /** The message in the answer. AWS sends null for some errors. */
  readonly told: string | null;

  constructor(name: ServiceErrorName, message: string | null = table[name].message) {
    super(message ?? name);
    this.told = message;
    this.name = name;
    this.status = statusOf(name);
  }
}
