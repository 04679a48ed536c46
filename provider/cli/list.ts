import type { Command } from "commander";
import type { PlaceOptions } from "./support/connection";
import { scopeText } from "./support/format";
import { lazy } from "./support/lazy";
import { example, toOwner, withPlace, withPrefix } from "./support/options";
import { json, note } from "./support/output";

interface ListOptions extends PlaceOptions {
  prefix?: string;
  owner?: string;
  json?: true;
}

/** Adds `iot-retained list`. */
export function addList(program: Command): void {
  const command = program
    .command("list")
    .description("List the retained messages that are live: topic, size, age, owner and resource.")
    .option("--owner <name>", "only messages of this owner, such as `acme/pumps/prod`", toOwner)
    .option("--json", "print JSON; sizes are bytes, times are milliseconds since 1970")
    .addHelpText("after", example("list --prefix acme/pumps"))
    .action(list);
  withPlace(withPrefix(command, "only topics under a prefix:"));
}

async function list(options: ListOptions): Promise<void> {
  const { prefix, owner, json: asJson } = options;
  const { summaryOf, writeMessageTable } = lazy.messageTable();
  const live = await lazy.connection().openLiveMessages(options);
  const all = await live.readAll(prefix, summaryOf);
  const found = owner === undefined ? all : all.filter((message) => message.owner === owner);
  if (asJson) json(found);
  else if (found.length > 0) writeMessageTable(found);
  if (found.length === 0) note(`No retained messages${scopeText(options)} ${live.where}.`);
}
