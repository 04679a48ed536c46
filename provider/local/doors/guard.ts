import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { sha256 } from "../../messages/digest";

/** Who may come in. */
export interface GuardOptions {
  /** Address that the endpoint listens on. */
  host: string;
  /** More names by which clients may call the endpoint, such as the one of its container. */
  allowHosts: readonly string[];
  /** What clients must bring; undefined asks for nothing. */
  token: string | undefined;
}

/**
 * Keeps out of the endpoint web pages and, if it has a token, everybody who does not know the token.
 *
 * A page of another origin could otherwise publish, since a browser sends its simple requests to any address. A page whose
 * name was made to resolve to this machine could even read the answers: that is why the name in `Host` counts too.
 */
export class Guard {
  readonly #names: ReadonlySet<string>;
  readonly #token: Buffer | undefined;

  constructor({ host, allowHosts, token }: GuardOptions) {
    this.#names = new Set(["localhost", host, ...allowHosts].map((name) => name.toLowerCase()));
    this.#token = token === undefined ? undefined : digestOf(token);
  }

  get asksForToken(): boolean {
    return this.#token !== undefined;
  }

  /** Why a request of HTTP is refused before it is looked at; undefined lets it in. */
  refusalOf(request: IncomingMessage): string | undefined {
    const host = hostOf(request);
    if (host === undefined || !this.#isOwn(host))
      return "The host is not one of this endpoint. It is allowed by allowHosts, or --allow-host.";
    const { origin, "sec-fetch-site": site } = request.headers;
    if (isVisit(request)) return undefined;
    const isOwnPage = origin === undefined || isSameOrigin(origin, host);
    const isCrossSite = site !== undefined && site !== "same-origin" && site !== "none";
    return isOwnPage && !isCrossSite ? undefined : "Pages of another origin are not let in.";
  }

  /** Whether somebody with this token may come in. */
  admits(token: string | undefined): boolean {
    if (this.#token === undefined) return true;
    return token !== undefined && timingSafeEqual(digestOf(token), this.#token);
  }

  /** No page can make a browser take an address for a name, so that every address is safe. */
  #isOwn(host: string): boolean {
    const name = host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
    return isIP(name) !== 0 || this.#names.has(name);
  }
}

/** Whether somebody follows a link to the page of the console, or enters its address. It reads nothing for the other page. */
function isVisit(request: IncomingMessage): boolean {
  return asksForPage(request) && request.headers["sec-fetch-dest"] === "document";
}

/** Whether a request asks for the page of the console. STS has POST at the same path. */
export function asksForPage({ method, url = "" }: IncomingMessage): boolean {
  return method === "GET" && /^\/($|\?)/.test(url);
}

/** A text as bytes of one length, so that comparing them does not tell how much is equal. */
function digestOf(token: string): Buffer {
  return Buffer.from(sha256(Buffer.from(token)));
}

/** The `host:port` that a request is for, in lower case. In a target in absolute form, that is in the target [RFC 9112, 3.2.2]. */
export function hostOf({ url = "", headers }: IncomingMessage): string | undefined {
  const [, authority = headers.host] = /^https?:\/\/([^/?#]*)/i.exec(url) ?? [];
  return authority?.toLowerCase();
}

function isSameOrigin(origin: string, host: string): boolean {
  return origin.toLowerCase().replace(/^https?:\/\//, "") === host;
}
