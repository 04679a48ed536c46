import { textOf } from "../disk/source";
import type { FoundFile } from "../disk/tree";
import { parseDocument } from "../formats/document";
import { type FolderFileOptions, isNearOptions, OPTIONS_FILE } from "./folder-options";
import { issuesInFileOptions } from "./issues-in-options";

/** Bytes of `retained.yaml`. It is allowed more than a message, because it may have an entry for every file. */
const MAX_OPTIONS_BYTES = 16_777_216;

/** The options of a folder, or what is wrong with them: lines that begin with the name of a file in the folder. */
export type OptionsInFile = { options: FolderFileOptions } | { issues: string[] };

/** Reads the `retained.yaml` among the files of a folder. */
export function optionsIn(files: readonly FoundFile[]): OptionsInFile {
  const misnamed = files.find(({ file }) => file !== OPTIONS_FILE && isNearOptions(file));
  if (misnamed !== undefined) return { issues: [`${misnamed.file}: expected the name ${OPTIONS_FILE}`] };
  const found = files.find(({ file }) => file === OPTIONS_FILE);
  if (found === undefined) return { options: {} };
  const read = textOf(found, MAX_OPTIONS_BYTES);
  if ("issues" in read) return wrong(read.issues);
  const parsed = parseDocument(read.text, "yaml");
  if ("issues" in parsed) return wrong(parsed.issues);
  const value = parsed.value ?? {};
  const issues = issuesInFileOptions(value);
  return issues.length > 0 ? wrong(issues) : { options: value as FolderFileOptions };
}

function wrong(issues: readonly string[]): OptionsInFile {
  return { issues: issues.map((issue) => `${OPTIONS_FILE}: ${issue}`) };
}
