/**
 * An AWS IoT Core data plane on this machine, for tests and to try a program without an account.
 *
 * @module pulumi-iot-retained/local
 */

import { createServer, isIP, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { awsKeepAlive } from "./broker/connect";
import { Broker } from "./broker/server";
import { AlarmBoard } from "./cloudwatch/alarms";
import { createConsole } from "./console/server";
import type { KeyPair } from "./doors/certificate";
import { certificatesOf } from "./doors/certificate";
import { Doors } from "./doors/doors";
import { Guard } from "./doors/guard";
import { isEveryAddress, isLoopback } from "./doors/listen";
import { tlsServer } from "./doors/tls";
import { serveWebSocket } from "./doors/websocket";
import { httpApi } from "./http/server";
import { Intake } from "./intake";
import type { LocalEndpointOptions } from "./options";
import { AccountQuotas } from "./quotas/account-quotas";
import { awsQuotas } from "./quotas/quotas";
import { openDatabase } from "./store/database";
import { MessageStore } from "./store/messages";

export type { AccessQuestion, DeniableAction, Deny } from "./access";
export { denialsBy } from "./access";
export type { LocalAlarm, LocalAlarmState, LocalAlarms } from "./cloudwatch/alarms";
export type { KeyPair } from "./doors/certificate";
export type { ServiceErrorName } from "./errors";
export { faultsBy } from "./faults/faults";
export type { Fault, FaultQuestion, LocalCall, LocalEndpointOptions, LocalOperation, LocalTls } from "./options";
export type { Quotas } from "./quotas/quotas";
export { awsQuotas } from "./quotas/quotas";
export type { RegisteredGroup, RegisteredThing, Registry } from "./registry";

/** The TLS port of a running local endpoint. */
export interface LocalTlsEndpoint {
  /** URL of the data plane, such as `https://127.0.0.1:18832`. */
  endpoint: string;
  /** URL of the MQTT broker, such as `mqtts://127.0.0.1:18832`. */
  mqtt: string;
  /** Certificate of the server in PEM. A client that trusts it as an authority can connect. */
  certificate: string;
  /** A certificate and key in PEM that a device may show; undefined if the certificate of the server was given. */
  device?: KeyPair;
}

/** A running local endpoint. */
export interface LocalEndpoint {
  /** URL of the data plane, such as `http://127.0.0.1:18830`. MQTT over WebSocket is at `/mqtt` of it. */
  endpoint: string;
  /** URL of the MQTT broker, such as `mqtt://127.0.0.1:18831`. */
  mqtt: string;
  /** The TLS port; undefined without one. */
  tls?: LocalTlsEndpoint;
  /** Closes all connections and frees the ports. The retained messages are lost, unless they are kept in a file. */
  close(): Promise<void>;
}

/**
 * Starts an AWS IoT Core data plane on this machine: Publish, GetRetainedMessage, ListRetainedMessages and
 * DescribeEndpoint over HTTP, and an MQTT 3.1.1 and 5 broker over the same messages, also by WebSocket and TLS.
 *
 * It behaves like AWS, also in what AWS does differently from other brokers: retained messages are replayed only to exact
 * topic filters, `sensor/#` does not match `sensor`, and QoS 2 is refused. It does not check signatures. It has no rules,
 * jobs or device shadows. AWS does not document Retain Handling, Retain As Published and No Local; these follow the MQTT 5
 * specification.
 *
 * Web pages of other origins are not let in, and an address that other machines reach needs a token.
 *
 * It also serves ListThings, ListThingsInThingGroup and DescribeThing of the control plane, over a `registry`, and
 * GetCallerIdentity and AssumeRole of STS. If `AWS_ENDPOINT_URL_STS` names this endpoint, twelve digits in an access key
 * are the account, so that stacks with roles and account lists can be tried. DescribeAlarms of CloudWatch tells of `alarms`.
 *
 * At its URL it has a console for a browser, which shows the messages as they change.
 *
 * @param options where it listens, and how it behaves
 * @returns the running endpoint
 * @example
 * ```ts
 * import { startLocalEndpoint } from "pulumi-iot-retained/local";
 *
 * async function main(): Promise<void> {
 *   const local = await startLocalEndpoint();
 *   await fetch(`${local.endpoint}/topics/site/1?qos=1&retain=true`, { method: "POST", body: "on" });
 *   const answer = await fetch(`${local.endpoint}/retainedMessage`);
 *   console.log(await answer.json());
 *   await local.close();
 * }
 *
 * void main();
 * ```
 * @throws Error of one sentence if a port is in use, a file cannot be opened, an address needs a token, or a token or a host
 * name cannot be one
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html
 */
export async function startLocalEndpoint(options: LocalEndpointOptions = {}): Promise<LocalEndpoint> {
  const { host = "127.0.0.1", allowHosts = [], token, deny = () => false } = options;
  assertGuarded(host, token, allowHosts);
  const doors = new Doors(host);
  const journal = options.data === undefined ? undefined : openDatabase(options.data, options.onError);
  doors.onClose(() => journal?.close());
  try {
    const store = new MessageStore(options.now ?? Date.now, journal, options.fault !== undefined);
    const guard = new Guard({ host, allowHosts, token: token === false ? undefined : token });
    const quotas = new AccountQuotas(options.quotas === "aws" ? awsQuotas : (options.quotas ?? {}), () => store.now());
    const account = { store, quotas, deny, intake: new Intake(store, quotas, deny) };
    const admits = (password: string | undefined) => guard.admits(password);
    const broker = new Broker({ ...account, keepAlive: awsKeepAlive, admits, fault: options.fault });
    const addresses = { plain: "", tls: "" };
    const { registry = { things: {} }, alarms = {} } = options;
    const http = httpApi({
      ...account,
      guard,
      registry: typeof registry === "function" ? registry : () => registry,
      alarms: new AlarmBoard(typeof alarms === "function" ? alarms : () => alarms, () => store.now()),
      answerConsole: createConsole(store, guard, () => broker.clients()),
      // A container is called by a name of its own, and perhaps by another port.
      addressFor: (socket, host) =>
        "encrypted" in socket ? withoutStandardPort(host ?? addresses.tls) : (host ?? addresses.plain),
      fault: options.fault,
      onCall: options.onCall,
    });
    serveWebSocket(http.server, guard, (stream, accessKeyId) => broker.accept(stream, guard.admits(accessKeyId)));
    addresses.plain = await doors.open(http.server, options.port ?? 0, http.end);
    const mqtt = await doors.open(mqttServer(broker), options.mqttPort ?? 0, () => broker.close());
    const close = () => doors.close();
    const running = { endpoint: `http://${addresses.plain}`, mqtt: `mqtt://${mqtt}`, close };
    if (!options.tls) return running;

    const tls = options.tls === true ? {} : options.tls;
    const { server, device } = await certificatesOf(tls, namesOf(host, allowHosts));
    const secure = tlsServer(server, http.server, (stream) => broker.accept(stream));
    const address = await doors.open(secure, tls.port ?? 0, () => broker.close());
    addresses.tls = address;
    const found = { endpoint: `https://${address}`, mqtt: `mqtts://${address}`, certificate: server.certificate };
    return { ...running, tls: { ...found, ...(device && { device }) } };
  } catch (error) {
    await doors.close();
    throw error;
  }
}

/** @throws Error of one sentence if it would let in other machines unasked, or with a token or names that cannot work */
function assertGuarded(host: string, token: LocalEndpointOptions["token"], allowHosts: readonly string[]): void {
  if (token === undefined && !isLoopback(host)) {
    throw new Error(
      `Other machines reach ${host}. Give them a token to know (token, --token), or say that none is needed (token: false, --no-token).`,
    );
  }
  if (typeof token === "string" && !/^[ -+\--~]+$/.test(token)) {
    throw new Error("Expected a token of printable ASCII characters without commas, and not an empty one.");
  }
  const noName = allowHosts.find((name) => isIP(name) === 0 && !/^[\w.-]+$/.test(name));
  if (noName !== undefined) throw new Error(`Expected a host name without scheme and port, got \`${noName}\`.`);
}

/** As AWS, it tells no port if that is one of those by which device SDKs connect. */
function withoutStandardPort(address: string): string {
  return address.replace(/:(443|8883)$/, "");
}

function mqttServer(broker: Broker): Server {
  return createServer((socket) => {
    socket.setNoDelay(true);
    broker.accept(socket);
  });
}

/** The names and addresses by which clients call the endpoint: all of this machine, if it listens on all. */
function namesOf(host: string, allowHosts: readonly string[]): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((found = []) => found.map(({ address }) => address));
  // An address may end with the interface that it is of, which no certificate has.
  const own = isEveryAddress(host) ? addresses.filter((address) => !address.includes("%")) : [host];
  return [...new Set(["localhost", "127.0.0.1", "::1", ...own, ...allowHosts])];
}
