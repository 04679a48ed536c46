import type { Command } from "commander";
import { example, notEmpty, withPlace, withPrefix } from "./options";
import type * as Run from "./run/list";

/** Adds `iot-retained list`. */
export function addList(program: Command): void {
  const command = program
    .command("list")
    .description("List the retained messages that are live: topic, size, age, owner and resource.")
    .option("--owner <name>", "only messages of this owner, such as `acme/pumps/prod`", notEmpty("an owner"))
    .option("--json", "print JSON; sizes are bytes, times are milliseconds since 1970")
    .addHelpText("after", example("list --prefix acme/pumps"))
    .action((options: Run.ListOptions) => (require("./run/list") as typeof Run).list(options));
  withPlace(withPrefix(command, "only topics under a prefix:"));
}
