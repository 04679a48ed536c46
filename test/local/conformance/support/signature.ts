import { createHash, createHmac } from "node:crypto";

/** Keys of an AWS account. */
export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** Who signs, for which host, and when. */
export interface Signer {
  host: string;
  region: string;
  keys: Keys;
  now: Date;
}

/** A request as it goes over the wire. */
export interface Unsigned {
  method: string;
  /** Raw path, with its query. */
  target: string;
  body: Buffer;
}

const ALGORITHM = "AWS4-HMAC-SHA256";

/** AWS IoT Core takes this name for HTTP and for MQTT over WebSocket. */
const SERVICE = "iotdevicegateway";

/**
 * The headers that sign a request of the data plane.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders(signer: Signer, { method, target, body }: Unsigned): Record<string, string> {
  const { host, keys, region, now } = signer;
  const [path = "", query = ""] = target.split("?", 2);
  const bodyHash = sha256(body);
  const headers: [string, string][] = [
    ["host", host],
    ["x-amz-content-sha256", bodyHash],
    ["x-amz-date", stamp(now)],
    ...(keys.sessionToken === undefined ? [] : [["x-amz-security-token", keys.sessionToken] as [string, string]]),
  ];
  const names = headers.map(([name]) => name).join(";");
  // What is encoded in the path is encoded once more in what is signed.
  const signedPath = path.split("/").map(encode).join("/");
  const pairs = [...new URLSearchParams(query)].map(([key, value]) => [encode(key), encode(value)] as const);
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join("");
  const request = [method, signedPath, joined(pairs), lines, names, bodyHash].join("\n");
  const authorization = `${ALGORITHM} Credential=${keys.accessKeyId}/${scope(region, now)}, SignedHeaders=${names}, Signature=${signature(signer, request)}`;
  return { ...Object.fromEntries(headers), authorization };
}

/**
 * The URL for MQTT over WebSocket. The session token is added after the signature, and is not signed.
 *
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export function presignedUrl(signer: Signer): string {
  const { host, keys, region, now } = signer;
  const pairs = [
    ["X-Amz-Algorithm", ALGORITHM],
    ["X-Amz-Credential", encode(`${keys.accessKeyId}/${scope(region, now)}`)],
    ["X-Amz-Date", stamp(now)],
    ["X-Amz-Expires", "900"],
    ["X-Amz-SignedHeaders", "host"],
  ] as const;
  const query = joined(pairs);
  const request = ["GET", "/mqtt", query, `host:${host}\n`, "host", sha256(Buffer.alloc(0))].join("\n");
  const token = keys.sessionToken === undefined ? "" : `&X-Amz-Security-Token=${encode(keys.sessionToken)}`;
  return `wss://${host}/mqtt?${query}&X-Amz-Signature=${signature(signer, request)}${token}`;
}

function signature({ keys, region, now }: Signer, request: string): string {
  const toSign = [ALGORITHM, stamp(now), scope(region, now), sha256(Buffer.from(request))].join("\n");
  const parts = [stamp(now).slice(0, 8), region, SERVICE, "aws4_request", toSign];
  const start: Buffer = Buffer.from(`AWS4${keys.secretAccessKey}`);
  return parts.reduce((key, part) => createHmac("sha256", key).update(part).digest(), start).toString("hex");
}

function scope(region: string, now: Date): string {
  return `${stamp(now).slice(0, 8)}/${region}/${SERVICE}/aws4_request`;
}

function stamp(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, "");
}

function joined(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
