import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "./compilers";
import { must } from "./must";

// Looks at the package as npm would ship it: `npm run check:package`. It packs what is built, and builds nothing itself, so that
// nothing changes under what runs beside it.

const root = join(__dirname, "../..");

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "retained-package-"));
  try {
    const packed = await must("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root);
    const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
    const tarball = join(folder, filename);
    await must("npx", ["--no-install", "publint", "run", "--strict", tarball], root);
    console.log("publint: nothing to say");
    await must("npx", ["--no-install", "attw", tarball], root);
    console.log("attw: every entry has types, by every resolution");
    const project = join(folder, "project");
    mkdirSync(project);
    await compile(root, project, tarball);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
