import { type Command, InvalidArgumentError, Option } from "commander";
import { CommandError, endWith } from "./support/exit";
import { lazy } from "./support/lazy";
import { example, notEmpty, toDuration, toPercent, toTemplate, withPlace } from "./support/options";
import { note } from "./support/output";
import type { RolloutOptions } from "./walk/options";

const about = `
Everything after -- is the command that deploys the stack. For each step, the percentage becomes the setting
\`iot-retained:rollout\` of the stack, and the command runs. Then the step is watched for the bake time: an alarm in ALARM,
a device that refuses its message, or too few acknowledgements at its end abort the rollout. An alarm that rings already
keeps the first step from being taken.

An abort sets 0 percent and runs the command again, so that all devices have the message of before; \`pulumi up\` gets
--refresh, to see what a killed run has published. With --on-abort stop everything stays as it is.

Ctrl-C stops after what is running now. --resume goes on, and --abort goes back. --hold is for a repair on a schedule: it
deploys at the percentage of the rollout or, if none is under way, at 0, so that drift is repaired and no change gets out.

Exit status: 0 if all steps were taken (with --abort: if the message of before is back), 1 if the rollout was aborted or
stopped, 2 for an error.`;

/** Adds `iot-retained rollout`. */
export function addRollout(program: Command): void {
  const another = (text: string, before: string[] = []) => [...before, notEmpty("a name or an ARN")(text)];
  const command = program
    .command("rollout")
    .description("Change a fleet step by step: deploy at each percentage, watch, go on or back.")
    .argument("<command...>", "after --: the command that deploys the stack, such as `pulumi up --yes --stack prod`")
    .option(
      "--steps <percents>",
      "percentages of the topics, each above the one before, such as `1,10,50,100`",
      toSteps,
    )
    .addOption(
      new Option("--bake <time>", "how long each step is watched: 90s, 10m or 2h")
        .argParser(toDuration)
        .default(600_000, "10m"),
    )
    .option("--alarm <name>", "alarm of CloudWatch to watch, by name or ARN; may be repeated", another)
    .option("--applied <template>", "where devices acknowledge a message, such as '{topic}/applied'", toTemplate)
    .option("--at-least <percent>", "with --applied, how many of the messages have to be applied", toPercent, 100)
    .addOption(new Option("--on-abort <what>", "what an abort does").choices(["rollback", "stop"]).default("rollback"))
    .option("--stack <name>", "the stack, if the command does not name it by --stack", notEmpty("the name of a stack"))
    .addOption(new Option("--resume", "go on with a rollout that is under way").conflicts(["abort", "hold"]))
    .addOption(new Option("--abort", "put the message of before back, and end").conflicts(["hold", "steps"]))
    .addOption(
      new Option("--hold", "run the command once and let no change out, as a repair on a schedule, and end").conflicts(
        "steps",
      ),
    )
    .addHelpText("after", about)
    .addHelpText(
      "after",
      example(
        "rollout --steps 1,10,50,100 --bake 10m --alarm pumps-offline -- pulumi up --yes --stack prod",
        "rollout --abort -- pulumi up --yes --stack prod",
      ),
    )
    .action(rollout);
  withPlace(command);
}

async function rollout(command: string[], options: RolloutOptions): Promise<void> {
  const { steps, abort, hold } = options;
  if (steps === undefined && !abort && !hold)
    throw new CommandError("expected `--steps`, such as `--steps 1,10,50,100`");
  const { walkStack } = lazy.walk();
  const end = await walkStack(command, { ...options, steps: steps ?? [] }, note);
  if (end === "aborted") endWith("different");
}

/** Accepts percentages with commas between them, each above the one before. */
function toSteps(text: string): number[] {
  const steps = text.split(",").map((part) => toPercent(part.trim()));
  if (steps.every((step, i) => i === 0 || step > (steps[i - 1] ?? 0))) return steps;
  throw new InvalidArgumentError("Expected each percentage to be above the one before.");
}
