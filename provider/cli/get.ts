import { type Command, Option } from "commander";
import { example, withPlace } from "./options";
import type * as Run from "./run/get";

/** Adds `iot-retained get`. */
export function addGet(program: Command): void {
  const command = program
    .command("get")
    .description("Tell about one retained message, or print its payload.")
    .argument("<topic>")
    .addOption(new Option("--raw", "print the payload, byte for byte, and nothing else").conflicts("json"))
    .option("--json", "print JSON with the payload: `payload` where it is UTF-8, else `payloadBase64`")
    .addHelpText("after", example("get acme/pumps/defaults", "get acme/pumps/defaults --raw | jq ."))
    .action((topic: string, options: Run.GetOptions) => (require("./run/get") as typeof Run).get(topic, options));
  withPlace(command);
}
