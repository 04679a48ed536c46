/** Gets the tools that are named, or all that tests of layouts run, and says what cannot be had here. */

import { getTool, TOOLS, type Tool } from "./tools";

const named = process.argv.slice(2) as Tool[];

async function main(): Promise<void> {
  for (const tool of named.length > 0 ? named : (Object.keys(TOOLS) as Tool[])) {
    try {
      await getTool(tool);
    } catch (error) {
      // The tests that need it say that they are skipped.
      console.log(`not possible here: ${(error as Error).message}`);
    }
  }
}

void main();
