import type { Command } from "commander";
import { example, withPlace, withPrefix } from "./options";
import type * as Run from "./run/export";

/** Adds `iot-retained export`. */
export function addExport(program: Command): void {
  const command = program
    .command("export")
    .description("Write live messages as files, which `loadMessages` reads back to the same bytes.")
    .argument("<dir>", "folder to write to: a new one, or an empty one")
    .addHelpText("after", example("export messages --prefix acme/pumps"))
    .action((directory: string, options: Run.ExportOptions) =>
      (require("./run/export") as typeof Run).exportMessages(directory, options),
    );
  withPlace(withPrefix(command, "only topics under a prefix:"));
}
