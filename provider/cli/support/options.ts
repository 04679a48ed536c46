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
