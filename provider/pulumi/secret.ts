import { messagePath } from "./message-path";
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
  return isSecret(value) || Object.values(value).some(containsSecret);
}

/** A value without the envelopes of its secrets. */
export function withoutSecretMarks(value: unknown): unknown {
  if (!containsSecret(value)) return value;
  if (Array.isArray(value)) return value.map(withoutSecretMarks);
  if (isSecret(value as object)) return withoutSecretMarks((value as { value: unknown }).value);
  return Object.fromEntries(Object.entries(value as object).map(([key, item]) => [key, withoutSecretMarks(item)]));
}

/** Names of the arguments that are secret, wholly or in part. Of the messages of a set, the paths of the secret ones. */
export function secretPaths(args: object): string[] {
  return Object.entries(args).flatMap(([name, value]) => {
    if (name.startsWith("__") || !containsSecret(value)) return [];
    if (name !== "messages" || isSecret(value)) return [name];
    const messages = Object.entries(value as object);
    return messages.filter(([, message]) => containsSecret(message)).map(([topic]) => messagePath(topic));
  });
}
