import { DEFAULT_QOS, sameUserProperties } from "../messages/message";
import { argumentsOf, type Defaults, type MessageValue, shortest } from "../messages/message-value";
import { isAsset } from "../messages/payload";
import type { DesiredMessage } from "../topics/desired";

/** What a set says of all its messages. */
export interface ForAll {
  defaults?: Defaults;
  marker: boolean;
}

/** Whether what a set says of all its messages is the same. */
export function sameForAll(one: ForAll, other: ForAll): boolean {
  return one.marker === other.marker && JSON.stringify(one.defaults ?? {}) === JSON.stringify(other.defaults ?? {});
}

/** A message of a set with everything that the set says of all. */
export function wholeMessage({ defaults, marker }: ForAll, value: MessageValue): DesiredMessage {
  const message: DesiredMessage = { qos: DEFAULT_QOS, ...defaults, marker, ...argumentsOf(value) };
  // A message says with null that it has not what the set says of all: see `messageWithin`.
  for (const name in message) {
    if (message[name as keyof DesiredMessage] === null) delete message[name as keyof DesiredMessage];
  }
  return message;
}

/** A message as a set with these defaults declares it, in its shortest form: {@link wholeMessage} gives it back. */
export function messageWithin(all: ForAll, message: DesiredMessage): MessageValue {
  const byDefault = wholeMessage(all, {});
  const own = Object.entries(message).filter(([name, value]) => !isByDefault(byDefault, name, value));
  const without = Object.keys(byDefault).filter((name) => !(name in message));
  return shortest(Object.fromEntries([...own, ...without.map((name) => [name, null])]));
}

function isByDefault(byDefault: Partial<DesiredMessage>, name: string, value: unknown): boolean {
  if (name === "userProperties") {
    const own = value as DesiredMessage["userProperties"];
    return byDefault.userProperties !== undefined && sameUserProperties(own, byDefault.userProperties);
  }
  return byDefault[name as keyof DesiredMessage] === value;
}

/** Whether the bytes of a message are known: the engine keeps the hash of a file, and not what it held. */
export function hasBytes({ payload }: DesiredMessage): boolean {
  return !isAsset(payload) || payload.text !== undefined;
}
