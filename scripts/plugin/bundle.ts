import { join } from "node:path";
import { build } from "esbuild";

/**
 * Bundles the provider plugin with all that it needs as one file, which runs without `node_modules`.
 *
 * @param root folder of the project
 * @returns the file, and the paths of the sources that went into it, from the root
 */
export async function bundle(root: string): Promise<{ text: Uint8Array; sources: string[] }> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["provider/native/main.ts"],
    outfile: "main.js",
    write: false,
    metafile: true,
    bundle: true,
    platform: "node",
    // The oldest version in `engines` of package.json.
    target: "node20.19",
    minify: true,
    // An error tells the name of its class.
    keepNames: true,
    legalComments: "none",
    logLevel: "warning",
    // Whoever requires by another name, or by a name that is not a literal, would look for modules beside the bundle.
    logOverride: { "indirect-require": "error", "unsupported-require-call": "error" },
    // Its CommonJS form does so.
    alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
    plugins: [
      {
        name: "own-copy-of-grpc",
        setup({ onResolve }) {
          onResolve({ filter: /\/sdk-grpc$/ }, () => ({ path: join(__dirname, "bundled-grpc.ts") }));
        },
      },
    ],
  });
  const [{ contents } = { contents: new Uint8Array() }] = outputFiles;
  const [output] = Object.values(metafile.outputs);
  const sources = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return { text: contents, sources: sources.map(([path]) => path) };
}
