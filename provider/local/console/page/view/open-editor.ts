import type { MessageView, PublishBody } from "../../wire";
import { dialog } from "../data/state";

/**
 * Opens the editor with a message, or with an empty one.
 *
 * @param live the message of the topic, which is replaced only while it is the same
 */
export function openEditor(
  { topic = "", ...from }: { topic?: string } & Partial<MessageView> = {},
  live?: MessageView | null,
): void {
  const draft: PublishBody = {
    topic,
    payload: from.payload ?? "",
    retain: true,
    qos: from.qos ?? 1,
    contentType: from.contentType,
    payloadFormatIndicator: from.payloadFormatIndicator,
    responseTopic: from.responseTopic,
    correlationData: from.correlationData,
    messageExpiry: from.messageExpiry,
    userProperties: from.userProperties ?? [],
    replaces: live === undefined ? undefined : (live?.publishedAt ?? null),
  };
  dialog.value = { kind: "editor", draft, title: from.payload === undefined ? "New message" : "Edit message" };
}
