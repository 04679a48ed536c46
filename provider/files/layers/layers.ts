import { realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, posix, resolve, sep } from "node:path";
import { codeOf, FilesError } from "../disk/files-error";
import { type FoundFile, isInside, type TreeIssue, walk } from "../disk/tree";
import { type FolderOptions, OPTIONS_FILE } from "../options/folder-options";
import { optionsIn } from "../options/options-file";

/** A file of a layer. */
export interface LayerFile extends FoundFile {
  /** Its name in errors: with its folder, if there are several layers. */
  name: string;
}

/** A folder that is laid over those before it. */
export interface Layer {
  directory: string;
  /** What stands before the path of one of its files in errors: nothing for the only layer. */
  label: string;
  /** All files but `retained.yaml`. */
  files: readonly LayerFile[];
  /** Entries that cannot be messages. */
  issues: readonly TreeIssue[];
  options: FolderOptions;
}

/** A folder as it was found. */
type Found = Omit<Layer, "label" | "files"> & { files: readonly FoundFile[] };

/**
 * Finds the layers that some folders consist of, the lowest first. A folder stands after those that its `retained.yaml`
 * names under `layers`. One that is named more than once counts where it is first. The files of a layer that is inside of
 * another one are its own alone.
 *
 * @param directories relative to the working directory
 * @throws FilesError if there is no such folder, or if its options are wrong: then nobody knows which files it leaves out
 */
export function findLayers(directories: readonly string[]): Layer[] {
  const found = new Map<string, Found>();
  const issues: string[] = [];

  /** @param trail the real paths of the folders that are laid over this one */
  function add(directory: string, trail: readonly string[]): void {
    assertFolder(directory);
    const real = realpathSync.native(directory);
    if (trail.includes(real))
      throw new FilesError([`${directory}/${OPTIONS_FILE}: \`layers\`: a folder is laid over itself`]);
    if (found.has(real)) return;
    const { files, issues: treeIssues } = walk(directory);
    const read = optionsIn(files);
    if ("issues" in read) {
      const label = labelOf(directory, directories.length > 1 || trail.length > 0);
      issues.push(...[...treeIssues.map(treeIssueLine), ...read.issues].map((line) => label + line));
      return;
    }
    const { layers = [], ...options } = read.options;
    for (const below of layers) {
      const wrong = reasonAgainstLayer(directory, below);
      if (wrong === undefined) add(posix.join(slashed(directory), below), [...trail, real]);
      else issues.push(`${labelOf(directory, true)}${OPTIONS_FILE}: \`layers\`: ${JSON.stringify(below)}: ${wrong}`);
    }
    const own = files.filter(({ file }) => file !== OPTIONS_FILE);
    found.set(real, { directory, files: own, issues: treeIssues, options });
  }

  for (const directory of directories) add(directory, []);
  if (issues.length > 0) throw new FilesError(issues);
  return [...found].map(([real, layer]) => {
    const label = labelOf(layer.directory, found.size > 1);
    const isOwn = ({ file }: { file: string }) => !isOfLayerInside(real, file, found);
    const files = layer.files.filter(isOwn).map((file) => ({ ...file, name: label + file.file }));
    return { ...layer, label, files, issues: layer.issues.filter(isOwn) };
  });
}

/** Whether a file of a folder lies in a layer that is inside of this folder. */
function isOfLayerInside(folder: string, file: string, layers: ReadonlyMap<string, unknown>): boolean {
  for (let at = dirname(join(folder, file)); at !== folder && isInside(at, folder); at = dirname(at)) {
    if (layers.has(at)) return true;
  }
  return false;
}

/** The line of an entry that cannot be a message. */
export function treeIssueLine({ file, reason }: TreeIssue): string {
  return `${file}: ${reason}`;
}

/**
 * A folder may come from somebody else. It names only folders of the project, so that nothing else on this machine is
 * published. A program names what folders it likes.
 */
function reasonAgainstLayer(directory: string, below: string): string | undefined {
  if (isAbsolute(below)) return "expected a path relative to this folder";
  try {
    const isIn = isInside(realpathSync.native(join(directory, below)), realpathSync.native("."));
    return isIn ? undefined : "expected a folder inside of the working directory; the program can name any other";
  } catch {
    // That there is none is told when it is read.
    return undefined;
  }
}

function labelOf(directory: string, isOneOfMany: boolean): string {
  return isOneOfMany ? `${slashed(directory).replace(/\/$/, "")}/` : "";
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}

function assertFolder(directory: string): void {
  let found: string;
  try {
    const stats = statSync(directory, { throwIfNoEntry: false });
    if (stats?.isDirectory()) return;
    found = stats === undefined ? "nothing" : "something else";
  } catch (error) {
    found = codeOf(error);
  }
  // In full, since a program may run in another folder than one expects.
  throw new FilesError([`${resolve(directory)}: expected a folder, got ${found}`]);
}
