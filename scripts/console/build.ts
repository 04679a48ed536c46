/** Part of `npm run build`: bundles the page of the console into `dist`, with the licenses of what it is made of. */

import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { licensesOf } from "../plugin/licenses";

const root = join(__dirname, "../..");
const [from, to] = ["provider/local/console/page", "dist/local/console/page"].map((path) => join(root, path)) as [
  string,
  string,
];

async function main(): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { page: join(from, "main.tsx") },
    outdir: to,
    metafile: true,
    bundle: true,
    format: "esm",
    target: ["chrome123", "firefox121", "safari17.5"],
    minify: true,
    legalComments: "none",
    logLevel: "warning",
    jsx: "automatic",
    jsxImportSource: "preact",
  });
  copyFileSync(join(from, "index.html"), join(to, "index.html"));
  writeFileSync(join(to, "LICENSES.txt"), licensesOf(root, Object.keys(metafile.inputs)));
}

void main();
