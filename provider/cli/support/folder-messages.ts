import { readFileSync } from "node:fs";
import type { FileMessage } from "../../files/read-messages";
import { CommandError } from "./exit";
import { lazy } from "./lazy";
import { note } from "./output";

/**
 * The messages in folders that are laid over one another, by topic.
 *
 * @param prefix what all topics begin with, in place of the folders' own `prefix`
 * @throws CommandError with a line for each issue in the folders
 */
export function messagesIn(
  directories: readonly string[],
  prefix: string | undefined,
): ReadonlyMap<string, FileMessage> {
  try {
    const found = lazy.readFolder().readMessages(directories, prefix === undefined ? {} : { prefix });
    for (const warning of found.warnings) note(`warning: ${warning}`);
    return found.messages;
  } catch (error) {
    throw error instanceof lazy.filesError().FilesError ? new CommandError(...error.issues) : error;
  }
}

/** The bytes that a message publishes. @throws CommandError with its file */
export function payloadOf({ file, message }: FileMessage): Uint8Array {
  try {
    return lazy.payload().payloadBytes(message, readFileSync);
  } catch (error) {
    throw new CommandError(`${file}: ${(error as Error).message}`);
  }
}
