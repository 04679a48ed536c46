/** `npm run plugin`: makes the archive of the plugin for projects without npm. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pluginArchive } from "./archive";

const root = join(__dirname, "../..");

async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const folder = join(root, "dist-plugin");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `pulumi-resource-iot-retained-v${version}.tar.gz`);
  const archive = await pluginArchive(root);
  writeFileSync(file, archive);
  console.log(`${relative(process.cwd(), file)}, ${Math.ceil(archive.length / 1024)} kB`);
}

void main();
