import { ServiceError, type ServiceErrorName } from "../errors";

/**
 * The errors of CloudWatch by their names in the Query protocol: the status, and the name in the other protocols.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html
 */
const table = {
  ValidationError: { status: 400, type: "com.amazon.coral.validate#ValidationException" },
  InvalidParameterCombination: { status: 400, type: "com.amazonaws.cloudwatch#InvalidParameterCombinationException" },
  InvalidNextToken: { status: 400, type: "com.amazonaws.cloudwatch#InvalidNextToken" },
  MalformedInput: { status: 400, type: "com.amazon.coral.service#SerializationException" },
  InvalidAction: { status: 400, type: "com.amazon.coral.service#UnknownOperationException" },
  Throttling: { status: 400, type: "com.amazon.coral.availability#ThrottlingException" },
  AccessDenied: { status: 403, type: "com.amazon.coral.service#AccessDeniedException" },
  InternalServiceError: { status: 500, type: "com.amazonaws.cloudwatch#InternalServiceFault" },
  ServiceUnavailable: { status: 503, type: "com.amazon.coral.availability#ServiceUnavailableException" },
} as const;

/** Name of an error of CloudWatch. */
type CloudWatchErrorName = keyof typeof table;

/** An error that the endpoint answers in the form of CloudWatch. */
export class CloudWatchError extends Error {
  override readonly name: CloudWatchErrorName;

  constructor(name: CloudWatchErrorName, message: string) {
    super(message);
    this.name = name;
  }

  get status(): number {
    return table[this.name].status;
  }

  get type(): string {
    return table[this.name].type;
  }
}

/** The errors of CloudWatch by those of AWS IoT Core, which faults and the rest of the endpoint name. */
const counterparts: Readonly<Record<ServiceErrorName, CloudWatchErrorName>> = {
  InvalidRequestException: "ValidationError",
  RequestEntityTooLargeException: "ValidationError",
  UnsupportedDocumentEncodingException: "ValidationError",
  ResourceNotFoundException: "InvalidAction",
  MethodNotAllowedException: "InvalidAction",
  UnauthorizedException: "AccessDenied",
  ForbiddenException: "AccessDenied",
  ThrottlingException: "Throttling",
  InternalFailureException: "InternalServiceError",
  ServiceUnavailableException: "ServiceUnavailable",
  GatewayTimeoutException: "ServiceUnavailable",
};

/** What was thrown, as an error of CloudWatch. */
export function cloudWatchErrorOf(error: unknown): CloudWatchError {
  if (error instanceof CloudWatchError) return error;
  if (!(error instanceof ServiceError)) return new CloudWatchError("InternalServiceError", "An internal failure.");
  return new CloudWatchError(counterparts[error.name], error.message);
}
