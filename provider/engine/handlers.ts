import type { PropertyBag } from "../pulumi/property-bag";
import type { Issue } from "../validation/issue";

/** What a host knows of the arguments of a resource before they are checked. */
export interface KnownBefore {
  /** Issues that are known already. An argument with an issue may not have been sent. */
  issues?: readonly Issue[];
  /** Whether other resources of the program declare a topic in the same place, checked or not. */
  isElsewhere?: (topic: string) => boolean;
  /** Whether a rollout reaches a topic; undefined if the topic itself says it. */
  isEarly?: ((topic: string) => boolean) | undefined;
}

/** Completed inputs, and everything that is wrong with them. */
export interface Checked<Inputs> {
  inputs: Inputs;
  issues: Issue[];
}

/**
 * How inputs differ from the state. While `changes` is undefined, the engine compares its own inputs with the new ones
 * and shows what differs inside of the properties.
 */
export interface DiffResponse {
  changes?: boolean;
  /** Inputs whose change needs a replacement. */
  replaces?: string[];
  /**
   * What a preview is to look at before it says that the update will work; undefined if that is nothing. It may read AWS.
   *
   * @throws Error that says why the update would fail
   */
  foresee?: () => Promise<void>;
}

/** What a read has found: nothing at all if the resource is gone. Without `inputs` the engine keeps those it has. */
export type ReadResponse<State> = { id: string; props: State; inputs?: object } | Record<string, never>;

/** A resource that an import has found: its state, and the inputs with which a program declares it. */
export interface Imported<State> {
  id: string;
  props: State;
  inputs: object;
}

/**
 * What an engine asks of one kind of resource. A host turns its own calls into these.
 *
 * @typeParam Inputs checked inputs, with the hidden inputs that may be stored
 * @typeParam State outputs, as they lie in the state
 */
export interface ResourceHandlers<Inputs, State> {
  /** Completes the inputs, and finds everything that is wrong with them. Makes no call to AWS. */
  check(olds: PropertyBag, news: PropertyBag, known?: KnownBefore): Checked<Inputs>;
  /** Compares the state with the inputs. Makes no call to AWS. */
  diff(id: string, olds: State, news: Inputs): DiffResponse;
  /**
   * Looks at what a create would meet, for a preview. It may read AWS.
   *
   * @throws Error that says why the create would fail
   */
  foreseeCreate(inputs: Inputs): Promise<void>;
  create(inputs: Inputs): Promise<{ id: string; outs: State }>;
  update(id: string, olds: State, news: Inputs): Promise<{ outs: State }>;
  delete(id: string, props: State): Promise<void>;
  /** Refreshes a resource of a state, or finds one by its id. */
  read(id: string, props: State): Promise<ReadResponse<State>>;
  /**
   * Finds what the stack does not manage yet by its id, for an import or a mere read. Where it is, the configuration says.
   *
   * @param urn of the resource
   * @param owner of the stack: what another owner's marker is on, is not the stack's to change or clear
   * @throws DeploymentError if there is nothing, or if this kind of resource cannot be found by an id
   */
  import(id: string, urn: string, owner: string): Promise<Imported<State>>;
}
