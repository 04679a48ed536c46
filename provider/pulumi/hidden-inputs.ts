import type { PropertyBag } from "./property-bag";
import { withoutNulls } from "./without-nulls";

/**
 * What the program sends for each resource beside its arguments, as it arrives in the provider process. Pulumi does not
 * display names that begin with `__`.
 */
export interface HiddenInputs extends StoredHiddenInputs, PassingHiddenInputs {}

/** Hidden inputs that become part of the resource's inputs, and so of its state. A change of them is no difference. */
export interface StoredHiddenInputs {
  /** Text of the dynamic provider, from which the provider process gets its handlers. */
  __provider: string;
  /** URN of the resource. It says which resource of the program declares a topic. */
  __urn: string;
  /** Owner in the markers of the resource's messages: `<organization>/<project>/<stack>`, if no setting says otherwise. */
  __owner: string;
  /**
   * Names of the arguments that are secret, and of a set also paths of single messages. The engine hands secrets over as
   * plain values, and a drifted value has to be secret again.
   */
  __secrets?: readonly string[];
  /** Paths of `ignoreChanges`: arguments, or messages of a set, that are left to whoever else publishes. */
  __ignored?: readonly string[];
  /**
   * What the program made of files that it loaded: `true` if the resource has nothing of them, else a text that tells no
   * topic. The command `diff` reads it. State of versions before 0.5 has none.
   */
  __inCode?: true | string;
}

/** Hidden inputs that say something about one run of the program. They never enter a state. */
interface PassingHiddenInputs {
  /** Issues that the program found. An argument with an issue may not have been sent. */
  __faults?: unknown;
  /** Set if the program has reported all issues itself, as it does in preview. */
  __reported?: true;
  /** Set in a preview, which the engine does not tell a provider. */
  __preview?: true;
  /** Of a set: digests of the topics that other resources of the program declare in the same place. */
  __elsewhere?: string;
  /** Of a set: digests of the topics that its rollout has reached, if they are not chosen by the topics themselves. */
  __early?: string;
}

/** Whether a name is one of a hidden input or output. */
export function isHidden(name: string): boolean {
  return name.startsWith("__");
}

/** The inputs or outputs that are not hidden. */
export function withoutHidden(bag: object): PropertyBag {
  return Object.fromEntries(Object.entries(bag).filter(([name]) => !isHidden(name)));
}

/** The inputs that arrived for a resource, taken apart by {@link takeHidden}. */
export interface ArrivedInputs {
  /** The arguments, and the hidden inputs that may be stored. */
  given: PropertyBag;
  /** Issues that the program found, as they were sent. */
  issuesFound: unknown;
  /** Whether the program has reported all issues itself. */
  isReported: boolean;
  /** Whether this is a preview. */
  isPreview: boolean;
  /** Digests of the topics that other resources of the program declare, as they were sent. */
  elsewhere: string;
  /** Digests of the topics that a rollout has reached, as they were sent; undefined if the topics themselves say it. */
  early: string | undefined;
}

/** Takes off the hidden inputs that must not enter a state, and all inputs without a value. */
export function takeHidden(news: PropertyBag): ArrivedInputs {
  const { __faults, __reported, __preview, __elsewhere, __early, ...given } = news satisfies Partial<
    Record<keyof HiddenInputs, unknown>
  >;
  return {
    given: withoutNulls(given),
    issuesFound: __faults,
    isReported: __reported === true,
    isPreview: __preview === true,
    elsewhere: typeof __elsewhere === "string" ? __elsewhere : "",
    early: typeof __early === "string" ? __early : undefined,
  };
}
