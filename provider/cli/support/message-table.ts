import { MARKER_KEY, readMarker } from "../../messages/marker";
import type { ListedMessage, LiveMessage } from "../../messages/message";
import { age, bytes } from "./format";
import { writeTable } from "./table";

/** What is shown of a live message: everything but its payload and user properties. */
export interface MessageSummary extends ListedMessage {
  /** The owner in the marker, or any other value of `managed-by`; null without that property. */
  owner: string | null;
  /** The resource in the marker; null without a marker of this package. */
  name: string | null;
}

/** What is shown of a live message. */
export function summaryOf({ topic, payload, qos, lastModifiedTime, userProperties }: LiveMessage): MessageSummary {
  const marker = readMarker(userProperties);
  const other = userProperties.find(([key]) => key === MARKER_KEY)?.[1];
  return {
    topic,
    owner: marker?.owner ?? other ?? null,
    name: marker?.name ?? null,
    payloadSize: payload.length,
    qos,
    lastModifiedTime,
  };
}

/** Writes a table of messages. */
export function writeMessageTable(messages: readonly MessageSummary[]): void {
  writeTable(
    [
      { title: "TOPIC" },
      { title: "SIZE", isNumber: true },
      { title: "AGE", isNumber: true },
      { title: "OWNER" },
      { title: "RESOURCE" },
    ],
    messages.map(({ topic, payloadSize, lastModifiedTime, owner, name }) => [
      topic,
      bytes(payloadSize),
      age(lastModifiedTime),
      owner ?? "-",
      name ?? "-",
    ]),
  );
}
