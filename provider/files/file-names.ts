import { isIgnored } from "./disk/tree";
import { EXTENSIONS } from "./layers/file-topic";
import { isNearOptions, OPTIONS_FILE } from "./options/folder-options";

/** Bytes of a name, by the limit of common file systems. */
const MAX_NAME_BYTES = 255;

/** Characters that some file systems do not allow in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const awkward = /[\u0000-\u001f\u007f<>:"|?*\\]|[. ]$/;

/** The folder for messages whose topics cannot be names of files. */
const OTHER_FOLDER = "other";

/** Chooses a file name for each topic, so that no two of them are the same on any file system. */
export class FileNames {
  /** The paths in use, by their form on a file system that ignores case. */
  private readonly taken = new Map<string, { spelled: string; isFolder: boolean }>();
  private substitutes = 0;

  constructor() {
    this.claim(OPTIONS_FILE, false);
  }

  /** Reserves the file name from which `topic` is read back; undefined if no file can have that name. */
  reserve(topic: string, extension: string): string | undefined {
    const file = topic + extension;
    // Reading removes known extensions, so a topic that ends in one would come back without it.
    if (extension === "" && EXTENSIONS.test(topic)) return undefined;
    const levels = file.split("/");
    if (!levels.every(isName) || folded(levels[0] ?? "") === folded(OTHER_FOLDER) || isNearOptions(file)) {
      return undefined;
    }
    const folders = levels.slice(0, -1).map((_, i) => levels.slice(0, i + 1).join("/"));
    if (!folders.every((path) => this.isFree(path, true)) || !this.isFree(file, false)) return undefined;
    for (const path of folders) this.claim(path, true);
    this.claim(file, false);
    return file;
  }

  /** A file name for a topic that cannot be a file name itself. */
  substitute(): string {
    return `${OTHER_FOLDER}/${String(++this.substitutes).padStart(4, "0")}.bin`;
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

/**
 * The same text for all paths that some file system treats as one. The detour through upper case also catches letters such
 * as \u00df, which is two letters in upper case.
 */
function folded(path: string): string {
  return path.normalize("NFD").toUpperCase().toLowerCase().normalize("NFD");
}
