import { createContext, Script } from "node:vm";

/** A pattern that backtracks may take longer than the universe has existed: by then it takes no more than this. */
const LIMIT_MS = 5_000;

/** The result of work that may have no end. */
export type Bounded<T> = { value: T } | "too long";

/** Only a script can be stopped, and what it calls with it; regular expressions notice it too. */
const script = new Script("run()");
let context: { run?: () => void } | undefined;

/** Calls `work`, and stops it after 5 seconds. What it throws is thrown. */
export function bounded<T>(work: () => T): Bounded<T> {
  context ??= createContext({});
  let result: Bounded<T> = "too long";
  context.run = () => {
    result = { value: work() };
  };
  try {
    script.runInContext(context, { timeout: LIMIT_MS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
  }
  return result;
}
