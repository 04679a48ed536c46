import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { limits } from "../../messages/limits";
import { utf8 } from "../../messages/utf8";
import { byCodeUnit } from "../../text/order";
import { codeOf } from "./files-error";

/** A file in a folder. */
export interface FoundFile {
  /** Relative to the folder, with forward slashes. */
  file: string;
  path: string;
  /** Bytes. */
  size: number;
}

/** The files in a folder, and the entries that cannot be messages, both in the order of their paths. */
export interface Tree {
  files: FoundFile[];
  issues: TreeIssue[];
}

/** Why an entry of the folder cannot be a message. */
export interface TreeIssue {
  file: string;
  reason: string;
}

/** Names of the files that editors and file managers leave behind. */
const leftovers = /^(.*~|#.*#|~\$.*|.*\.(swp|swo|orig|rej)|Thumbs\.db|desktop\.ini)$/;

/** Whether files of a name are ignored: dot files, and those that editors leave behind. */
export function isIgnored(name: string): boolean {
  return name.startsWith(".") || leftovers.test(name);
}

/**
 * Walks a folder without opening its files. Symbolic links are followed as long as they stay inside the folder.
 *
 * @param root an existing folder
 */
export function walk(root: string): Tree {
  const files: FoundFile[] = [];
  const issues: TreeIssue[] = [];
  const report = (file: string, reason: string) => void issues.push({ file, reason });
  let seen = 0;

  /** @param trail the real paths of this folder and the folders around it, this one last */
  function enter(folder: string, relative: string, trail: readonly string[]): void {
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: "buffer" })) {
      seen += 1;
      // Counted here, because links that lead to one another make many more paths than there are entries.
      if (seen > limits.messagesInSet) return;
      const name = utf8(entry.name);
      if (name === undefined) report(relative.replace(/\/$/, "") || ".", "contains a name that is not UTF-8");
      else if (!isIgnored(name)) attempt(relative + name, () => look(entry, name, folder, relative + name, trail));
    }
  }

  function look(entry: Dirent<Buffer>, name: string, folder: string, file: string, trail: readonly string[]): void {
    const path = join(folder, name);
    const real = entry.isSymbolicLink() ? realpathSync.native(path) : join(trail.at(-1) ?? "", name);
    if (!isInside(real, trail[0] ?? "")) return void report(file, "a symbolic link that leaves the folder");
    const stats = statSync(path);
    if (stats.isFile()) return void files.push({ file, path, size: stats.size });
    // Devices and pipes are not opened, because reading one may never end.
    if (!stats.isDirectory()) return void report(file, "neither a file nor a folder");
    if (trail.includes(real)) return void report(file, "a symbolic link to a folder that contains it");
    enter(path, `${file}/`, [...trail, real]);
  }

  function attempt(file: string, step: () => void): void {
    try {
      step();
    } catch (error) {
      report(file, `cannot be read (${codeOf(error)})`);
    }
  }

  attempt(".", () => enter(root, "", [realpathSync.native(root)]));
  if (seen > limits.messagesInSet) {
    return { files: [], issues: [{ file: ".", reason: `expected at most ${limits.messagesInSet} files and folders` }] };
  }
  const byFile = (a: { file: string }, b: { file: string }) => byCodeUnit(a.file, b.file);
  return { files: files.sort(byFile), issues: issues.sort(byFile) };
}

/** Whether a real path is a folder, or is in it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
