import { type Command, InvalidArgumentError } from "commander";
import { hasOwnerPlaceholder } from "../../messages/owner";
import { reasonsAgainstTopicName } from "../../messages/topic";
import { lazy } from "./lazy";

/** Adds the options that say where the messages are. */
export function withPlace(command: Command): Command {
  return command
    .option(
      "--endpoint <url>",
      "data endpoint; by default that of the environment, then of DescribeEndpoint",
      matching("endpointSchema"),
    )
    .option(
      "--region <name>",
      "AWS Region; by default that of the environment or the profile",
      matching("regionSchema"),
    )
    .option("--profile <name>", "profile of the AWS configuration files", notEmpty("a profile"));
}

/** Adds the option `--prefix`. */
export function withPrefix(command: Command, what: string): Command {
  return command.option(
    "--prefix <topic>",
    `${what} \`a/b\` and all below it; \`a/b/\` is only what is below`,
    toPrefix,
  );
}

/** Adds the option `--applied` of commands for which acknowledgements are no messages. */
export function withApplied(command: Command): Command {
  const what = "leave out where devices acknowledge messages, such as '{topic}/applied'";
  return command.option("--applied <template>", what, toTemplate);
}

/** Examples for the end of a command's help. */
export function example(...lines: string[]): string {
  return `\nExample:\n${lines.map((line) => `  $ iot-retained ${line}`).join("\n")}`;
}

/** Accepts a prefix of topics. */
export function toPrefix(text: string): string {
  const [issue] = text === "" ? ["must not be empty"] : reasonsAgainstTopicName(text);
  if (issue === undefined) return text;
  throw new InvalidArgumentError(`A prefix ${issue}.`);
}

/** Accepts an owner as the markers have it. Only a stack has names for placeholders. */
export function toOwner(text: string): string {
  if (!hasOwnerPlaceholder(text)) return notEmpty("an owner")(text);
  throw new InvalidArgumentError("Expected an owner as messages have it: write the names for {project} and {stack}.");
}

/** Accepts a template of the topics on which devices acknowledge messages. */
export function toTemplate(text: string): string {
  const [reason] = lazy.convergence().reasonsAgainstTemplate(text);
  if (reason === undefined) return text;
  throw new InvalidArgumentError(`A template of topics: ${reason}.`);
}

/** Accepts a time, in seconds, minutes or hours. @returns milliseconds */
export function toDuration(text: string): number {
  const units = { s: 1_000, m: 60_000, h: 3_600_000 };
  const [, digits, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const time = Number(digits) * (units[unit as keyof typeof units] ?? Number.NaN);
  // No timer of Node waits longer.
  if (time > 0 && time < 2 ** 31) return time;
  throw new InvalidArgumentError("Expected a time such as 90s, 10m or 2h.");
}

/** Accepts a percentage, such as `95` or `99.5`. */
export function toPercent(text: string): number {
  const percent = /^\d{1,3}(\.\d+)?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (percent > 0 && percent <= 100) return percent;
  throw new InvalidArgumentError("Expected a percentage above 0, up to 100.");
}

/**
 * Accepts any text but the empty one.
 *
 * @param what the option takes, for its error
 */
export function notEmpty(what: string): (text: string) => string {
  return (text) => {
    if (text !== "") return text;
    throw new InvalidArgumentError(`Expected ${what}.`);
  };
}

/** Accepts what the same argument in a program accepts. */
function matching(schema: "endpointSchema" | "regionSchema"): (text: string) => string {
  return (text) => {
    const result = lazy.argumentSchemas()[schema].safeParse(text);
    if (result.success) return text;
    const [reason = ""] = result.error.issues.map(({ message }) => message);
    throw new InvalidArgumentError(`${reason[0]?.toUpperCase()}${reason.slice(1)}.`);
  };
}
