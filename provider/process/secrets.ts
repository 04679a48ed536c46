import { isExtra } from "../messages/extra";
import { mapValues } from "../plain/objects";
import { messagePath } from "../pulumi/message-path";
import type { PropertyBag } from "../pulumi/property-bag";
import { asSecret } from "../pulumi/secret";
import { withoutTexts } from "../pulumi/secret-text";
import { PartialFailure } from "./partial-failure";

/** Inputs and outputs that are secret whatever the declaration was: a digest of what can be guessed gives it away. */
export const secretOutputs: ReadonlySet<string> = new Set(["payloadSha256", "__bookkeeping", "__stable", "__inCode"]);

/** A resource that tells which of its arguments are secret. */
interface WithSecrets {
  topic: string;
  __secrets: readonly string[];
}

/**
 * Seals the secret values of inputs or outputs. Handlers work with plain values, and a drifted value was never secret. So the
 * hidden input `__secrets` says which names are secret.
 */
export function sealed(state: object): PropertyBag {
  const { __secrets = [] } = state as { __secrets?: readonly string[] };
  const secrets = new Set([...secretOutputs, ...__secrets]);
  const seal = ([name, value]: [string, unknown]) => {
    if (value === undefined || (name === "__inCode" && value === true)) return [name, value];
    const isMap = name === "messages" && typeof value === "object" && value !== null;
    // If a prefix is secret, not even the topics under it are told.
    if (secrets.has(name) || (isMap && secrets.has("exclusive"))) return [name, asSecret(value)];
    if (name === "rollout") return [name, sealedRollout(value)];
    return [name, isMap ? sealedMessages(value, secrets) : value];
  };
  return Object.fromEntries(Object.entries(state).map(seal));
}

/** A rollout: the messages of before may be secret. */
function sealedRollout(rollout: unknown): unknown {
  const { stable, ...declared } = (rollout ?? {}) as { stable?: unknown };
  return stable === undefined ? rollout : { ...declared, stable: asSecret(stable) };
}

/** The messages of a set, each secret one sealed, and the digests of those that are not the set's. */
function sealedMessages(messages: object, secrets: ReadonlySet<string>): object {
  return mapValues(messages, (value, topic) => {
    // What the defaults say comes back as a message's own, once it has drifted.
    const isSecret = secrets.has(messagePath(topic)) || (secrets.has("defaults") && typeof value === "object");
    if (isSecret) return asSecret(value);
    return isExtra(value) ? sealed(value) : value;
  });
}

/**
 * Takes a secret topic out of an error.
 *
 * @param question inputs or outputs that a handler was asked about
 * @returns the same error
 */
export function withoutSecretTopic<E>(error: E, question: readonly unknown[]): E {
  const topic = question.map(secretTopic).find((found) => found !== undefined);
  return topic === undefined ? error : withoutSecrets(error, [topic]);
}

function secretTopic(state: unknown): string | undefined {
  const { topic, __secrets } = (state ?? {}) as Partial<WithSecrets>;
  return __secrets?.includes("topic") ? topic : undefined;
}

/**
 * Takes secret texts out of an error.
 *
 * @returns the same error
 */
export function withoutSecrets<E>(error: E, secrets: readonly string[]): E {
  if (!(error instanceof Error)) return error;
  error.message = withoutTexts(error.message, secrets);
  error.stack = withoutTexts(error.stack ?? "", secrets);
  if (error instanceof PartialFailure) error.reasons = error.reasons.map((reason) => withoutTexts(reason, secrets));
  return error;
}
