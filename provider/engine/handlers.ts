import type { PropertyBag } from "../pulumi/property-bag";

/** One thing that is wrong with the inputs. The engine prints the value of the property that is named here. */
export interface CheckFailure {
  property: "";
  reason: string;
}

/** Completed inputs, and why they are refused. */
export interface CheckResponse {
  inputs: object;
  failures: CheckFailure[];
}

/**
 * How inputs differ from the state. While `changes` is undefined, the engine compares its own inputs with the new ones
 * and shows what differs inside of the properties.
 */
export interface DiffResponse {
  changes?: boolean;
  /** Inputs whose change needs a replacement. */
  replaces?: string[];
}

/** What a read has found: nothing at all if the resource is gone. Without `inputs` the engine keeps those it has. */
export type ReadResponse<State> = { id: string; props: State; inputs?: object } | Record<string, never>;

/**
 * What an engine asks of one kind of resource. A host turns its own calls into these, and gives the preview flag, which
 * no call of the dynamic-provider protocol carries.
 *
 * @typeParam Inputs checked inputs
 * @typeParam State outputs, as they lie in the state
 */
export interface ResourceHandlers<Inputs, State> {
  /**
   * Reports everything that is wrong with the inputs, and completes them. In a preview it also reports what a create would
   * meet, and reads the topics that are new to the stack; otherwise it makes no call to AWS.
   */
  check(olds: PropertyBag, news: PropertyBag): CheckResponse | Promise<CheckResponse>;
  /** Compares the state with the inputs. In a preview it reads topics that are new to the stack; otherwise nothing. */
  diff(id: string, olds: State, news: Inputs, isPreview?: boolean): DiffResponse | Promise<DiffResponse>;
  create(inputs: Inputs): Promise<{ id: string; outs: State }>;
  update(id: string, olds: State, news: Inputs): Promise<{ outs: State }>;
  delete(id: string, props: State): Promise<void>;
  /** Refreshes a resource of a state, or finds one by its id. */
  read(id: string, props: State): Promise<ReadResponse<State>>;
}
