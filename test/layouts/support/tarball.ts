import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import manifest from "../../../package.json";
import { must } from "../../../scripts/package/must";
import { folder } from "../../support/folder";

const ROOT = join(__dirname, "../../..");

/** What `files` of package.json names. An entry with `!` leaves out a part of another one. */
export const declaredFiles: readonly string[] = manifest.files.filter((entry) => !entry.startsWith("!"));

/** What npm packs, and what it runs while it does. */
const PACKED = [...declaredFiles, "README.md", "LICENSE", "package.json", "scripts/package", "tsconfig.json"];

/** A packed package. */
export interface Packed {
  tarball: string;
  /** The folder in which it was packed. */
  source: string;
}

let packed: Promise<Packed> | undefined;

/**
 * Packs what has been built, once for a test file. It does so in a copy, since package.json changes meanwhile, which other
 * tests read.
 */
export function pack(): Promise<Packed> {
  packed ??= packCopy(folder());
  return packed;
}

async function packCopy(source: string): Promise<Packed> {
  for (const path of PACKED) await cp(join(ROOT, path), join(source, path), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(source, "node_modules"));
  // It has been built, and the copy has no sources.
  await must("npm", ["pkg", "set", "scripts.build=node --version"], source);
  await must("npm", ["pack", "--silent", "--ignore-scripts=false"], source);
  return { tarball: join(source, `${manifest.name}-${manifest.version}.tgz`), source };
}
