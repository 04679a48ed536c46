import type { LocalEndpoint } from "../../local";
import type { CertificateFiles } from "./certificate-files";

/**
 * What to do with an endpoint that has just started.
 *
 * @param data file in which it keeps its messages; undefined if it is in memory
 */
export function instructionsFor(
  { endpoint, mqtt, tls }: LocalEndpoint,
  files: CertificateFiles | undefined,
  data: string | undefined,
): string {
  const { hostname, port } = new URL(mqtt);
  const lines: [string, string | undefined][] = [
    ["AWS IoT data plane", endpoint],
    ["MQTT broker", mqtt],
    ["Console", `${endpoint}/`],
    ["MQTT over WebSocket", `${endpoint.replace(/^http/, "ws")}/mqtt`],
    ["HTTPS and MQTT, TLS", tls && `${tls.endpoint.replace("https://", "")}`],
    ["Certificate to trust", files?.certificate],
    ["Device certificate", files?.device?.certificate],
    ["Device key", files?.device?.key],
    ["", ""],
    ["Point a stack at it", `pulumi config set iot-retained:endpoint ${endpoint}`],
    ["Watch a topic", `mosquitto_sub -h ${hostname.replace(/[[\]]/g, "")} -p ${port} -t TOPIC`],
  ];
  const shown = lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(22)}${value}`.trimEnd()]));
  const kept = data === undefined ? "Messages are kept in memory, until Ctrl+C." : `Messages are kept in ${data}.`;
  return [...shown, "", kept].join("\n");
}
