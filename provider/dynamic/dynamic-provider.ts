import type { ConfigReader } from "../dataplane/configuration";
import { DeploymentBlockerHandlers } from "../engine/deployment-blocker";
import type { ResourceHandlers } from "../engine/handlers";
import { PublicationHandlers } from "../engine/publication";
import { RetainedMessageHandlers } from "../engine/retained-message";
import { RetainedMessageSetHandlers } from "../engine/retained-message-set";
import { collectEarly } from "../process/memory";
import { processSession } from "../process/session";
import { errorToEngine, toEngine } from "../process/to-engine";
import { takeHidden } from "../pulumi/hidden-inputs";
import type { PropertyBag } from "../pulumi/property-bag";

/** Kinds of resource. The `__provider` texts in old states name them, so that a kind is never renamed. */
const resourceKinds = {
  Publication: () => dynamicProvider(new PublicationHandlers(processSession())),
  Refusal: () => dynamicProvider(new DeploymentBlockerHandlers()),
  RetainedMessage: () => dynamicProvider(new RetainedMessageHandlers(processSession())),
  RetainedMessageSet: () => {
    collectEarly();
    return dynamicProvider(new RetainedMessageSetHandlers(processSession()));
  },
};

export type ResourceKind = keyof typeof resourceKinds;

/** The dynamic provider of a kind: what the constant `__provider` in a resource's inputs evaluates to. */
export function handler(kind: ResourceKind) {
  return resourceKinds[kind]();
}

/**
 * Adapts the handlers of a kind to the dynamic-provider process that the engine starts.
 *
 * @typeParam Inputs checked inputs: the engine hands back what `check` has answered
 * @typeParam State outputs: the engine hands back what create, update and read have answered
 */
function dynamicProvider<Inputs, State>(handlers: Partial<ResourceHandlers<Inputs, State>>) {
  // One process serves either a preview or an update. Only the program knows which, and tells it with each resource.
  let isPreview = false;
  return {
    // Not async: the first calls come before a promise given here would have resolved.
    configure: ({ config }: { config: ConfigReader }) => processSession().configure(config),
    check: (olds: PropertyBag, news: PropertyBag) => {
      isPreview = takeHidden(news).isPreview;
      return handled([olds, news], () => handlers.check?.(olds, news));
    },
    diff: (id: string, olds: State, news: Inputs) =>
      handled([olds, news], () => handlers.diff?.(id, olds, news, isPreview)),
    create: (inputs: Inputs) => handled([inputs], () => handlers.create?.(inputs)),
    update: (id: string, olds: State, news: Inputs) => handled([olds, news], () => handlers.update?.(id, olds, news)),
    delete: (id: string, props: State) => handled([props], () => handlers.delete?.(id, props)),
    read: (id: string, props: State) => handled([props], () => handlers.read?.(id, props)),
  };
}

/** @param question what was asked: a topic that is secret there is taken out of an error */
async function handled(question: readonly unknown[], handle: () => unknown): Promise<unknown> {
  try {
    return toEngine(await handle());
  } catch (error) {
    throw errorToEngine(error, question);
  }
}
