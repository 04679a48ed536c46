import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { utf8 } from "../messages/digest";
import { limits } from "../messages/limits";
import { byCodeUnit } from "./files-error";

/** A file of a folder. */
export interface FoundFile {
  /** Relative to the folder, with forward slashes. */
  file: string;
  path: string;
  /** Bytes. */
  size: number;
}

/** The files of a folder, in the order of their paths, and what cannot be one. */
export interface Tree {
  files: FoundFile[];
  faults: string[];
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
  const faults: string[] = [];
  const realRoot = realpathSync(root);

  function enter(folder: string, relative: string, trail: readonly string[]): void {
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: "buffer" })) {
      if (files.length > limits.messagesInSet) return;
      look(entry, folder, relative, trail);
    }
  }

  function look(entry: Dirent<Buffer>, folder: string, relative: string, trail: readonly string[]): void {
    const name = utf8(entry.name);
    if (name === undefined) return void faults.push(`${relative || "."}: holds a name that is no UTF-8`);
    if (isIgnored(name)) return;
    const file = relative + name;
    const path = join(folder, name);
    try {
      const real = entry.isSymbolicLink() ? realpathSync(path) : path;
      if (entry.isSymbolicLink() && !isInside(real, realRoot)) {
        return void faults.push(`${file}: a symbolic link that leaves the folder`);
      }
      const stats = statSync(path);
      if (stats.isFile()) return void files.push({ file, path, size: stats.size });
      // Devices and pipes are not opened: reading one may never end.
      if (!stats.isDirectory()) return void faults.push(`${file}: neither a file nor a folder`);
      const realFolder = realpathSync(path);
      if (trail.includes(realFolder)) return void faults.push(`${file}: a symbolic link to a folder that holds it`);
      enter(path, `${file}/`, [...trail, realFolder]);
    } catch (error) {
      faults.push(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }

  enter(root, "", [realRoot]);
  if (files.length > limits.messagesInSet) {
    return { files: [], faults: [`.: expected at most ${limits.messagesInSet} files`] };
  }
  return { files: files.sort((a, b) => byCodeUnit(a.file, b.file)), faults };
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
