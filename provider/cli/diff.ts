import type { Command } from "commander";
import { example, notEmpty, toPrefix, withPlace, withPrefix } from "./options";
import type * as Run from "./run/diff";

const about = `
Rows begin with + new, ~ changed, - to be cleared, or ! in the way: on a topic that the folder declares is a message
of another owner, which \`up\` refuses, or one without a marker, which a first \`up\` refuses and a later one takes
for drift and repairs. Sizes are shown, payloads never. With --owner, all
other messages of that owner are to be cleared: a stack with more resources than this folder narrows them by --prefix.
Without it, every marker counts as the stack's own, and none is to be cleared. contentType, messageExpiry and the like
cannot be read: the marker tells whether they are as declared. A message declared with \`marker: false\` is compared
with whatever has no marker.

Exit status: 0 where \`up\` would change nothing, 1 where it would, 2 for an error.`;

/** Adds `iot-retained diff`. */
export function addDiff(program: Command): void {
  const exclusive = (text: string, before: string[] = []) => [...before, toPrefix(text)];
  const command = program
    .command("diff")
    .description("Show what `up` of the messages in a folder would change, without a stack: for a pull request.")
    .argument("<dir>", "folder as `loadMessages` takes it")
    .option("--owner <name>", "whose the messages are, such as `acme/pumps/prod`", notEmpty("an owner"))
    .option("--exclusive <topic>", "prefix under which nothing else may exist; may be repeated", exclusive)
    .option("--topic-prefix <topic>", "what all topics begin with, in place of the folder's own `prefix`", toPrefix)
    .option("--json", "print JSON")
    .addHelpText("after", about)
    .addHelpText("after", example("diff messages --owner acme/pumps/prod"))
    .action((directory: string, options: Run.DiffOptions) =>
      (require("./run/diff") as typeof Run).diff(directory, options),
    );
  withPlace(withPrefix(command, "of the owner's other messages, only those under"));
}
