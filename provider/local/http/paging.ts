import { utf8 } from "../../messages/utf8";
import { ServiceError } from "../errors";

const tokenPrefix = "after:";

/** The number of results that a query asks for in one page. */
export function maxResultsOf(query: URLSearchParams, max: number): number {
  const text = query.get("maxResults");
  if (text === null) return max;
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= max) return value;
  throw new ServiceError("InvalidRequestException", `expected \`maxResults\` to be from 1 to ${max}`);
}

/** The last item of the page before, in a token; undefined if it is no token of this endpoint. */
export function lastInToken(token: string): string | undefined {
  const text = utf8(Buffer.from(token, "base64url"));
  return text?.startsWith(tokenPrefix) ? text.slice(tokenPrefix.length) : undefined;
}

/** The last item of the page before; undefined for the first page. */
export function lastBefore(query: URLSearchParams): string | undefined {
  const token = query.get("nextToken");
  if (token === null) return undefined;
  const last = lastInToken(token);
  if (last !== undefined) return last;
  throw new ServiceError("InvalidRequestException", "`nextToken` is not one that this endpoint gave");
}

/** The token for the page after `last`; null after the last page. */
export function tokenAfter(last: string | undefined): string | null {
  return last === undefined ? null : Buffer.from(tokenPrefix + last).toString("base64url");
}

/**
 * One page of names, and the token of the next page.
 *
 * @param names in order
 * @param last the last name of the page before; undefined for the first page
 */
export function pageAfter(names: readonly string[], last: string | undefined, size: number) {
  const rest = last === undefined ? names : names.filter((name) => name > last);
  const page = rest.slice(0, size);
  return { page, nextToken: tokenAfter(page.length < rest.length ? page.at(-1) : undefined) };
}

/** The page of names that a query asks for. */
export function pageOf(names: readonly string[], query: URLSearchParams, max: number) {
  return pageAfter(names, lastBefore(query), maxResultsOf(query, max));
}
