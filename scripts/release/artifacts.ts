import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "./command";
import { type Release, tagOf } from "./conditions";

/** The systems for which the CLI of Pulumi asks a release for the plugin, which is the same for all. */
const systems = ["linux", "darwin", "windows"].flatMap((system) => ["amd64", "arm64"].map((cpu) => `${system}-${cpu}`));

export const NOTES = "NOTES.md";
export const CHECKSUMS = "SHA256SUMS";

/** The folder of what a release publishes. Git ignores it. */
export function folderOf(release: Pick<Release, "root" | "version">): string {
  return join(release.root, "dist-release", tagOf(release));
}

/** The file of the npm package. */
export function packageOf({ version }: Pick<Release, "version">): string {
  return `pulumi-iot-retained-${version}.tgz`;
}

/** The files that a release on GitHub carries. */
export function assetsOf(release: Release): string[] {
  return fs.readdirSync(folderOf(release)).filter((name) => name !== NOTES);
}

/** Whether a release has all its files, each as it was made. */
export function areMade(release: Release): boolean {
  const folder = folderOf(release);
  const has = (name: string, text: string) => {
    const file = join(folder, name);
    return fs.existsSync(file) && fs.readFileSync(file, "utf8") === text;
  };
  return fs.existsSync(folder) && has(NOTES, notesFileOf(release)) && has(CHECKSUMS, checksumsOf(folder));
}

/**
 * Tests the commit, and makes what is published, in a fresh clone: nothing gets in that is not committed. The folder of the
 * release appears when it is complete.
 */
export async function make(release: Release, run: Run, { skipTests }: { skipTests: boolean }): Promise<void> {
  const folder = folderOf(release);
  const part = `${folder}.part`;
  const temporary = fs.mkdtempSync(join(tmpdir(), "release-"));
  const clone = join(temporary, "clone");
  try {
    renew(part);
    await run(release.root, "git", "clone", "--quiet", "--no-checkout", ".", clone);
    await run(clone, "git", "checkout", "--quiet", "--detach", release.commit);
    if (skipTests) await run(clone, "npm", "ci");
    else await run(clone, ".ci/run");
    await run(clone, "npm", "run", "--silent", "plugin");
    await run(clone, "npm", "pack", "--silent", "--pack-destination", part);
    copyPlugin(join(clone, "dist-plugin"), part, tagOf(release));
    fs.writeFileSync(join(part, NOTES), notesFileOf(release));
    fs.writeFileSync(join(part, CHECKSUMS), checksumsOf(part));
    await run(part, "npm", "publish", "--dry-run", `./${packageOf(release)}`);
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(part, folder);
  } finally {
    for (const each of [temporary, part]) fs.rmSync(each, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Copies the archive of the plugin, also under the name that the CLI asks for on each system. */
function copyPlugin(from: string, to: string, tag: string): void {
  const name = `pulumi-resource-iot-retained-${tag}`;
  for (const end of ["", ...systems.map((system) => `-${system}`)]) {
    fs.copyFileSync(join(from, `${name}.tar.gz`), join(to, `${name}${end}.tar.gz`));
  }
}

function notesFileOf({ notes }: Release): string {
  return `${notes}\n`;
}

/** The digests of what is published from a folder, in the form of `sha256sum --check`. */
function checksumsOf(folder: string): string {
  const names = fs.readdirSync(folder).filter((name) => name !== CHECKSUMS && name !== NOTES);
  return names.sort().reduce((lines, name) => `${lines}${sha256(join(folder, name))}  ${name}\n`, "");
}

function sha256(file: string): string {
  return createHash("sha256").update(fs.readFileSync(file)).digest("hex");
}

function renew(folder: string): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
}
