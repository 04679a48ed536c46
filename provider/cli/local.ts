import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError } from "commander";
import type { LocalEndpoint, Registry } from "../local";
import { lazy } from "./support/lazy";

/** Default ports that differ from those of MQTT, so that a broker on this machine may go on running. */
const defaults = { host: "127.0.0.1", port: 18_830, mqttPort: 18_831 };

const example = `
Example:
  $ iot-retained local
  $ pulumi config set iot-retained:endpoint http://${defaults.host}:${defaults.port}
  $ mosquitto_sub -h ${defaults.host} -p ${defaults.mqttPort} -t 'fleet/a/config' -v`;

interface LocalOptions {
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
    .action(runLocal);
}

async function runLocal({ json, registry: file, ...options }: LocalOptions): Promise<void> {
  const registry = file === undefined ? {} : { registry: registryIn(file) };
  const local = await lazy.localEndpoint().startLocalEndpoint({ ...options, ...registry });
  // Under npx, Ctrl+C comes twice: from the terminal and from npm. Without the explicit exit, the process would remove
  // its handlers as soon as it has nothing left to do, and the second signal would kill it.
  const stop = () => local.close().then(() => process.exit(0));
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  console.log(json ? JSON.stringify({ endpoint: local.endpoint, mqtt: local.mqtt }) : instructionsFor(local));
}

/**
 * Reads the registry in a file at each call, so that a change of the file takes effect at once. If the file becomes
 * invalid, the last valid registry stays.
 */
function registryIn(file: string): () => Registry {
  const read = () => lazy.localRegistry().parseRegistry(readFileSync(file, "utf8"));
  let registry: Registry;
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

function instructionsFor({ endpoint, mqtt }: LocalEndpoint): string {
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
