import { toWire } from "../../messages/user-properties";
import { ServiceError } from "../errors";
import type { MessageStore } from "../store/messages";
import { type Answer, ok } from "./answer";
import { type Request, topicInPath } from "./request";

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_GetRetainedMessage.html */
export function getRetainedMessage(store: MessageStore, request: Request): Answer {
  const retained = store.get(topicInPath(request));
  if (retained === undefined) throw new ServiceError("ResourceNotFoundException");
  const { message, publishedAt } = retained;
  const userProperties = toWire(message.userProperties);
  return ok({
    topic: message.topic,
    payload: Buffer.from(message.payload).toString("base64"),
    qos: message.qos,
    lastModifiedTime: publishedAt,
    userProperties: userProperties === undefined ? null : Buffer.from(userProperties).toString("base64"),
  });
}
