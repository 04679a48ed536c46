import type { Message, PayloadFormatIndicator, QoS } from "../../messages/message";
import type { UserProperty } from "../../messages/user-properties";
import { utf8 } from "../../messages/utf8";
import { isRecord } from "../../validation/is-record";
import { ServiceError } from "../errors";
import type { Intake } from "../intake";
import { clampExpiry } from "../publish-rules";
import { type Answer, acknowledged } from "./answer";
import { type Request, topicInPath } from "./request";

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_Publish.html */
export function publish(intake: Intake, request: Request): Answer {
  const message = messageOf(request);
  const { accessKeyId } = request;
  const arrival = { retain: isRetained(request), ...(accessKeyId !== undefined && { accessKeyId }) };
  const rejection = intake.publish(message, arrival);
  if (rejection === undefined) return acknowledged();
  // AWS names neither the topic nor the action that is missing.
  if (rejection.about === "access") throw new ServiceError("ForbiddenException", null);
  if (rejection.about === "rate") throw new ServiceError("ThrottlingException");
  throw invalid(rejection.message);
}

function isRetained({ query }: Request): boolean {
  const text = query.get("retain") ?? "false";
  if (text !== "true" && text !== "false") throw invalid("expected `retain` to be true or false");
  return text === "true";
}

function messageOf(request: Request): Message {
  const { query, body } = request;
  const contentType = query.get("contentType");
  const responseTopic = query.get("responseTopic");
  const messageExpiry = expiryOf(query.get("messageExpiry"));
  const payloadFormatIndicator = formatOf(header(request, "payload-format-indicator"));
  const correlationData = header(request, "correlation-data");
  if (correlationData !== undefined) fromBase64(correlationData, "correlationData");
  if (body.size > body.bytes.length) throw new ServiceError("RequestEntityTooLargeException");
  return {
    topic: topicInPath(request),
    // A copy, because the body is a part of the socket's buffer, and a stored message would keep all of it.
    payload: Buffer.from(body.bytes),
    qos: qosOf(query.get("qos") ?? "0"),
    userProperties: userPropertiesOf(header(request, "user-properties")),
    ...(contentType !== null && { contentType }),
    ...(responseTopic !== null && { responseTopic }),
    ...(messageExpiry !== undefined && { messageExpiry }),
    ...(payloadFormatIndicator !== undefined && { payloadFormatIndicator }),
    ...(correlationData !== undefined && { correlationData }),
  };
}

function header(request: Request, name: string): string | undefined {
  const value = request.headers[`x-amz-mqtt5-${name}`];
  return Array.isArray(value) ? value[0] : value;
}

function qosOf(text: string): QoS {
  if (text !== "0" && text !== "1") throw invalid("expected `qos` to be 0 or 1");
  return text === "0" ? 0 : 1;
}

function expiryOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalid("expected `messageExpiry` to be a whole number of seconds");
  return clampExpiry(Number(text));
}

function formatOf(text: string | undefined): PayloadFormatIndicator | undefined {
  if (text === undefined || text === "UTF8_DATA" || text === "UNSPECIFIED_BYTES") return text;
  throw invalid("expected `payloadFormatIndicator` to be UNSPECIFIED_BYTES or UTF8_DATA");
}

/** Shared by all messages without user properties. An array for each would be a tenth of what they take. */
const none: UserProperty[] = [];

function userPropertiesOf(encoded: string | undefined): UserProperty[] {
  if (encoded === undefined) return none;
  const json = utf8(fromBase64(encoded, "userProperties"));
  const items = parsed(json ?? "");
  if (Array.isArray(items) && items.every(isTextRecord)) return items.flatMap((item) => Object.entries(item));
  throw invalid("expected `userProperties` to be a JSON array of objects of strings");
}

function isTextRecord(item: unknown): item is Record<string, string> {
  return isRecord(item) && Object.values(item).every((value) => typeof value === "string");
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Reads base64. Node skips invalid characters, so the bytes are written again and compared with the text. */
function fromBase64(text: string, name: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  const bare = (value: string) => value.replace(/=+$/, "");
  if (bare(bytes.toString("base64")) !== bare(text)) throw invalid(`expected \`${name}\` to be base64`);
  return bytes;
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidRequestException", message);
}
