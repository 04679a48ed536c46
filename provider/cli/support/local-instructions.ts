import type { LocalEndpoint } from "../../local";
import { isEveryAddress } from "../../local/doors/listen";
import type { CertificateFiles } from "./certificate-files";

/**
 * What to do with an endpoint that has just started.
 *
 * @param asked how it was started: the file in which it keeps its messages, if any, and the token that clients need, if any
 */
export function instructionsFor(
  { endpoint, mqtt, tls }: LocalEndpoint,
  files: CertificateFiles | undefined,
  { data, token, host }: { data?: string; token?: string | false; host: string },
): string {
  const { hostname, port } = new URL(mqtt);
  const address = hostname.replace(/[[\]]/g, "");
  const needsToken = typeof token === "string";
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
    // The token itself stays out of logs.
    ["", needsToken ? "with AWS_ACCESS_KEY_ID=TOKEN and any AWS_SECRET_ACCESS_KEY" : undefined],
    ["Watch a topic", `mosquitto_sub -h ${address} -p ${port}${needsToken ? " -u any -P TOKEN" : ""} -t TOPIC`],
  ];
  const shown = lines.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(22)}${value}`.trimEnd()]));
  const reach = isEveryAddress(host)
    ? [`It listens on ${host}: other machines call it by a name or address of this one.`]
    : [];
  const kept = data === undefined ? "Messages are kept in memory, until Ctrl+C." : `Messages are kept in ${data}.`;
  return [...shown, "", ...reach, kept].join("\n");
}
