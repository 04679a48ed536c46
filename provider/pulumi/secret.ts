import { mapValues } from "../plain/objects";
import { isHidden } from "./hidden-inputs";
import { messagePath } from "./message-path";
import type { PropertyBag } from "./property-bag";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "./signatures";

/** An envelope around a value: how the engine is told that the value is secret. */
export function asSecret(value: unknown): object {
  return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

/** Whether a value is such an envelope. */
function isSecret(value: object): value is { value: unknown } {
  return (value as { [SIGNATURE_KEY]?: unknown })[SIGNATURE_KEY] === SECRET_SIGNATURE;
}

/** Whether a value is secret, or holds a secret at any depth. */
export function containsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (isSecret(value)) return true;
  // No list of the values is made, since every value of a set is looked at several times.
  for (const key in value) if (containsSecret((value as Record<string, unknown>)[key])) return true;
  return false;
}

/** Properties without the envelopes of their secrets. */
export function withoutSecretMarks(properties: PropertyBag): PropertyBag {
  return opened(properties) as PropertyBag;
}

function opened(value: unknown): unknown {
  if (!containsSecret(value)) return value;
  if (Array.isArray(value)) return value.map(opened);
  if (isSecret(value as object)) return opened((value as { value: unknown }).value);
  return mapValues(value as object, opened);
}

/** A rollout without its stable messages, which are always secret, whatever the arguments are. */
function withoutStable(rollout: unknown): unknown {
  if (typeof rollout !== "object" || rollout === null || isSecret(rollout)) return rollout;
  const { stable: _, ...declared } = rollout as { stable?: unknown };
  return declared;
}

/** Names of the arguments that are secret, wholly or in part. Of the messages of a set, the paths of the secret ones. */
export function secretPaths(args: object): string[] {
  return Object.entries(args).flatMap(([name, value]) => {
    if (isHidden(name) || !containsSecret(name === "rollout" ? withoutStable(value) : value)) return [];
    if (name !== "messages" || isSecret(value)) return [name];
    const messages = Object.entries(value as object);
    return messages.filter(([, message]) => containsSecret(message)).map(([topic]) => messagePath(topic));
  });
}
