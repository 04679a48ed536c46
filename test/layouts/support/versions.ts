/** Versions that the projects install. Raise them before a release. */

export type NodeMajor = 20 | 22 | 24;

/** The newest SDK that a version of Node.js takes: 3.249 and newer ask for 22. */
export function newestSdk(major: number): string {
  return major < 22 ? "3.248.0" : "3.276.0";
}

/** Pulumi takes TypeScript before 7. With version 6, the compiler refuses the settings of Pulumi's template. */
export const TYPESCRIPT = { template: "5.9.3", newest: "6.0.3" } as const;

export const TS_NODE = "10.9.2";
export const JEST = { jest: "30.5.2", "ts-jest": "29.4.15", "@types/jest": "30.0.0" };
export const TSX = { tsx: "4.23.15" };
export const VITEST = { vitest: "5.1.2", vite: "8.3.8" };
