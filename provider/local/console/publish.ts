import { z } from "zod";
import { decodeBase64 } from "../../messages/base64";
import type { Message } from "../../messages/message";
import { clampExpiry, rejectionOf } from "../publish-rules";
import type { MessageStore } from "../store/messages";
import { ConsoleError } from "./answer";
import type { PublishBody } from "./wire";

export const publishBody: z.ZodType<PublishBody> = z.strictObject({
  topic: z.string(),
  payload: z.string(),
  retain: z.boolean(),
  qos: z.literal([0, 1]),
  contentType: z.string().optional(),
  payloadFormatIndicator: z.literal(["UNSPECIFIED_BYTES", "UTF8_DATA"]).optional(),
  responseTopic: z.string().optional(),
  correlationData: z.string().optional(),
  messageExpiry: z.int().nonnegative().optional(),
  userProperties: z.array(z.tuple([z.string(), z.string()])),
  replaces: z.number().nullable().optional(),
});

/** Publishes by the rules that hold over HTTP and MQTT. @throws ConsoleError */
export function publish(store: MessageStore, { retain, replaces, ...body }: PublishBody): void {
  const message = messageOf(body);
  const rejection = rejectionOf(message, retain);
  if (rejection !== undefined) throw new ConsoleError(rejection.about === "payload" ? 413 : 400, rejection.message);
  if (retain && replaces !== undefined && replaces !== (store.get(message.topic)?.publishedAt ?? null)) {
    throw new ConsoleError(409, "the topic has another message by now; close this, and look at it");
  }
  store.publish(message, { retain });
}

function messageOf(body: Omit<PublishBody, "retain" | "replaces">): Message {
  const { topic, qos, userProperties, contentType, payloadFormatIndicator, responseTopic } = body;
  const { correlationData, messageExpiry } = body;
  const payload = bytesIn("payload", body.payload);
  if (correlationData !== undefined) bytesIn("correlationData", correlationData);
  return {
    topic,
    payload,
    qos,
    userProperties,
    ...(contentType !== undefined && { contentType }),
    ...(payloadFormatIndicator !== undefined && { payloadFormatIndicator }),
    ...(responseTopic !== undefined && { responseTopic }),
    ...(correlationData !== undefined && { correlationData }),
    ...(messageExpiry !== undefined && { messageExpiry: clampExpiry(messageExpiry) }),
  };
}

function bytesIn(name: string, base64: string): Uint8Array {
  const bytes = decodeBase64(base64);
  if (bytes === undefined) throw new ConsoleError(400, `${name}: expected base64`);
  return bytes;
}
