import { startBroker } from "./broker/server";
import { startHttp } from "./http/server";
import { authority } from "./listen";
import type { LocalEndpointOptions } from "./options";
import { MessageStore } from "./store/messages";

export type { ServiceErrorName } from "./errors";
export type { Fault, FaultQuestion, LocalCall, LocalEndpointOptions, LocalOperation } from "./options";
export type { RegisteredGroup, RegisteredThing, Registry } from "./registry";

/** A running local endpoint. */
export interface LocalEndpoint {
  /** URL of the data plane, such as `http://127.0.0.1:18830`. */
  endpoint: string;
  /** URL of the MQTT broker, such as `mqtt://127.0.0.1:18831`. */
  mqtt: string;
  /** Closes all connections and frees both ports. The retained messages are lost. */
  close(): Promise<void>;
}

/**
 * Starts an AWS IoT Core data plane on this machine: Publish, GetRetainedMessage, ListRetainedMessages and
 * DescribeEndpoint over HTTP, and an MQTT 3.1.1 and 5 broker over the same messages. Everything is kept in memory.
 *
 * It behaves like AWS, also in what AWS does differently from other brokers: retained messages are replayed only to exact
 * topic filters, `sensor/#` does not match `sensor`, and QoS 2 is refused. It does not check signatures. It has no
 * persistent sessions (session present is always 0), rate quotas, rules or device shadows. AWS does not document Retain
 * Handling, Retain As Published and No Local; these follow the MQTT 5 specification.
 *
 * It also serves ListThings, ListThingsInThingGroup and DescribeThing of the control plane, over a `registry`, and
 * GetCallerIdentity and AssumeRole of STS. If `AWS_ENDPOINT_URL_STS` names this endpoint, twelve digits in an access key
 * are the account, so that stacks with roles and account lists can be tried.
 *
 * @param options where it listens, and how it behaves
 * @returns the running endpoint
 * @example
 * const local = await startLocalEndpoint();
 * const client = new IoTDataPlaneClient({ endpoint: local.endpoint, region: "us-east-1" });
 * await client.send(new PublishCommand({ topic: "site/1", payload: Buffer.from("on"), retain: true }));
 * await local.close();
 *
 * @throws Error of one sentence if a port is in use
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html
 */
export async function startLocalEndpoint(options: LocalEndpointOptions = {}): Promise<LocalEndpoint> {
  const host = options.host ?? "127.0.0.1";
  const store = new MessageStore(options.now ?? Date.now);
  const http = await startHttp(store, { ...options, host, port: options.port ?? 0 });
  try {
    const broker = await startBroker(store, { host, port: options.mqttPort ?? 0 });
    return {
      endpoint: `http://${authority(host, http.port)}`,
      mqtt: `mqtt://${authority(host, broker.port)}`,
      close: async () => {
        await Promise.all([http.close(), broker.close()]);
      },
    };
  } catch (error) {
    await http.close();
    throw error;
  }
}
