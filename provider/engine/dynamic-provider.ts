import type { ConfigReader } from "../dataplane/configuration";
import { outgoing, outgoingError } from "./answers";
import { collectEarly } from "./memory";
import { PublicationHandlers } from "./publication";
import { RefusalHandlers } from "./refusal";
import { RetainedMessageHandlers } from "./retained-message";
import { RetainedMessageSetHandlers } from "./retained-message-set";
import { processSession } from "./session";

/** Kinds of resource; `__provider` texts in old states name them, so that a kind is never renamed. */
const kinds = {
  Publication: () => new PublicationHandlers(processSession()),
  Refusal: () => new RefusalHandlers(),
  RetainedMessage: () => new RetainedMessageHandlers(processSession()),
  RetainedMessageSet: () => {
    collectEarly();
    return new RetainedMessageSetHandlers(processSession());
  },
};

export type Kind = keyof typeof kinds;

type Handler = (...values: never[]) => unknown;

/**
 * The dynamic provider of a kind: what the constant `__provider` in a resource's inputs evaluates to, in the
 * provider process that the engine starts.
 */
export function handler(kind: Kind) {
  const handlers = kinds[kind]() as unknown as Record<string, Handler>;
  const call =
    (name: string) =>
    async (...values: never[]) => {
      try {
        return outgoing(await handlers[name]?.apply(handlers, values));
      } catch (error) {
        throw outgoingError(error, values);
      }
    };
  return {
    // Not async: the first calls come before a promise given here would have resolved.
    configure: ({ config }: { config: ConfigReader }) => processSession().configure(config),
    check: call("check"),
    diff: call("diff"),
    create: call("create"),
    update: call("update"),
    delete: call("delete"),
    read: call("read"),
  };
}
