import { readFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json";
import { run } from "../../scripts/engine/run";
import { declaredFiles, pack } from "./support/tarball";

/** The manifest in the packed package. */
async function packedManifest(): Promise<Record<string, unknown>> {
  const { tarball } = await pack();
  return JSON.parse((await run("tar", ["-xzOf", tarball, "package/package.json"])).stdout);
}

test("no script and no development dependency reaches users, and everything else does", async () => {
  const { scripts, devDependencies, overrides, allowScripts, ...forUsers } = manifest;
  expect(await packedManifest()).toEqual(forUsers);
});

test("packing leaves the manifest as it was", async () => {
  const { source } = await pack();
  const after = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  expect(after).toEqual({ ...manifest, scripts: { ...manifest.scripts, build: "node --version" } });
});

test("only declared files are packed", async () => {
  const { tarball } = await pack();
  const files = (await run("tar", ["-tzf", tarball])).stdout.trim().split("\n");
  const tops = new Set(files.map((file) => file.split("/")[1]));
  expect([...tops].sort()).toEqual([...declaredFiles, "LICENSE", "README.md", "package.json"].sort());
});
