import { isNearOptions, OPTIONS_FILE } from "./folder-options";
import { EXTENSIONS } from "./message-file";
import { isIgnored } from "./tree";

/** Most bytes of a name on the file systems of this world. */
const MAX_NAME_BYTES = 255;

/** Characters that some file system does not take in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const awkward = /[\u0000-\u001f\u007f<>:"|?*\\]|[. ]$/;

/** Where files are whose topic is no name. */
const FOLDER = "other";

/** Gives topics the names of files, no two of which are the same on any file system. */
export class FileNames {
  /** By their form on a file system that ignores case: how each path is spelled, and whether it is a folder. */
  private readonly taken = new Map<string, { spelled: string; isFolder: boolean }>();
  private substitutes = 0;

  constructor() {
    this.claim(OPTIONS_FILE, false);
  }

  /** The file whose topic is `topic`; undefined where there can be none. */
  take(topic: string, extension: string): string | undefined {
    const file = topic + extension;
    // An extension of its own would be taken off.
    if (extension === "" && EXTENSIONS.test(topic)) return undefined;
    const levels = file.split("/");
    if (!levels.every(isName) || folded(levels[0] ?? "") === folded(FOLDER) || isNearOptions(file)) {
      return undefined;
    }
    const folders = levels.slice(0, -1).map((_, i) => levels.slice(0, i + 1).join("/"));
    if (!folders.every((path) => this.isFree(path, true)) || !this.isFree(file, false)) return undefined;
    for (const path of folders) this.claim(path, true);
    this.claim(file, false);
    return file;
  }

  /** A name for a topic that has none of its own. */
  substitute(): string {
    return `${FOLDER}/${String(++this.substitutes).padStart(4, "0")}.bin`;
  }

  private isFree(path: string, isFolder: boolean): boolean {
    const found = this.taken.get(folded(path));
    return found === undefined || (isFolder && found.isFolder && found.spelled === path);
  }

  private claim(path: string, isFolder: boolean): void {
    this.taken.set(folded(path), { spelled: path, isFolder });
  }
}

function isName(level: string): boolean {
  return level !== "" && Buffer.byteLength(level) <= MAX_NAME_BYTES && !awkward.test(level) && !isIgnored(level);
}

/** One text for all that some file system takes for the same name: upper case also turns \u00df into two letters. */
function folded(path: string): string {
  return path.normalize("NFD").toUpperCase().toLowerCase().normalize("NFD");
}
