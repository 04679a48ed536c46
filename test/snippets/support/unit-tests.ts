import { filesShownOn, snippetsOf } from "./markdown";

// The program of the page about unit tests, and its tests.

const PAGE = "docs/unit-tests.md";

/** Its files, by their paths. */
export const tested = filesShownOn(PAGE);

/** The tests for Vitest, which has another first line: the page shows it. */
export function vitestTests(): string {
  const [line] = snippetsOf(PAGE).filter(({ code }) => code.includes('from "vitest"'));
  if (line === undefined) throw new Error(`${PAGE} shows no line for Vitest`);
  return (tested["defaults.test.ts"] ?? "").replace(/^.*\n/, line.code);
}

/** The program, if it published something else. */
export const defaultsOtherwise = (tested["defaults.ts"] ?? "").replace(
  "reportIntervalSeconds: 60",
  "reportIntervalSeconds: 61",
);
