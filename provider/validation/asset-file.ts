import { readFileSync, statSync } from "node:fs";
import { limits } from "../messages/limits";

/**
 * Why the path of a FileAsset is refused, without opening the file: reading a pipe or a device may never end, and the engine
 * reads whatever it gets.
 */
export function reasonAgainstAssetFile(path: string): string | undefined {
  try {
    const stats = statSync(path);
    if (stats.isFile()) return undefined;
    return `expected a FileAsset of a file, got ${stats.isDirectory() ? "a folder" : "neither a file nor a folder"}`;
  } catch (error) {
    return unreadable(error);
  }
}

/**
 * Reads the file of a FileAsset as a payload. It opens nothing but a file of at most the bytes of a payload.
 *
 * @throws Error that says what is wrong with the file
 */
export function readAssetFile(path: string): Buffer {
  const reason = reasonAgainstAssetFile(path);
  if (reason !== undefined) throw new Error(reason);
  const { size } = statSync(path);
  if (size > limits.payloadBytes) {
    throw new Error(`expected at most ${limits.payloadBytes} bytes (128 KB), got ${size}`);
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(unreadable(error));
  }
}

function unreadable(error: unknown): string {
  return `the file of the FileAsset cannot be read (${(error as NodeJS.ErrnoException).code})`;
}
