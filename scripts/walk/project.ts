import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { linkPackages } from "./linked";

/** The compiler options of `pulumi new typescript` that matter to a program that runs. */
const tsconfig = { compilerOptions: { strict: true, target: "es2020", module: "node16", noCheck: true } };

/** Lays out a Pulumi project that has installed this package, as it was built, and its peers. */
export function layOutProject(folder: string, name: string, files: Readonly<Record<string, string>>): void {
  linkPackages(folder, "@pulumi", "@types", "@jest");
  const project = {
    "Pulumi.yaml": `name: ${name}\nruntime: nodejs\n`,
    "package.json": JSON.stringify({ name, private: true }),
    "tsconfig.json": JSON.stringify(tsconfig),
  };
  for (const [file, text] of Object.entries({ ...project, ...files })) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
