import { isForUsers } from "../dataplane/errors";
import { isExtra } from "../messages/extra";
import { messagePath } from "../pulumi/message-path";
import { asSecret } from "../pulumi/secret";
import { SECRET_TEXT } from "../pulumi/secret-text";
import { PartialFailure } from "./partial-failure";

/** Outputs that are secret whatever the declaration was: the digest of a guessable payload gives it away. */
const secretOutputs: ReadonlySet<string> = new Set(["payloadSha256", "__bookkeeping"]);

/** A resource that tells which of its arguments are secret. */
interface WithSecrets {
  topic: string;
  __secrets: readonly string[];
}

/** The properties of an answer that hold values of a resource. */
interface Answer {
  outs?: object;
  props?: object;
  inputs?: object;
}

/** Makes what a handler returns ready for the engine. */
export function toEngine(answer: unknown): unknown {
  const { outs, props, inputs } = (answer ?? {}) as Answer;
  return strip({
    ...(answer as object),
    ...(outs === undefined ? {} : { outs: sealed(outs) }),
    ...(props === undefined ? {} : { props: sealed(props) }),
    ...(inputs === undefined ? {} : { inputs: sealed(inputs) }),
  });
}

/**
 * Makes what a handler throws ready for the engine. The process prints `${error}: ${error.stack}` of most errors to
 * the user, so the stack comes off errors that are no fault of this code.
 *
 * @param question what the handler was asked: a topic that is secret there is taken out of the error
 */
export function errorToEngine(error: unknown, question: readonly unknown[]): unknown {
  const topic = question.map(secretTopic).find((found) => found !== undefined);
  if (topic !== undefined) mask(error, topic);
  if (error instanceof PartialFailure) error.properties = strip(sealed(error.properties)) as object;
  if (isForUsers(error)) {
    error.stack = error.message;
    error.toString = () => "iot-retained";
  }
  return error;
}

/**
 * Seals the secret values. The engine hands secrets over as plain text. It marks an answer as secret again only if the
 * value was in the question, and a drifted value was not. So the declaration says which of its names are secret.
 */
function sealed(state: object & { __secrets?: readonly string[] }): object {
  const secrets = new Set([...secretOutputs, ...(state.__secrets ?? [])]);
  const seal = ([name, value]: [string, unknown]) => {
    if (value === undefined) return [name, value];
    const isMap = name === "messages" && typeof value === "object" && value !== null;
    // If a prefix is secret, not even the topics under it are told.
    if (secrets.has(name) || (isMap && secrets.has("exclusive"))) return [name, asSecret(value)];
    return [name, isMap ? sealedMessages(value, secrets) : value];
  };
  return Object.fromEntries(Object.entries(state).map(seal));
}

/** The messages of a set, each secret one sealed, and the digests of those that are not the set's. */
function sealedMessages(messages: object, secrets: ReadonlySet<string>): object {
  const seal = ([topic, value]: [string, unknown]) => {
    // What the defaults say comes back as a message's own, once it has drifted.
    const isSecret = secrets.has(messagePath(topic)) || (secrets.has("defaults") && typeof value === "object");
    if (isSecret) return [topic, asSecret(value)];
    return [topic, isExtra(value) ? sealed(value) : value];
  };
  return Object.fromEntries(Object.entries(messages).map(seal));
}

function secretTopic(state: unknown): string | undefined {
  const { topic, __secrets } = (state ?? {}) as Partial<WithSecrets>;
  return __secrets?.includes("topic") ? topic : undefined;
}

function mask(error: unknown, secret: string): void {
  if (!(error instanceof Error)) return;
  error.message = error.message.replaceAll(secret, SECRET_TEXT);
  error.stack = error.stack?.replaceAll(secret, SECRET_TEXT) ?? "";
  if (error instanceof PartialFailure) error.reasons = error.reasons.map((r) => r.replaceAll(secret, SECRET_TEXT));
}

/** Without undefined values: one of them would fail the answer after the work is done, and the state would be lost. */
function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, strip(item)]));
}
