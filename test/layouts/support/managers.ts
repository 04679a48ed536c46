import type { Tool } from "../../../scripts/layouts/tools";

/** A package manager in one way of using it. */
export interface Manager {
  /** What has to be got for it; npm comes with Node.js. */
  tool?: Tool;
  command: string;
  /** Its arguments, if it is not `install` alone. */
  install?: readonly string[];
  /** Fields of the manifest at the root, and files beside it. */
  manifest?: object;
  files?: Record<string, string>;
  /** What it or Node.js warns of in any such project. */
  foreign?: RegExp;
  /** How a workspace of these folders is told, and how a package of it names another one. */
  workspaces?: (folders: readonly string[]) => Pick<Manager, "manifest" | "files"> & { range: string };
}

// @grpc/grpc-js, which Pulumi depends on, has protobufjs, whose script does nothing but warn. Each manager tells of scripts
// that nobody has allowed or refused, so that every project with @pulumi/pulumi has to say one of both.
const ofJest = { "@parcel/watcher": false };
const dependenciesMeta = { protobufjs: { built: false } };

/** What pnpm has to know as well: version 3.248 of the SDK depends on an API that its other dependencies do not take. */
const pnpmSettings = `allowBuilds:
  protobufjs: false
peerDependencyRules:
  allowAny: ["@opentelemetry/api"]
`;

/** In CI, yarn 4 refuses to write a lock file if it is not told to. */
const yarn4 = {
  tool: "yarn 4",
  command: "yarn",
  install: ["install", "--no-immutable"],
  manifest: { dependenciesMeta },
} as const;

export const managers = {
  npm: {
    command: "npm",
    manifest: { allowScripts: { protobufjs: false, ...ofJest } },
    workspaces: (folders) => ({ manifest: { workspaces: folders }, range: "*" }),
  },
  pnpm: {
    tool: "pnpm",
    command: "pnpm",
    files: { "pnpm-workspace.yaml": pnpmSettings },
    workspaces: (folders) => ({
      files: { "pnpm-workspace.yaml": `${pnpmSettings}packages: [${folders.join(", ")}]\n` },
      range: "workspace:*",
    }),
  },
  "yarn 1": { tool: "yarn 1", command: "yarn" },
  "yarn 4": {
    ...yarn4,
    // Without a lock file, yarn takes the folder for a part of a project further up.
    files: { ".yarnrc.yml": "nodeLinker: node-modules\n", "yarn.lock": "" },
  },
  "yarn 4, Plug'n'Play": {
    ...yarn4,
    files: { ".yarnrc.yml": "nodeLinker: pnp\npnpEnableEsmLoader: false\n", "yarn.lock": "" },
  },
  "yarn 4, Plug'n'Play with ES modules": {
    ...yarn4,
    files: { ".yarnrc.yml": "nodeLinker: pnp\npnpEnableEsmLoader: true\n", "yarn.lock": "" },
    // ES modules are found by a loader, which yarn calls experimental.
    foreign: /YN0092|Done with warnings/,
  },
  bun: { tool: "bun", command: "bun", manifest: { trustedDependencies: ["protobufjs"] } },
} as const satisfies Record<string, Manager>;

export type ManagerName = keyof typeof managers;
