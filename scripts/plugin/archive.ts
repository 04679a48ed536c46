import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { bundle } from "./bundle";
import { licensesOf } from "./licenses";

/** A file of the archive. */
interface PackedFile {
  name: string;
  content: string | Uint8Array;
  isExecutable?: boolean;
}

/** What starts the plugin: the script for a shell, and the one for Windows. */
const starters = "provider/native/plugin";

/**
 * The plugin as one archive, which `pulumi plugin install --file` takes. It needs Node.js and nothing else.
 *
 * @param root folder of the project
 */
export async function pluginArchive(root: string): Promise<Buffer> {
  const read = (path: string) => readFileSync(join(root, path));
  const { text, sources } = await bundle(root);
  const files: PackedFile[] = [
    { name: "main.js", content: text },
    { name: "schema.json", content: read("provider/native/schema.json") },
    { name: "LICENSE", content: read("LICENSE") },
    { name: "THIRD-PARTY-LICENSES", content: licensesOf(root, sources) },
    ...readdirSync(join(root, starters)).map((name) => ({
      name,
      content: read(join(starters, name)),
      isExecutable: true,
    })),
  ];
  return await packed(files);
}

/** A gzipped tar archive. The same files are the same bytes everywhere, and an executable is one on Windows too. */
async function packed(files: readonly PackedFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, content, isExecutable = false } of files) {
    archive.entry({ name, mode: isExecutable ? 0o755 : 0o644, mtime: new Date(0) }, Buffer.from(content));
  }
  archive.finalize();
  return await buffer(archive.pipe(createGzip({ level: 9 })));
}
