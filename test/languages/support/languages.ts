import { directoryOf, pythonDirectory, sdkMaker } from "../../../scripts/languages/wanted";

/** Defines tests of a language, or says in one line why they are skipped. */
export function inLanguage(language: string, obstacle: string | undefined, define: () => void): void {
  // Not by the console, of which Jest tells file and line as well.
  if (obstacle !== undefined) process.stdout.write(`skipped: ${language}: ${obstacle}\n`);
  (obstacle === undefined ? describe : describe.skip)(language, define);
}

/** Why there is no such language host here; undefined if there is one. */
export function whyNoHost(host: string): string | undefined {
  if (directoryOf(host) !== undefined) return undefined;
  return `there is no ${host} on PATH, and none could be built (npm run test:languages tells why)`;
}

/** Why no SDKs can be made here; undefined if they can. */
export function whyNoSdkMaker(): string | undefined {
  return sdkMaker() === undefined
    ? "the maker of SDKs could not be built (npm run test:languages tells why)"
    : undefined;
}

/** Why Python programs cannot run here; undefined if they can. */
export function whyNoVirtualEnvironment(): string | undefined {
  if (pythonDirectory() !== undefined) return undefined;
  return "there is no virtual environment for it (npm run test:languages tells why)";
}
