import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { utf8 } from "../messages/digest";
import { limits } from "../messages/limits";
import { byCodeUnit, codeOf } from "./files-error";

/** A file of a folder. */
export interface FoundFile {
  /** Relative to the folder, with forward slashes. */
  file: string;
  path: string;
  /** Bytes. */
  size: number;
}

/** The files of a folder, and what cannot be one, both in the order of their paths. */
export interface Tree {
  files: FoundFile[];
  issues: TreeIssue[];
}

/** Why what has this path in the folder cannot be a message. */
export interface TreeIssue {
  file: string;
  reason: string;
}

/** What editors and file managers leave behind. */
const droppings = /^(.*~|#.*#|~\$.*|.*\.(swp|swo|orig|rej)|Thumbs\.db|desktop\.ini)$/;

/** Whether files of a name are ignored: dot files, and what editors leave behind. */
export function isIgnored(name: string): boolean {
  return name.startsWith(".") || droppings.test(name);
}

/**
 * Walks a folder without opening a file. Symbolic links are followed as long as they stay inside of it.
 *
 * @param root an existing folder
 */
export function walk(root: string): Tree {
  const files: FoundFile[] = [];
  const issues: TreeIssue[] = [];
  const issue = (file: string, reason: string) => void issues.push({ file, reason });
  let seen = 0;

  /** @param trail the real paths of the folders that this one is in, itself the last */
  function enter(folder: string, relative: string, trail: readonly string[]): void {
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: "buffer" })) {
      seen += 1;
      // Links that cross each other make more paths than there are entries.
      if (seen > limits.messagesInSet) return;
      const name = utf8(entry.name);
      if (name === undefined) issue(relative.replace(/\/$/, "") || ".", "holds a name that is no UTF-8");
      else if (!isIgnored(name)) attempt(relative + name, () => look(entry, name, folder, relative + name, trail));
    }
  }

  function look(entry: Dirent<Buffer>, name: string, folder: string, file: string, trail: readonly string[]): void {
    const path = join(folder, name);
    const real = entry.isSymbolicLink() ? realpathSync.native(path) : join(trail.at(-1) ?? "", name);
    if (!isInside(real, trail[0] ?? "")) return void issue(file, "a symbolic link that leaves the folder");
    const stats = statSync(path);
    if (stats.isFile()) return void files.push({ file, path, size: stats.size });
    // Devices and pipes are not opened: reading one may never end.
    if (!stats.isDirectory()) return void issue(file, "neither a file nor a folder");
    if (trail.includes(real)) return void issue(file, "a symbolic link to a folder that holds it");
    enter(path, `${file}/`, [...trail, real]);
  }

  function attempt(file: string, step: () => void): void {
    try {
      step();
    } catch (error) {
      issue(file, `cannot be read (${codeOf(error)})`);
    }
  }

  attempt(".", () => enter(root, "", [realpathSync.native(root)]));
  if (seen > limits.messagesInSet) {
    return { files: [], issues: [{ file: ".", reason: `expected at most ${limits.messagesInSet} files and folders` }] };
  }
  const byFile = (a: { file: string }, b: { file: string }) => byCodeUnit(a.file, b.file);
  return { files: files.sort(byFile), issues: issues.sort(byFile) };
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
