import { ServiceError } from "../errors";
import { type RegisteredThing, type Registry, thingsOf } from "../registry";
import { type Answer, ok } from "./answer";
import { pageOf } from "./paging";
import type { Request } from "./request";

/** The maximum size of a page, and its size without `maxResults`. */
const maxPage = 250;

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListThings.html */
export function listThings({ things }: Registry, { query }: Request): Answer {
  const names = Object.keys(things)
    .filter((name) => matchesQuery(things[name] ?? {}, query))
    .sort();
  const { page, nextToken } = pageOf(names, query, maxPage);
  return ok({ things: page.map((name) => described(name, things[name])), nextToken });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListThingsInThingGroup.html */
export function listThingsInThingGroup(registry: Registry, { query, name = "" }: Request): Answer {
  if (!Object.hasOwn(registry.groups ?? {}, name)) throw notFound(`thing group ${name}`);
  const names = thingsOf(registry, name, query.get("recursive") === "true");
  const { page, nextToken } = pageOf(names, query, maxPage);
  return ok({ things: page, nextToken });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeThing.html */
export function describeThing({ things }: Registry, { name = "" }: Request): Answer {
  if (!Object.hasOwn(things, name)) throw notFound(`thing ${name}`);
  return ok({ ...described(name, things[name]), defaultClientId: name });
}

function matchesQuery({ attributes = {}, thingTypeName }: RegisteredThing, query: URLSearchParams): boolean {
  const type = query.get("thingTypeName");
  const attribute = query.get("attributeName");
  const value = query.get("attributeValue");
  const found = attribute === null ? undefined : attributes[attribute];
  const isPrefix = query.get("usePrefixAttributeValue") === "true";
  const hasValue = value === null || (isPrefix ? found?.startsWith(value) : found === value);
  return (
    (type === null || type === thingTypeName) && (attribute === null || (found !== undefined && hasValue === true))
  );
}

function described(thingName: string, { attributes = {}, thingTypeName }: RegisteredThing = {}) {
  return { thingName, attributes, ...(thingTypeName === undefined ? {} : { thingTypeName }), version: 1 };
}

function notFound(what: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", `The ${what} does not exist.`);
}
