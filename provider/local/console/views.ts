import { readMarker } from "../../messages/marker";
import type { Retained } from "../store/retained";
import type { Version } from "../store/versions";
import type { ConnectedClient } from "./clients";
import type { ClientView, MessageView, TopicEntry, VersionView } from "./wire";

/** Characters of an owner in the tree. Anybody can write a marker, of 8 KB on each of 100,000 topics. */
const maxOwner = 256;
/** How many clients are listed at most. */
const maxClients = 1_000;

export function entryOf(retained: Retained): TopicEntry {
  const { message, publishedAt } = retained;
  const owner = readMarker(message.userProperties)?.owner.slice(0, maxOwner) ?? null;
  return [message.topic, message.payload.length, publishedAt, expiryOf(retained), owner];
}

export function messageView(retained: Retained): MessageView {
  const { topic: _, payload, userProperties, correlationData, ...properties } = retained.message;
  const marker = readMarker(userProperties);
  return {
    ...properties,
    // Publishers may leave out the padding.
    correlationData: correlationData && Buffer.from(correlationData, "base64").toString("base64"),
    userProperties: userProperties.map(([key, value]) => [key, value]),
    payload: Buffer.from(payload).toString("base64"),
    size: payload.length,
    publishedAt: retained.publishedAt,
    expiresAt: expiryOf(retained),
    marker: marker === undefined ? null : { owner: marker.owner, name: marker.name, nonce: marker.nonce },
  };
}

export function versionView({ retained, number, end, endedAt }: Version): VersionView {
  return { ...messageView(retained), number, end, endedAt };
}

export function clientViews(clients: Iterable<ConnectedClient>): ClientView[] {
  return Array.from(clients)
    .slice(0, maxClients)
    .map(({ clientId, isConnected, waiting, subscriptions }) => ({
      clientId,
      isConnected,
      waiting,
      subscriptions: [...subscriptions],
    }));
}

function expiryOf({ message, publishedAt }: Retained): number | null {
  return message.messageExpiry === undefined ? null : publishedAt + message.messageExpiry * 1_000;
}
