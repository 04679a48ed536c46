import { templateOutput, templateRules, templateTarget } from "../../../scripts/package/template";
import { tested, vitestTests } from "../../snippets/support/unit-tests";
import type { Manager } from "./managers";
import { JEST, newestSdk, TS_NODE, TSX, TYPESCRIPT, VITEST } from "./versions";

/** A project without what its package manager adds: files, by their paths, and what package.json says of them. */
export interface Program {
  manifest: object;
  files: Record<string, string>;
  /** What it depends on beside Pulumi's SDK and this package. */
  development?: Record<string, string>;
  /** What Node.js warns of in any such program. */
  foreign?: RegExp;
  /** A command between the installation and Pulumi. */
  build?: readonly string[];
  /** How many unit tests it has. */
  unitTests?: number;
  /** Folders of a workspace: the one of the program, and the one of a library that it uses. */
  folders?: readonly [program: string, library: string];
}

const NAMES = "listRetainedMessages, loadMessages, RetainedMessage, RetainedMessageSet";

const IMPORTS = `import * as pulumi from "@pulumi/pulumi";
import { ${NAMES} } from "pulumi-iot-retained";
`;

const REQUIRES = `const pulumi = require("@pulumi/pulumi");
const { ${NAMES} } = require("pulumi-iot-retained");
`;

const DECLARED = `new RetainedMessage("defaults", { topic: "acme/defaults", payload: { interval } });
new RetainedMessageSet("sites", { messages: loadMessages("sites") });
`;

const FOUND = 'listRetainedMessages({ prefix: "others/" })';
const COUNT = ".then(({ messages }) => messages.length)";

const INTERVAL = 'new pulumi.Config().requireNumber("interval")';

const TYPED = `${IMPORTS}
const interval: number = ${INTERVAL};
${DECLARED}
export const others: Promise<number> = ${FOUND}${COUNT};
`;

/** They wait at their top level, which only ES modules can. */
const MODULE = `${IMPORTS}
const interval = ${INTERVAL};
${DECLARED}
export const others = await ${FOUND}${COUNT};
`;
const TYPED_MODULE = MODULE.replace("const interval =", "const interval: number =");

const SCRIPT = `${REQUIRES}
const interval = ${INTERVAL};
${DECLARED}
exports.others = ${FOUND}${COUNT};
`;

const LIBRARY = `${REQUIRES}
exports.declareFleet = (interval) => {
${DECLARED}
  return ${FOUND}${COUNT};
};
`;

const OF_LIBRARY = `import * as pulumi from "@pulumi/pulumi";
import { declareFleet } from "fleet";

export const others = declareFleet(${INTERVAL});
`;

/** The settings of Pulumi's template for TypeScript. */
const TEMPLATE = {
  compilerOptions: { ...templateRules, ...templateTarget, ...templateOutput, pretty: true },
  files: ["index.ts"],
};

const NODENEXT = {
  compilerOptions: {
    strict: true,
    outDir: "bin",
    target: "es2022",
    module: "nodenext",
    types: ["node"],
  },
  files: ["index.ts"],
};

const { "stack.test.ts": _ofJest, ...withoutStack } = tested;

const project = "name: acme\nruntime: nodejs\n";

/** The folder that the set is made of. */
const sites = {
  "sites/site-a.json": '{ "plant": "a" }\n',
  "sites/site-b.yaml": "plant: b\n",
  "sites/retained.yaml": "prefix: acme/sites\n",
};

const json = (value: unknown) => JSON.stringify(value, null, 2);

/** Files below a folder. */
function below(folder: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([file, content]) => [`${folder}/${file}`, content]));
}

