import { FilesError } from "../files/files-error";
import type { FolderOptions } from "../files/folder-options";
import type { FileMessage } from "../files/read-messages";
import { DeploymentError } from "../messages/deployment-error";
import type { LoadMessagesArgs, LoadMessagesResult } from "./types";

/**
 * The messages of a folder.
 *
 * @throws DeploymentError with every file that is no message, and why
 */
export async function loadMessagesOf({ directory, ...options }: LoadMessagesArgs): Promise<LoadMessagesResult> {
  const found = readFolder(directory, options);
  return { messages: Object.fromEntries([...found].map(([topic, { message }]) => [topic, message])) };
}

/**
 * The messages of a folder, with the file of each.
 *
 * @throws DeploymentError with every file that is no message, and why
 */
export function readFolder(directory: string, options: FolderOptions): ReadonlyMap<string, FileMessage> {
  // Only a program with a folder loads the YAML parser, which takes 50 ms.
  const { readMessages } = require("../files/read-messages") as typeof import("../files/read-messages");
  try {
    return readMessages(directory, options);
  } catch (error) {
    throw error instanceof FilesError ? loadError(directory, error.issues) : error;
  }
}

/** The issues name files in the folder. A program may load several folders, so that the error names the folder. */
export function loadError(directory: string, issues: readonly string[]): DeploymentError {
  return new DeploymentError(
    [`the messages of ${directory} cannot be loaded:`, ...issues.map((issue) => `  ${issue}`)].join("\n"),
  );
}
