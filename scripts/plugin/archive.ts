import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle";
import { licensesOf } from "./licenses";
import { type TarFile, tarball } from "./tar";

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
  const files: TarFile[] = [
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
  return tarball(files);
}
