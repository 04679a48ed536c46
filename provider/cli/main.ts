#!/usr/bin/env node
import { Command } from "commander";
import { addClear } from "./clear";
import { addDiff } from "./diff";
import { addExport } from "./export";
import { addGet } from "./get";
import { addImportFile } from "./import-file";
import { addList } from "./list";
import { addLocal } from "./local";
import { addRender } from "./render";
import { addRollout } from "./rollout";
import { addStatus } from "./status";
import { CommandError, endWith, status } from "./support/exit";
import { allowClosedPipes, note } from "./support/output";

const subcommands = [
  addList,
  addGet,
  addExport,
  addRender,
  addDiff,
  addRollout,
  addStatus,
  addImportFile,
  addClear,
  addLocal,
];

const { version } = require("../../package.json") as { version: string };

allowClosedPipes();
// By itself, Node would end with status 1, which `diff` uses for a difference.
process.on("uncaughtException", (error) => {
  note(error.message);
  process.exit(status.error);
});
const program = new Command("iot-retained")
  .description("Retained MQTT messages of AWS IoT Core.")
  .version(version)
  .showSuggestionAfterError(false)
  .configureOutput({ outputError: (text) => note(text.trimEnd()) })
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? status.done : status.error));
for (const add of subcommands) add(program);

program.parseAsync().catch((error: unknown) => {
  const lines = error instanceof CommandError ? error.lines : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) note(line);
  endWith("error");
});