/** Programs that declare the same messages, each in its own way. */
export const programs = {
  TypeScript: {
    manifest: { main: "index.ts" },
    files: { "Pulumi.yaml": project, "index.ts": TYPED, "tsconfig.json": json(TEMPLATE), ...sites },
    development: { typescript: TYPESCRIPT.template },
  },
  // Pulumi's SDK brings TypeScript 3.8, and uses it if the project has none.
  "TypeScript without a compiler of its own": {
    manifest: { main: "index.ts" },
    files: { "Pulumi.yaml": project, "index.ts": TYPED, "tsconfig.json": json(TEMPLATE), ...sites },
  },
  CommonJS: {
    manifest: { main: "index.js" },
    files: { "Pulumi.yaml": project, "index.js": SCRIPT, ...sites },
  },
  "ES modules": {
    manifest: { main: "index.js", type: "module" },
    files: { "Pulumi.yaml": project, "index.js": MODULE, ...sites },
  },
  "ES modules in TypeScript": {
    manifest: { main: "index.ts", type: "module" },
    files: { "Pulumi.yaml": project, "index.ts": TYPED_MODULE, "tsconfig.json": json(NODENEXT), ...sites },
    development: { typescript: TYPESCRIPT.newest, "ts-node": TS_NODE },
    // By ts-node, from Node.js 22 on.
    foreign: /DEP0180|node --trace-deprecation/,
  },
  // Without ts-node, Pulumi leaves TypeScript to Node.js, which takes the types off.
  "stripped ES modules": {
    manifest: { main: "index.ts", type: "module" },
    files: { "Pulumi.yaml": project, "index.ts": TYPED_MODULE, "tsconfig.json": json(NODENEXT), ...sites },
    development: { typescript: TYPESCRIPT.newest },
  },
  "compiled ES modules": {
    manifest: { main: "bin/index.js", type: "module" },
    files: { "Pulumi.yaml": project, "index.ts": TYPED_MODULE, "tsconfig.json": json(NODENEXT), ...sites },
    development: { typescript: TYPESCRIPT.newest },
    build: ["npx", "tsc"],
  },
  "tested by Jest": {
    manifest: { scripts: { test: "jest" } },
    files: { ...tested, "tsconfig.json": json(TEMPLATE) },
    development: { typescript: TYPESCRIPT.template, ...JEST },
    unitTests: 3,
  },
  "tested by Vitest": {
    manifest: { scripts: { test: "vitest run" } },
    files: { ...withoutStack, "defaults.test.ts": vitestTests(), "tsconfig.json": json(NODENEXT) },
    development: { typescript: TYPESCRIPT.newest, ...VITEST },
    unitTests: 2,
  },
  "tested by node:test": {
    manifest: { scripts: { test: "tsx --test lines-test.ts" } },
    files: { ...tested, "tsconfig.json": json(TEMPLATE) },
    development: { typescript: TYPESCRIPT.template, ...TSX },
    unitTests: 1,
    // Of esbuild, which tsx brings.
    foreign: /npm warn install-scripts/,
  },
  // The library alone depends on this package. pnpm then puts it where the program cannot see it.
  workspaces: {
    manifest: {},
    folders: ["infra", "fleet"],
    files: {
      ...below("infra", { "Pulumi.yaml": project, "index.ts": OF_LIBRARY, "tsconfig.json": json(TEMPLATE), ...sites }),
      "fleet/index.js": LIBRARY,
      "fleet/index.d.ts": "export declare function declareFleet(interval: number): Promise<number>;\n",
    },
    development: { typescript: TYPESCRIPT.template },
  },
} satisfies Record<string, Program>;

export type ProgramName = keyof typeof programs;

/** The files of a project, whose manager adds files and fields of the manifest at its root. */
export function filesOf(program: Program, manager: Manager, major: number, tarball: string): Record<string, string> {
  const sdk = { "@pulumi/pulumi": newestSdk(major) };
  const dependencies = { ...sdk, "pulumi-iot-retained": `file:${tarball}` };
  const devDependencies = { "@types/node": `^${major}.0.0`, ...program.development };
  const root = { name: "acme", private: true, ...program.manifest, ...manager.manifest };
  const files = { ...program.files, ...manager.files };
  if (program.folders === undefined) {
    return { ...files, "package.json": json({ ...root, dependencies, devDependencies }) };
  }
  const [infra, library] = program.folders;
  const workspace = manager.workspaces?.(program.folders);
  if (workspace === undefined) throw new Error(`${manager.command} has no workspaces here`);
  const ofProgram = { dependencies: { ...sdk, [library]: workspace.range }, devDependencies };
  return {
    ...files,
    ...workspace.files,
    "package.json": json({ ...root, ...workspace.manifest }),
    [`${infra}/package.json`]: json({ name: infra, private: true, main: "index.ts", ...ofProgram }),
    [`${library}/package.json`]: json({
      name: library,
      version: "1.0.0",
      private: true,
      main: "index.js",
      dependencies,
    }),
  };
}
