import type { ManagerName } from "./managers";
import type { ProgramName } from "./programs";
import type { NodeMajor } from "./versions";

/** A project as users have them. */
export interface Layout {
  /** Its name in docs/compatibility.md. */
  name: string;
  manager: ManagerName;
  program: ProgramName;
  /** Node.js that it runs on in the whole run; 24 if it does not matter. */
  node?: NodeMajor;
  /** How a user calls the CLI, if not by its name alone. */
  pulumi?: readonly string[];
  /** Whether `npm test` runs it, on the Node.js that it has itself. */
  isShare?: true;
}

export const layouts: readonly Layout[] = [
  { name: "npm, TypeScript", manager: "npm", program: "TypeScript", isShare: true },
  { name: "npm, TypeScript, Node.js 22", manager: "npm", program: "TypeScript", node: 22 },
  { name: "npm, TypeScript, Node.js 20", manager: "npm", program: "TypeScript", node: 20 },
  { name: "npm, TypeScript of Pulumi's own", manager: "npm", program: "TypeScript without a compiler of its own" },
  { name: "npm, JavaScript", manager: "npm", program: "CommonJS" },
  { name: "npm, ES modules in JavaScript", manager: "npm", program: "ES modules" },
  { name: "npm, ES modules in TypeScript, compiled", manager: "npm", program: "compiled ES modules", node: 22 },
  { name: "npm, ES modules in TypeScript, run by Node.js", manager: "npm", program: "stripped ES modules" },
  { name: "npm workspaces", manager: "npm", program: "workspaces", pulumi: ["pulumi", "-C", "infra"] },
  { name: "pnpm, TypeScript", manager: "pnpm", program: "TypeScript" },
  { name: "pnpm, ES modules in TypeScript", manager: "pnpm", program: "ES modules in TypeScript", isShare: true },
  { name: "pnpm workspaces", manager: "pnpm", program: "workspaces", pulumi: ["pulumi", "-C", "infra"] },
  { name: "yarn 1, TypeScript", manager: "yarn 1", program: "TypeScript" },
  { name: "yarn 4 with node_modules, TypeScript", manager: "yarn 4", program: "TypeScript" },
  {
    name: "yarn 4 Plug'n'Play, TypeScript",
    manager: "yarn 4, Plug'n'Play",
    program: "TypeScript",
    pulumi: ["env", "NODE_OPTIONS=--require ./.pnp.cjs", "pulumi"],
  },
  {
    name: "yarn 4 Plug'n'Play, ES modules in JavaScript",
    manager: "yarn 4, Plug'n'Play with ES modules",
    program: "ES modules",
    pulumi: ["yarn", "exec", "pulumi"],
  },
  { name: "bun install, TypeScript", manager: "bun", program: "TypeScript" },
];

function named(name: string): Layout {
  const found = layouts.find((layout) => layout.name === name);
  if (found === undefined) throw new Error(`there is no layout ${name}`);
  return found;
}

/** A stack that one layout brings up, and another one refreshes and destroys. */
export interface Move {
  name: string;
  from: Layout;
  to: Layout;
}

export const moves: readonly Move[] = (
  [
    ["npm, TypeScript", "pnpm, ES modules in TypeScript"],
    ["pnpm workspaces", "yarn 4 Plug'n'Play, TypeScript"],
    ["yarn 4 Plug'n'Play, TypeScript", "npm, JavaScript"],
  ] as const
).map(([from, to]) => ({ name: `up: ${from}; destroy: ${to}`, from: named(from), to: named(to) }));

/** Projects with unit tests. */
export const mocks: readonly Layout[] = [
  { name: "unit tests with Jest", manager: "npm", program: "tested by Jest" },
  { name: "unit tests with Vitest", manager: "npm", program: "tested by Vitest" },
  { name: "unit tests with node:test", manager: "npm", program: "tested by node:test" },
];

/** What docs/compatibility.md has a row for. */
export const rowNames: readonly string[] = [
  ...layouts.map(({ name }) => name),
  ...moves.map(({ name }) => name),
  ...mocks.map(({ name }) => name),
];
