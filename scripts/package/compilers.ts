import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../../package.json";
import { must } from "./must";
import { templateOutput, templateRules, templateTarget } from "./template";

/** The oldest compiler that takes the declarations of Pulumi and Node.js, the one of Pulumi's templates, and those after. */
const versions = ["4.9.5", "5.9.3", "6.0.3", "7.0.2"] as const;

/** Settings, and the versions of TypeScript that know them. */
interface Case {
  versions: readonly (typeof versions)[number][];
  options: Readonly<Record<string, unknown>>;
  type?: "module";
}

/** Types of Node.js alone: up to 5.7, a project without this list also checks types that our dependencies bring. */
const types = ["node"];

const cases: Readonly<Record<string, Case>> = {
  "the templates of Pulumi": { versions: ["5.9.3"], options: templateTarget },
  "older templates of Pulumi, with types": {
    versions: ["4.9.5"],
    options: { ...templateTarget, target: "es2016", types },
  },
  "the templates of Pulumi, with types and ignoreDeprecations": {
    versions: ["6.0.3"],
    options: { ...templateTarget, types, ignoreDeprecations: "6.0" },
  },
  node16: { versions: ["4.9.5", "5.9.3"], options: { module: "node16", types } },
  nodenext: { versions: ["5.9.3", "6.0.3", "7.0.2"], options: { module: "nodenext", types } },
  "nodenext and exactOptionalPropertyTypes, as a module": {
    versions: ["5.9.3", "6.0.3", "7.0.2"],
    options: { module: "nodenext", exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, types },
    type: "module",
  },
  "a bundler": {
    versions: ["5.9.3", "6.0.3", "7.0.2"],
    options: { target: "es2020", module: "esnext", moduleResolution: "bundler", types },
  },
};

/** What the templates of Pulumi say besides. */
const common = { ...templateRules, ...templateOutput };

/**
 * Compiles `test/types` in a fresh project that has installed the package, with each compiler and each setting.
 *
 * @param folder an empty one
 * @param tarball the packed package
 */
export async function compile(root: string, folder: string, tarball: string): Promise<void> {
  const { "@pulumi/pulumi": sdk, "@types/node": node, "expect-type": expectType } = manifest.devDependencies;
  const compilers = versions.map((version) => [`typescript-${version}`, `npm:typescript@${version}`]);
  const dependencies = { "@pulumi/pulumi": sdk, "@types/node": node, "expect-type": expectType };
  const all = { ...dependencies, ...Object.fromEntries(compilers), [manifest.name]: `file:${tarball}` };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: all }));
  // Without links to commands, since all compilers have the same one.
  await must("npm", ["install", "--no-bin-links", "--ignore-scripts", "--no-audit", "--no-fund"], folder);
  const programs = join(root, "test/types");
  let count = 0;
  for (const [name, { versions, options, type = "commonjs" }] of Object.entries(cases)) {
    const project = join(folder, `project-${++count}`);
    mkdirSync(project);
    for (const file of readdirSync(programs)) copyFileSync(join(programs, file), join(project, file));
    writeFileSync(join(project, "package.json"), JSON.stringify({ type }));
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...common, ...options } }));
    for (const version of versions) {
      await must(process.execPath, [join(folder, `node_modules/typescript-${version}/bin/tsc`), "--noEmit"], project);
      console.log(`TypeScript ${version}: ${name}`);
    }
  }
}
