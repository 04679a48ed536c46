import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import type * as Local from "../local";
import type * as RegistryFile from "../local/registry";

/** Ports that are ours by habit: none of MQTT's, so that a broker on this machine may go on running. */
const defaults = { host: "127.0.0.1", port: 18_830, mqttPort: 18_831 };

const example = `
Example:
  $ iot-retained local
  $ pulumi config set iot-retained:endpoint http://${defaults.host}:${defaults.port}
  $ mosquitto_sub -h ${defaults.host} -p ${defaults.mqttPort} -t 'fleet/a/config' -v`;

interface Options {
  host: string;
  port: number;
  mqttPort: number;
  json?: true;
  registry?: string;
}

/** Adds `iot-retained local`. */
export function addLocal(program: Command): void {
  program
    .command("local")
    .description("Run an AWS IoT data plane and MQTT broker on this machine, in memory, until Ctrl+C.")
    .option("--port <number>", "port of the HTTP data plane; 0 picks a free one", toPort, defaults.port)
    .option("--mqtt-port <number>", "port of the MQTT broker; 0 picks a free one", toPort, defaults.mqttPort)
    .option("--host <address>", "address to listen on", defaults.host)
    .option("--registry <file>", "JSON file of the things and thing groups of the account, read again at each call")
    .option("--json", "print the two URLs as one line of JSON")
    .addHelpText("after", example)
    .action(run);
}

async function run({ json, registry: file, ...options }: Options): Promise<void> {
  const { startLocalEndpoint } = require("../local") as typeof Local;
  const local = await startLocalEndpoint({ ...options, ...(file === undefined ? {} : { registry: registryIn(file) }) });
  // Ctrl+C under npx comes twice: from the terminal, and passed on by npm. A process that ends because nothing is left
  // to do gives up its handlers first, and would die of the second one; exit() does not.
  const stop = () => local.close().then(() => process.exit(0));
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  console.log(json ? JSON.stringify({ endpoint: local.endpoint, mqtt: local.mqtt }) : howTo(local));
}

/** What a file says at each call, so that a change of it takes effect at once. A bad one leaves what was there. */
function registryIn(file: string): () => Local.Registry {
  const { parseRegistry } = require("../local/registry") as typeof RegistryFile;
  const read = () => parseRegistry(readFileSync(file, "utf8"));
  let registry: Local.Registry;
  try {
    registry = read();
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
  let warned = "";
  return () => {
    try {
      registry = read();
      warned = "";
    } catch (error) {
      const { message } = error as Error;
      if (message !== warned) console.error(`${file}: ${message}. The registry stays as it was`);
      warned = message;
    }
    return registry;
  };
}

function howTo({ endpoint, mqtt }: Local.LocalEndpoint): string {
  const { hostname, port } = new URL(mqtt);
  return `AWS IoT data plane   ${endpoint}
MQTT broker          ${mqtt}

Point a stack at it  pulumi config set iot-retained:endpoint ${endpoint}
Watch a topic        mosquitto_sub -h ${hostname.replace(/[[\]]/g, "")} -p ${port} -t TOPIC

Messages are kept in memory, until Ctrl+C.`;
}

function toPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("Expected a number from 0 to 65535.");
}
