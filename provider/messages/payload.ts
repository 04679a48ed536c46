import { ASSET_SIGNATURE, SIGNATURE_KEY } from "../pulumi/signatures";
import { isSentinel } from "../pulumi/unknowns";
import { decodeBase64 } from "./base64";
import { sha256 } from "./digest";
import { limits } from "./limits";
import { hasLoneSurrogate, LONE_SURROGATE } from "./surrogates";
import { utf8 } from "./utf8";

/** An asset as it arrives from the engine. If the engine only asks for a difference, it leaves out the contents. */
export interface AssetValue {
  [SIGNATURE_KEY]: typeof ASSET_SIGNATURE;
  /** SHA-256 of the contents, hex. */
  hash?: string;
  text?: string;
  path?: string;
  uri?: string;
}

/** The payload as declared: text or an asset, or bytes as base64. */
export interface DeclaredPayload {
  payload?: string | AssetValue;
  payloadBase64?: string;
}

/**
 * Bytes in the form in which they would be declared: text if they are text, so that a preview shows what differs in it. A
 * text that Pulumi would take for an unknown value is base64.
 */
export function declaredPayload(bytes: Uint8Array): { payload?: string; payloadBase64?: string } {
  const text = utf8(bytes);
  const isText = text !== undefined && !isSentinel(text);
  return isText ? { payload: text } : { payloadBase64: Buffer.from(bytes).toString("base64") };
}

/** Reads the file of an asset. Its error says what is wrong, without quoting anything. */
export type FileReader = (path: string) => Buffer;

export function isAsset(value: unknown): value is AssetValue {
  return (
    typeof value === "object" && value !== null && (value as Partial<AssetValue>)[SIGNATURE_KEY] === ASSET_SIGNATURE
  );
}

/**
 * The bytes to publish.
 *
 * @param mayBeEmpty whether there may be none, or no payload at all
 * @throws Error that says what is wrong with the declaration, without quoting it
 */
export function payloadBytes(
  { payload, payloadBase64 }: DeclaredPayload,
  read: FileReader,
  mayBeEmpty = false,
): Buffer {
  if (payload !== undefined && payloadBase64 !== undefined)
    throw new Error("expected payload or payloadBase64, got both");
  const text = payload === undefined && mayBeEmpty ? "" : payload;
  const bytes = payloadBase64 === undefined ? textOrAsset(text, read) : decodeText(payloadBase64);
  if (bytes === undefined) throw new Error("expected base64");
  if (bytes.length === 0 && !mayBeEmpty)
    throw new Error("must not be empty: an empty retained message clears the topic");
  if (bytes.length > limits.payloadBytes) {
    throw new Error(`expected at most ${limits.payloadBytes} bytes (128 KB), got ${bytes.length}`);
  }
  return bytes;
}

/** Digest of a declared payload, even if the engine has left out the contents of an asset. */
export function payloadDigest(declared: DeclaredPayload, read: FileReader): string | undefined {
  if (isAsset(declared.payload) && declared.payload.hash !== undefined) return declared.payload.hash;
  if (declared.payload === undefined && declared.payloadBase64 === undefined) return undefined;
  try {
    // An empty payload is refused elsewhere. It has a digest all the same.
    return sha256(payloadBytes(declared, read, true));
  } catch {
    return undefined;
  }
}

function decodeText(base64: unknown): Buffer | undefined {
  return typeof base64 === "string" ? decodeBase64(base64) : undefined;
}

function textOrAsset(payload: unknown, read: FileReader): Buffer {
  if (payload === undefined) throw new Error("expected a payload");
  if (typeof payload === "string") return encode(payload);
  if (!isAsset(payload)) throw new Error("expected text, a JSON value, a FileAsset or a StringAsset");
  if (payload.text !== undefined) return encode(payload.text);
  if (payload.path === undefined) throw new Error("expected a FileAsset or a StringAsset, got another kind of asset");
  return read(payload.path);
}

function encode(text: string): Buffer {
  if (hasLoneSurrogate(text)) throw new Error(LONE_SURROGATE);
  return Buffer.from(text, "utf8");
}
