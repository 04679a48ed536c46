import { ServiceError } from "../errors";
import { type Answer, ok } from "./answer";
import type { Request } from "./request";

/** The types of endpoint that are served; without a type, AWS uses `iot:Data`. */
const served = ["iot:Data-ATS", "iot:Data"];

/**
 * Answers DescribeEndpoint of the control plane, so that a client that discovers its endpoint finds this one.
 *
 * @param address `host:port`
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeEndpoint.html
 */
export function describeEndpoint(address: string, { query }: Request): Answer {
  if (served.includes(query.get("endpointType") ?? "iot:Data")) return ok({ endpointAddress: address });
  throw new ServiceError("InvalidRequestException", `expected \`endpointType\` to be one of ${served.join(", ")}`);
}
