/** `npm run release`: tests, makes and tags the version that package.json has, and publishes it if that is asked for. */

import { relative } from "node:path";
import { Command } from "commander";
import { interruptible } from "../engine/interruptible";
import { areMade, folderOf, make } from "./artifacts";
import { Obstacle, type Run, runner } from "./command";
import { examine, type Release, tagOf } from "./conditions";
import { publish, publishingOf, whyNotPublished } from "./publish";

interface Options {
  skipTests: boolean;
  publish: boolean;
}

/** @param root folder of the project */
async function release(root: string, run: Run, wanted: string | undefined, options: Options): Promise<void> {
  const examined = examine(root, wanted);
  if (Array.isArray(examined)) throw new Obstacle(examined.join("\n"));
  const obstacle = whyNotPublished(root);
  if (options.publish && obstacle !== undefined) throw new Obstacle(obstacle);
  const { version, isTagged } = examined;
  const folder = relative(process.cwd(), folderOf(examined));
  const tag = tagOf(examined);
  if (isTagged && areMade(examined)) console.log(`${folder} has been made and tagged before.`);
  else {
    await make(examined, run, options);
    if (!isTagged && !options.skipTests) {
      await run(root, "git", "tag", "--annotate", tag, "--message", `pulumi-iot-retained ${version}`);
    }
    console.log(`${folder} is made.${options.skipTests ? ` It was not tested, and no tag was set.` : ""}`);
  }
  if (options.publish) await publish(examined, run);
  else if (!options.skipTests) sayHowToPublish(examined, obstacle);
}

function sayHowToPublish(release: Release, obstacle: string | undefined): void {
  console.log(`Nothing is published. \`npm run release -- --publish\` does it, by these commands:\n`);
  for (const line of publishingOf(release)) console.log(`  ${line.join(" ")}`);
  if (obstacle !== undefined) console.log(`\nIt does not yet: ${obstacle}`);
}

new Command("npm run release --")
  .argument("[version]", "the version that is expected in package.json")
  .option("--skip-tests", "tests nothing and sets no tag: to look at what would be published", false)
  .option("--publish", "pushes the tag, makes the release on GitHub, and publishes the npm package", false)
  .action((version: string | undefined, options: Options) => {
    if (options.skipTests && options.publish) throw new Obstacle("What was not tested is not published.");
    return interruptible((interrupted) => release(process.cwd(), runner(interrupted), version, options));
  })
  .parseAsync()
  .catch((error: Error) => {
    console.error(error instanceof Obstacle ? error.message : error);
    process.exitCode = 1;
  });
