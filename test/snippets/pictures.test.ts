import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findEngine } from "../../scripts/engine";
import { tellStory } from "../../scripts/pictures/story";
import { drawTerminal } from "../../scripts/pictures/terminal";
import { ROOT } from "../../scripts/walk/walk";

test("the pictures of the README show what the commands print today", async () => {
  const engine = await findEngine((line) => process.stderr.write(`${line}\n`));
  const scenes = await tellStory(engine, new AbortController().signal);
  expect(scenes.map(({ file }) => file)).toEqual(["docs/preview.svg", "docs/drift.svg"]);
  for (const scene of scenes) {
    const picture = readFileSync(join(ROOT, scene.file), "utf8");
    // Another version of the CLI may print another text.
    const drawnWith = /<desc>(.*)<\/desc>/.exec(picture)?.[1] ?? "";
    expect(drawnWith).toMatch(/^Pulumi 3\.\d+\.\d+$/);
    if (drawnWith === `Pulumi ${engine.version}`) expect(drawTerminal(scene, drawnWith)).toBe(picture);
  }
});
