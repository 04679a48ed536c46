import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const provider = path.resolve(__dirname, "../../provider");

/** The folders of the package. A folder may import only folders of the layers above its own in this list. */
const layers = [
  ["plain"],
  ["pulumi", "settings", "text", "things", "wire"],
  ["messages"],
  ["validation"],
  ["dataplane", "files", "local", "resources"],
  ["convergence"],
  ["invokes"],
  ["functions", "process"],
  ["topics"],
  ["engine"],
  ["dynamic", "native"],
  ["cli"],
];

test("every folder is in a layer", () => {
  const folders = readdirSync(provider, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(layers.flat().sort());
});

test.each(layers.flat())("%s imports only folders of the layers before", (folder) => {
  const own = layers.findIndex((layer) => layer.includes(folder));
  const allowed = new Set([folder, ...layers.slice(0, own).flat()]);
  expect(importsOf(folder).filter(({ to }) => !allowed.has(to))).toEqual([]);
});

function importsOf(folder: string): { file: string; to: string }[] {
  const files = readdirSync(path.join(provider, folder), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const absolute = path.join(provider, folder, file);
      const { importedFiles } = ts.preProcessFile(readFileSync(absolute, "utf8"), true, true);
      return (
        importedFiles
          .filter(({ fileName }) => fileName.startsWith("."))
          .map(({ fileName }) => path.relative(provider, path.resolve(path.dirname(absolute), fileName)))
          // The package's own package.json is outside.
          .filter((target) => !target.startsWith(".."))
          .map((target) => ({ file: `${folder}/${file}`, to: target.split(path.sep)[0] ?? "" }))
      );
    });
}
