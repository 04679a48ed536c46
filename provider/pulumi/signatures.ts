/** The key by which Pulumi marks objects that stand for values of another kind. */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

/** Signature of an envelope around a secret value. */
export const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** Signature of an asset: a file or a text. */
export const ASSET_SIGNATURE = "c44067f5952c0a294b673a41bacd8c17";

/**
 * Whether no object may have this key on its way through Pulumi. With the first one Pulumi takes it for a value of another
 * kind, such as a file of this machine; JavaScript loses the second one.
 */
export function isReservedKey(key: string): boolean {
  return key === SIGNATURE_KEY || key === "__proto__";
}
