import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { limits } from "../../messages/limits";
import { type Dialect, dialectOf } from "../cloudwatch/dialect";
import { ServiceError } from "../errors";
import type { LocalOperation } from "../options";
import { type Body, readBody } from "./body";

/** An HTTP request. */
export interface Request {
  operation: LocalOperation;
  /** The decoded topic; undefined if the path has none or is badly percent-encoded. */
  topic: string | undefined;
  /** The name of a thing or thing group; undefined if the path has none. */
  name?: string | undefined;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** How a call of CloudWatch is read and answered; undefined for the other services. */
  cloudWatch: Dialect | undefined;
  /** The access key in the signature. The signature is not checked. */
  accessKeyId: string | undefined;
  body: Body;
}

const topicPath = /^\/(topics|retainedMessage)\/(.*)$/s;
const namePath = /^\/(?:(things)\/([^/]+)|(thing-groups)\/([^/]+)\/things)$/;
const operations: Record<string, LocalOperation> = {
  "POST /topics/": "Publish",
  "GET /retainedMessage/": "GetRetainedMessage",
  "GET /retainedMessage": "ListRetainedMessages",
  "GET /endpoint": "DescribeEndpoint",
  "GET /things": "ListThings",
  "GET /things/": "DescribeThing",
  "GET /thing-groups/": "ListThingsInThingGroup",
};

/** Reads a request. */
export async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const { path, query } = splitTarget(incoming.url ?? "");
  const [, root, rawTopic] = topicPath.exec(path) ?? [];
  const [, things, thing, groups, group] = (root === undefined && namePath.exec(path)) || [];
  const kind = root ?? things ?? groups;
  const route = kind === undefined ? path : `/${kind}/`;
  const rawName = thing ?? group;
  const body = await readBody(incoming, limits.payloadBytes);
  const operation = operations[`${incoming.method} ${route}`];
  const cloudWatch = operation === undefined ? dialectOf(incoming, body) : undefined;
  return {
    operation: operation ?? (cloudWatch === undefined ? stsOperation(incoming, body) : cloudWatchOperation(cloudWatch)),
    cloudWatch,
    topic: rawTopic === undefined ? undefined : decodeTopic(rawTopic),
    name: rawName === undefined ? undefined : decodeTopic(rawName),
    query,
    headers: incoming.headers,
    accessKeyId: accessKeyIn(/Credential=([^,]+)/.exec(incoming.headers.authorization ?? "")?.[1]),
    body,
  };
}

/**
 * The access key id in the credential of a signature, `ID/20260101/eu-west-1/iotdata/aws4_request`. An id that is a token may
 * have slashes.
 */
export function accessKeyIn(credential = ""): string | undefined {
  const [, id] = /^(.+)\/\d{8}\//s.exec(credential) ?? /^([^/]+)/.exec(credential) ?? [];
  return id;
}

function cloudWatchOperation({ operation }: Dialect): LocalOperation {
  return operation === "DescribeAlarms" ? operation : "Unknown";
}

/** The operation of a request to STS, which has one path for all operations and names them in the body. */
function stsOperation({ method, url }: IncomingMessage, { bytes }: Body): LocalOperation {
  if (method !== "POST" || url !== "/") return "Unknown";
  const action = new URLSearchParams(bytes.toString("utf8")).get("Action");
  return action === "GetCallerIdentity" || action === "AssumeRole" ? action : "Unknown";
}

/**
 * The topic in the path of a request.
 *
 * @throws ServiceError if there is none
 */
export function topicInPath(request: Request): string {
  if (request.topic === undefined) throw new ServiceError("InvalidRequestException", "the topic is badly encoded");
  if (request.topic === "") throw new ServiceError("InvalidRequestException", "topic must not be empty");
  return request.topic;
}

/**
 * Splits the raw target. A URL parser would resolve `..`, which is a valid level of a topic. A target in absolute form,
 * such as a proxy sends, has its path after the host [RFC 9112, 3.2.2].
 */
export function splitTarget(raw: string): { path: string; query: URLSearchParams } {
  const target = raw.startsWith("/") ? raw : raw.replace(/^https?:\/\/[^/?#]*/i, "");
  const mark = target.indexOf("?");
  if (mark < 0) return { path: target, query: new URLSearchParams() };
  return { path: target.slice(0, mark), query: new URLSearchParams(target.slice(mark + 1)) };
}

/** Decodes a topic once, so that `a%252Fb` is the topic `a%2Fb`. Slashes may be plain or `%2F`. */
function decodeTopic(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}
