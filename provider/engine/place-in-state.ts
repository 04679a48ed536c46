import type { DeclaredPlace, Place } from "../dataplane/data-plane";
import { defined } from "../messages/defined";
import { isUnknown } from "../pulumi/unknowns";
import { normalizedEndpoint } from "../settings/endpoint";

/** What the state of a resource says of its place. */
export interface PlaceInState extends DeclaredPlace {
  dataEndpoint?: string;
  accountId?: string;
  __state?: PlaceState;
}

/** What is known of the place beside the outputs. */
export interface PlaceState {
  /** Whether the Region was declared, or found in the environment. */
  regionDeclared: boolean;
  /** Where it was when it was imported: unlike the outputs, this is nothing that a declaration could differ from. */
  importedFrom?: Place;
}

/** The arguments that say where a resource is. A change of one replaces the resource. */
export const placeArguments = ["region", "endpoint"] as const;

type PlacePart = (typeof placeArguments)[number];

/** The place of a resource in state, and what its declaration said about it. */
export function placeOf({ region, dataEndpoint, accountId, endpoint, __state }: PlaceInState) {
  const recorded: Place | undefined =
    region === undefined || dataEndpoint === undefined
      ? __state?.importedFrom
      : { region, dataEndpoint, ...defined({ accountId }) };
  return {
    recorded,
    declared: { region: __state?.regionDeclared ? region : undefined, endpoint },
  };
}

/** The inputs among the outputs of a resource: without what was found about the place. */
export function declaredAgain<T extends PlaceInState>(state: T) {
  const { dataEndpoint, accountId, region, __state, ...inputs } = state;
  return { ...inputs, ...(__state?.regionDeclared ? defined({ region }) : {}) };
}

/** What a declaration changes of the place in state. */
export function placeChanges(olds: PlaceInState, news: DeclaredPlace): PlacePart[] {
  return placeArguments.filter((part) => moves(part, olds, news) || isNewlyDeclared(part, olds, news));
}

/** The changes that put a resource into another place; an unknown one never does, since it may turn out to be the same. */
export function placeReplacements(olds: PlaceInState, news: DeclaredPlace): PlacePart[] {
  return placeArguments.filter((part) => moves(part, olds, news) && !isUnknown(news[part]));
}

function moves(part: PlacePart, olds: PlaceInState, news: DeclaredPlace): boolean {
  // An undeclared Region is the environment's business: it is compared before something is read or written.
  if (part === "region") return news.region !== undefined && olds.region !== undefined && news.region !== olds.region;
  if (news.endpoint === undefined) return olds.endpoint !== undefined;
  const recorded = olds.dataEndpoint ?? olds.endpoint;
  return recorded !== undefined && normalizedEndpoint(news.endpoint) !== normalizedEndpoint(recorded);
}

/** Declared now, what the environment or discovery said before: from here on the state has to know that it is declared. */
function isNewlyDeclared(part: PlacePart, olds: PlaceInState, news: DeclaredPlace): boolean {
  if (news[part] === undefined || olds.__state === undefined) return false;
  if (part === "region") return !olds.__state.regionDeclared;
  return olds.dataEndpoint !== undefined && olds.endpoint === undefined;
}
