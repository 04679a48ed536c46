/** `npm run pictures`: the pictures of README and docs, from real runs on this machine. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findEngine } from "../engine";
import { ROOT, runWalk } from "../walk/walk";
import { drawConsole } from "./console";
import { tellStory } from "./story";
import { drawTerminal } from "./terminal";

runWalk(async (signal) => {
  const engine = await findEngine((line) => console.log(line));
  for (const scene of await tellStory(engine, signal)) {
    writeFileSync(join(ROOT, scene.file), drawTerminal(scene, `Pulumi ${engine.version}`));
    console.log(scene.file);
  }
  await drawConsole();
});
