import { SECRET_SIGNATURE, SIGNATURE_KEY } from "./signatures";

/** An envelope around a value: how the engine is told that the value is secret. */
export function asSecret(value: unknown): object {
  return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}
