#!/usr/bin/env node
import { Command } from "commander";
import { addLocal } from "./local";

// Each subcommand is a file that adds itself here and loads what it runs only once it runs.
const subcommands = [addLocal];

/** Exit status for a command line that is wrong or cannot be followed. */
const usageError = 2;

const { version } = require("../../package.json") as { version: string };

const program = new Command("iot-retained")
  .description("Retained MQTT messages of AWS IoT Core.")
  .version(version)
  .showSuggestionAfterError(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageError));
for (const add of subcommands) add(program);

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = usageError;
});
