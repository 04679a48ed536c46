import { type Command, InvalidArgumentError } from "commander";
import { reasonsAgainstTopicName } from "../messages/topic";
import type * as CommonSchemas from "../validation/common-schemas";

/** Where the messages are, as the command line says it. */
export interface PlaceOptions {
  endpoint?: string;
  region?: string;
  profile?: string;
}

/** Adds the options that say where the messages are. */
export function withPlace(command: Command): Command {
  return command
    .option(
      "--endpoint <url>",
      "data endpoint; by default that of the environment, then of DescribeEndpoint",
      checked("endpointSchema"),
    )
    .option("--region <name>", "AWS Region; by default that of the environment or the profile", checked("regionSchema"))
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

/** The help of a command ends with an example. */
export function example(...lines: string[]): string {
  return `\nExample:\n${lines.map((line) => `  $ iot-retained ${line}`).join("\n")}`;
}

export function toPrefix(text: string): string {
  const [fault] = text === "" ? ["must not be empty"] : reasonsAgainstTopicName(text);
  if (fault === undefined) return text;
  throw new InvalidArgumentError(`A prefix ${fault}.`);
}

/** @param what the option takes */
export function notEmpty(what: string): (text: string) => string {
  return (text) => {
    if (text !== "") return text;
    throw new InvalidArgumentError(`Expected ${what}.`);
  };
}

/** By the rules of the same argument in a program, which are loaded where they are needed: that takes 50 ms. */
function checked(schema: "endpointSchema" | "regionSchema"): (text: string) => string {
  return (text) => {
    const result = (require("../validation/common-schemas") as typeof CommonSchemas)[schema].safeParse(text);
    if (result.success) return text;
    const [reason = ""] = result.error.issues.map(({ message }) => message);
    throw new InvalidArgumentError(`${reason[0]?.toUpperCase()}${reason.slice(1)}.`);
  };
}
