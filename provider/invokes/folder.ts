import { FilesError } from "../files/disk/files-error";
import type { FolderOptions } from "../files/options/folder-options";
import type { FolderMessages } from "../files/read-messages";
import { DeploymentError } from "../messages/deployment-error";
import type { LoadMessagesArgs, LoadMessagesResult } from "./types";

/**
 * The messages of a folder.
 *
 * @param warn tells the user a line
 * @throws DeploymentError with every file that is no message, and why
 */
export async function loadMessagesOf(
  { directory, layers = [], ...options }: LoadMessagesArgs,
  warn: (line: string) => Promise<void>,
): Promise<LoadMessagesResult> {
  const { messages, warnings } = readFolder([...layers, directory], options);
  for (const warning of warnings) await warn(warning);
  return { messages: Object.fromEntries([...messages].map(([topic, { message }]) => [topic, message])) };
}

/**
 * The messages of a folder, or of folders that are laid over one another, with the file of each.
 *
 * @throws DeploymentError with every file that is no message, and why
 */
export function readFolder(directory: string | readonly string[], options: FolderOptions): FolderMessages {
  // Only a program with a folder loads the YAML parser, which takes 50 ms.
  const { readMessages } = require("../files/read-messages") as typeof import("../files/read-messages");
  try {
    return readMessages(directory, options);
  } catch (error) {
    throw error instanceof FilesError ? loadError(directory, error.issues) : error;
  }
}

/** The issues name files in the folder. A program may load several folders, so that the error names the folder. */
export function loadError(directory: string | readonly string[], issues: readonly string[]): DeploymentError {
  const folders = typeof directory === "string" ? directory : directory.join(", ");
  return new DeploymentError(
    [`the messages of ${folders} cannot be loaded:`, ...issues.map((issue) => `  ${issue}`)].join("\n"),
  );
}
