import type { Command } from "commander";
import { messageCount } from "../text/counts";
import type { PlaceOptions } from "./support/connection";
import { scopeText } from "./support/format";
import { lazy } from "./support/lazy";
import { example, withApplied, withPlace, withPrefix } from "./support/options";
import { note } from "./support/output";

interface ExportOptions extends PlaceOptions {
  prefix?: string;
  applied?: string;
}

/** Adds `iot-retained export`. */
export function addExport(program: Command): void {
  const command = program
    .command("export")
    .description("Write live messages as files, which `loadMessages` reads back to the same bytes.")
    .argument("<dir>", "folder to write to: a new one, or an empty one")
    .addHelpText("after", example("export messages --prefix acme/pumps"))
    .action(exportMessages);
  withPlace(withApplied(withPrefix(command, "only topics under a prefix:")));
}

async function exportMessages(directory: string, options: ExportOptions): Promise<void> {
  const { prefix, applied, ...place } = options;
  const live = await lazy.connection().openLiveMessages(place);
  const found = await live.readAll(prefix, (message) => message, applied);
  if (found.length === 0) return note(`No retained messages${scopeText(options)} ${live.where}.`);
  const { writableMessage, writeMessages } = lazy.writeFolder();
  const progress = live.progress("written", found.length);
  const { mapped } = writeMessages(directory, found.map(writableMessage), () => progress.step());
  progress.end();
  note(`${messageCount(found.length)}${scopeText(options)} ${live.where} written to ${directory}.`);
  if (mapped > 0) {
    note(`${messageCount(mapped)} in files that are not named after their topics: see retained.yaml there.`);
  }
}
