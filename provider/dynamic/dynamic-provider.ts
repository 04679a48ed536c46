import type { ConfigReader } from "../dataplane/configuration";
import { isForUsers } from "../dataplane/errors";
import type { ResourceHandlers } from "../engine/handlers";
import { PublicationHandlers } from "../engine/publication";
import { RetainedMessageHandlers } from "../engine/retained-message";
import { RetainedMessageSetHandlers } from "../engine/retained-message-set";
import { collectEarly } from "../process/memory";
import { withoutSecretTopic } from "../process/secrets";
import { sessionWith } from "../process/session";
import { type ArrivedInputs, takeHidden } from "../pulumi/hidden-inputs";
import type { PropertyBag } from "../pulumi/property-bag";
import { issuesFoundBefore } from "../validation/issue";
import { readDigests } from "../validation/topic-digests";
import { type CheckedInputs, checkResponse, errorToEngine, reportedResponse, toEngine } from "./answers";
import { deploymentBlocker } from "./deployment-blocker";

/** The session of this process. The address of the engine is its last argument. */
let session: ReturnType<typeof sessionWith> | undefined;

function processSession() {
  session ??= sessionWith(process.argv.at(-1) ?? "");
  return session;
}

/** Kinds of resource. The `__provider` texts in old states name them, so that a kind is never renamed. */
export type ResourceKind = "Publication" | "Refusal" | "RetainedMessage" | "RetainedMessageSet";

const resourceKinds: Record<ResourceKind, () => object> = {
  Publication: () => dynamicProvider(new PublicationHandlers(processSession())),
  Refusal: () => deploymentBlocker,
  RetainedMessage: () => dynamicProvider(new RetainedMessageHandlers(processSession())),
  RetainedMessageSet: () => {
    collectEarly();
    return dynamicProvider(new RetainedMessageSetHandlers(processSession()));
  },
};

/**
 * The dynamic provider of a kind: what the constant `__provider` in a resource's inputs evaluates to. Only the process of
 * dynamic providers calls it, so that its type reaches nothing.
 *
 * @param kind the kind of resource
 */
export function handler(kind: ResourceKind): object {
  return resourceKinds[kind]();
}

/**
 * Adapts the handlers of a kind to the dynamic-provider process that the engine starts.
 *
 * @typeParam Inputs checked inputs: the engine hands back what `check` has answered
 * @typeParam State outputs: the engine hands back what create, update and read have answered
 */
function dynamicProvider<Inputs extends CheckedInputs, State>(handlers: ResourceHandlers<Inputs, State>) {
  // One process serves either a preview or an update. Only the program knows which, and tells it with each resource.
  let isPreview = false;
  return {
    // Not async: the first calls come before a promise given here would have resolved.
    configure: ({ config }: { config: ConfigReader }) => processSession().configure(config),
    check: (olds: PropertyBag, news: PropertyBag) => {
      const arrived = takeHidden(news);
      isPreview = arrived.isPreview;
      return handled([olds, news], () => check(handlers, olds, arrived));
    },
    diff: (id: string, olds: State, news: Inputs) =>
      handled([olds, news], async () => {
        const { foresee, ...difference } = handlers.diff(id, olds, news);
        if (isPreview) await foresee?.();
        return difference;
      }),
    create: (inputs: Inputs) => handled([inputs], () => handlers.create(inputs)),
    update: (id: string, olds: State, news: Inputs) => handled([olds, news], () => handlers.update(id, olds, news)),
    delete: (id: string, props: State) => handled([props], () => handlers.delete(id, props)),
    read: (id: string, props: State) => handled([props], () => handlers.read(id, props)),
  };
}

/** Checks what has arrived. A dynamic provider is not asked for the preview of a create, so that this looks ahead as well. */
async function check<Inputs extends CheckedInputs, State>(
  handlers: ResourceHandlers<Inputs, State>,
  olds: PropertyBag,
  { given, issuesFound, isReported, isPreview, elsewhere, early }: ArrivedInputs,
) {
  const known = {
    issues: issuesFoundBefore(issuesFound),
    isElsewhere: readDigests(elsewhere),
    isEarly: early === undefined ? undefined : readDigests(early),
  };
  const checked = handlers.check(olds, given, known);
  if (isReported) return reportedResponse(olds, checked);
  const response = checkResponse(checked);
  // The engine gives no old inputs for a create.
  if (!isPreview || response.failures.length > 0 || Object.keys(olds).length > 0) return response;
  try {
    await handlers.foreseeCreate(checked.inputs);
    return response;
  } catch (error) {
    if (!isForUsers(error)) throw error;
    const { message: reason } = withoutSecretTopic(error, [checked.inputs]);
    return { ...response, failures: [{ property: "" as const, reason }] };
  }
}

/** @param question what was asked: a topic that is secret there is taken out of an error */
async function handled(question: readonly unknown[], handle: () => unknown): Promise<unknown> {
  try {
    return toEngine(await handle());
  } catch (error) {
    throw errorToEngine(error, question);
  }
}
