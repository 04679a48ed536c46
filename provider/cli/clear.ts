import type { Command } from "commander";
import { example, notEmpty, withPlace, withPrefix } from "./options";
import type * as Run from "./run/clear";

const about = `
Only messages whose marker names exactly that owner are cleared, each after another look at it. Without --keep-state
these are all of them, also what a stack still knows: for a stack that is gone. With it, a message stays if the state
has its topic, or if it is of a RetainedMessage of the state, or of a set whose topics are encrypted there. Run it while
no update of the stack runs.`;

/** Adds `iot-retained clear`. */
export function addClear(program: Command): void {
  const command = program
    .command("clear")
    .description("Clear the messages of an owner, such as those that a killed run has left: shows them, and asks.")
    .requiredOption("--owner <name>", "whose messages, such as `acme/pumps/prod`", notEmpty("an owner"))
    .option("--keep-state <file>", "keep what a stack knows: the output of `pulumi stack export`; - is standard input")
    .option("--yes", "do not ask")
    .addHelpText("after", about)
    .addHelpText(
      "after",
      example(
        "clear --owner acme/pumps/pr-12",
        "clear --owner acme/pumps/prod --keep-state state.json   # pulumi stack export --show-secrets > state.json",
      ),
    )
    .action((options: Run.ClearOptions) => (require("./run/clear") as typeof Run).clear(options));
  withPlace(withPrefix(command, "only topics under a prefix:"));
}
