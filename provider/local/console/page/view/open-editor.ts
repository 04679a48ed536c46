import type { MessageView, PublishBody } from "../../wire";
import { dialog } from "../data/state";

/** Opens the editor with a message, or with an empty one. */
export function openEditor({ topic = "", ...from }: { topic?: string } & Partial<MessageView> = {}): void {
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
  };
  dialog.value = { kind: "editor", draft, title: from.payload === undefined ? "New message" : "Edit message" };
}
