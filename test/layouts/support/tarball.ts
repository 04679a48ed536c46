import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import manifest from "../../../package.json";
import { run } from "../../../scripts/engine/run";
import { folder } from "../../support/folder";

const ROOT = join(__dirname, "../../..");

/** What npm packs, and what it runs while it does. */
const PACKED = [...manifest.files, "README.md", "LICENSE", "package.json", "scripts/package", "tsconfig.json"];

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
  await npm(source, "pkg", "set", "scripts.build=node --version");
  await npm(source, "pack", "--silent", "--ignore-scripts=false");
  return { tarball: join(source, `${manifest.name}-${manifest.version}.tgz`), source };
}

async function npm(cwd: string, ...args: string[]): Promise<void> {
  const { code, stderr } = await run("npm", args, { cwd });
  if (code !== 0) throw new Error(stderr);
}
