import type { Command } from "commander";
import { example, notEmpty, withPlace, withPrefix } from "./options";
import type * as Run from "./run/import-file";

const about = `
Messages without a marker are taken, or with --owner those whose marker names exactly that owner, for a stack that has
lost its state. Each becomes a RetainedMessage of the name of its topic, or with --set all of them one
RetainedMessageSet. Nothing is published, by this command or by the import. The file holds payloads as they are.`;

/** Adds `iot-retained import-file`. */
export function addImportFile(program: Command): void {
  const command = program
    .command("import-file")
    .description("Print the JSON with which `pulumi import --file` takes live messages under a stack.")
    .option("--set <name>", "one RetainedMessageSet of this name", notEmpty("a name"))
    .option("--owner <name>", "messages of this owner, such as `acme/pumps/prod`", notEmpty("an owner"))
    .addHelpText("after", about)
    .addHelpText(
      "after",
      example("import-file --prefix acme/pumps > import.json", "import-file --set defaults > import.json"),
    )
    .action((options: Run.ImportFileOptions) => (require("./run/import-file") as typeof Run).importFile(options));
  withPlace(withPrefix(command, "only topics under a prefix:"));
}
