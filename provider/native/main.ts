import { nativeAdvice } from "../dataplane/advice";
import { sessionWith } from "../process/session";
import { nativeProvider } from "./provider";
import { serve } from "./server";

const { version } = require("../../package.json") as { version: string };

/** The plugin `pulumi-resource-iot-retained`. The engine gives its address as the last argument, and reads the port. */
async function main(): Promise<void> {
  const session = sessionWith(process.argv.at(-1) ?? "", nativeAdvice);
  const port = await serve(nativeProvider(session, version));
  process.stdout.write(`${port}\n`);
}

void main();
