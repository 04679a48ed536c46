import { rmSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { LocalEndpointOptions, LocalTls } from "../local";
import { writeCertificates } from "./support/certificate-files";
import { lazy } from "./support/lazy";
import { instructionsFor } from "./support/local-instructions";
import { notEmpty } from "./support/options";
import { note } from "./support/output";
import { rereading } from "./support/reread-file";
import { onShellOfNpmGone } from "./support/shell-of-npm";

/** Default ports that differ from those of MQTT, so that a broker on this machine may go on running. */
const defaults = { host: "127.0.0.1", port: 18_830, mqttPort: 18_831, tlsPort: 18_832 };

const example = `
Examples:
  $ iot-retained local
  $ pulumi config set iot-retained:endpoint http://${defaults.host}:${defaults.port}
  $ mosquitto_sub -h ${defaults.host} -p ${defaults.mqttPort} -t 'fleet/a/config' -v

  Messages that survive a restart, AWS's quotas, and every tenth publish throttled:
  $ iot-retained local --data messages.db --quotas aws --fault publish:429:0.1

Rules:
  --fault OPERATION:FAULT[:PART...], such as publish:500:first=3, get:reset, list:delay=2s, list:stale=5s,
          publish:429:0.2:via=mqtt:topic=fleet/**. OPERATION is publish, get, list, describe, things, alarms or all.
          FAULT is an HTTP status, reset, reset-after, delay=TIME or stale=TIME. PART is a share, first=N, via=http,
          via=mqtt or, as the last one, topic=GLOB.
  --deny  ACTION[:GLOB], such as iot:RetainPublish:fleet/**`;

interface LocalOptions {
  host: string;
  port: number;
  mqttPort: number;
  tls?: true;
  tlsPort: number;
  tlsCert?: string;
  tlsKey?: string;
  token?: string | false;
  allowHost?: string[];
  data?: string;
  quotas?: "aws";
  fault?: string[];
  deny?: string[];
  json?: true;
  registry?: string;
  alarms?: string;
}

/** Adds `iot-retained local`. */
export function addLocal(program: Command): void {
  program
    .command("local")
    .description("Run an AWS IoT data plane and MQTT broker on this machine, until Ctrl+C.")
    .option("--port <number>", "port of the HTTP data plane; 0 picks a free one", toPort, defaults.port)
    .option("--mqtt-port <number>", "port of the MQTT broker; 0 picks a free one", toPort, defaults.mqttPort)
    .option("--host <address>", "address to listen on; one that other machines reach needs a token", defaults.host)
    .option("--token <text>", "what clients must know: as access key id, or as password of MQTT", notEmpty("a token"))
    .option("--no-token", "let in whoever reaches the address")
    .option("--allow-host <name...>", "more host names by which clients call it, such as that of its container")
    .option("--data <file>", "keep the messages in a file, a database of SQLite", notEmpty("a file"))
    .option("--tls", "serve HTTP and MQTT over TLS too; makes a certificate, which needs the package selfsigned")
    .addOption(
      new Option("--tls-port <number>", "port of TLS; 0 picks a free one")
        .argParser(toPort)
        .default(defaults.tlsPort)
        .implies({ tls: true }),
    )
    .option("--tls-cert <file>", "certificate of the server in PEM, instead of a new one")
    .option("--tls-key <file>", "key of that certificate in PEM")
    .addOption(new Option("--quotas <whose>", "apply the quotas of an account").choices(["aws"]))
    .option("--fault <rule...>", "make calls fail; see Rules")
    .option("--deny <rule...>", "deny actions, as an IoT policy would; see Rules")
    .option("--registry <file>", "JSON file of the things and thing groups of the account, read again at each call")
    .option("--alarms <file>", "JSON file of the CloudWatch alarms of the account, read again at each call")
    .option("--json", "print the URLs as one line of JSON")
    .addHelpText("after", example)
    .action(runLocal);
}

async function runLocal(options: LocalOptions): Promise<void> {
  const { startLocalEndpoint } = lazy.localEndpoint();
  const told = new Set<string>();
  const onError = ({ message }: Error) => {
    if (!told.has(message)) note(message);
    told.add(message);
  };
  const local = await startLocalEndpoint({ ...endpointOptions(options), onError });
  const files = local.tls && writeCertificates(local.tls);
  // Under npx, Ctrl+C comes twice: from the terminal and from npm. Without the explicit exit, the process would remove
  // its handlers as soon as it has nothing left to do, and the second signal would kill it.
  const stop = () =>
    local.close().then(() => {
      if (files !== undefined) rmSync(files.folder, { recursive: true, force: true });
      process.exit(0);
    });
  // SIGHUP is what a terminal sends that is closed.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  onShellOfNpmGone(stop);
  const { endpoint, mqtt, tls } = local;
  const urls = { endpoint, mqtt, ...(tls && { tls: { endpoint: tls.endpoint, mqtt: tls.mqtt, ...files } }) };
  console.log(options.json ? JSON.stringify(urls) : instructionsFor(local, files, options));
}

function endpointOptions(options: LocalOptions): LocalEndpointOptions {
  const { host, port, mqttPort, token, allowHost, data, quotas, fault = [], deny = [], registry, alarms } = options;
  const { faultsBy, denialsBy } = lazy.localEndpoint();
  const tls = tlsOptions(options);
  return {
    host,
    port,
    mqttPort,
    ...(token !== undefined && { token }),
    ...(allowHost && { allowHosts: allowHost }),
    ...(data !== undefined && { data }),
    ...(quotas && { quotas }),
    ...(tls && { tls }),
    ...(fault.length > 0 && { fault: faultsBy(fault) }),
    ...(deny.length > 0 && { deny: denialsBy(deny) }),
    ...(registry !== undefined && { registry: rereading(registry, lazy.localRegistry().parseRegistry) }),
    ...(alarms !== undefined && { alarms: rereading(alarms, lazy.localAlarms().parseAlarms) }),
  };
}

function tlsOptions({ tls, tlsPort, tlsCert, tlsKey }: LocalOptions): LocalTls | undefined {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) throw new Error("Give --tls-cert and --tls-key together.");
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return { port: tlsPort, certificateFile: tlsCert, keyFile: tlsKey };
  }
  return tls && { port: tlsPort };
}

function toPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("Expected a number from 0 to 65535.");
}
