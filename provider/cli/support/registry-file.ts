import { readFileSync } from "node:fs";
import type { Registry } from "../../local";
import { lazy } from "./lazy";

/**
 * Reads the registry in a file at each call, so that a change of the file takes effect at once. If the file becomes
 * invalid, the last valid registry stays.
 */
export function registryIn(file: string): () => Registry {
  const read = () => lazy.localRegistry().parseRegistry(readFileSync(file, "utf8"));
  let registry: Registry;
  try {
    registry = read();
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
  let warned = "";
  return () => {
    try {
      registry = read();
      warned = "";
    } catch (error) {
      const { message } = error as Error;
      if (message !== warned) console.error(`${file}: ${message}. The registry stays as it was`);
      warned = message;
    }
    return registry;
  };
}
