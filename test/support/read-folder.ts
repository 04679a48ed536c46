import { FilesError } from "../../provider/files/disk/files-error";
import type { FolderOptions } from "../../provider/files/options/folder-options";
import { readMessages } from "../../provider/files/read-messages";
import { folder } from "./folder";

/** A folder that is there already, several that are laid over one another, or files by their paths of which one is made. */
type Given = string | readonly string[] | Readonly<Record<string, string | Uint8Array>>;

/** The topics and messages of a folder. */
export function read(given: Given, options?: FolderOptions): Record<string, unknown> {
  return Object.fromEntries(
    [...readMessages(rootOf(given), options).messages].map(([topic, { message }]) => [topic, message]),
  );
}

/** What is wrong with a folder. */
export function issuesIn(given: Given, options?: FolderOptions): readonly string[] {
  try {
    readMessages(rootOf(given), options);
  } catch (error) {
    if (error instanceof FilesError) return error.issues;
    throw error;
  }
  return [];
}

function rootOf(given: Given): string | readonly string[] {
  return typeof given === "string" || isList(given) ? given : folder(given);
}

function isList(given: Given): given is readonly string[] {
  return Array.isArray(given);
}
