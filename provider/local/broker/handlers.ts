import type { IDisconnectPacket, Packet } from "mqtt-packet";
import type { Client } from "./client";
import { MAX_SESSION_EXPIRY } from "./connect";
import type { BrokerParts } from "./parts";
import { publish } from "./publish";
import { protocolError, reasons } from "./reasons";
import { subscribe, unsubscribe } from "./subscribe";

/** Handles a packet of a connected client. @throws Disconnect */
export function handle(broker: BrokerParts, client: Client, packet: Packet, frame: Buffer): void {
  const { connection, session } = client;
  switch (packet.cmd) {
    case "publish":
      publish(broker, client, packet, frame);
      return;
    case "puback":
      session.acknowledge(packet.messageId ?? 0);
      return;
    case "subscribe":
      subscribe(broker, client, packet);
      return;
    case "unsubscribe":
      unsubscribe(client, packet);
      return;
    case "pingreq":
      connection.send({ cmd: "pingresp" });
      return;
    case "disconnect":
      disconnect(client, packet);
      return;
    default:
      throw protocolError(`${packet.cmd} is not expected here`);
  }
}

function disconnect(client: Client, { reasonCode, properties }: IDisconnectPacket): void {
  const asked = properties?.sessionExpiryInterval;
  if (asked !== undefined) {
    // [MQTT-3.14.2-2]
    if (client.sessionExpiry === 0 && asked > 0) throw protocolError("a session that ends cannot be kept any more");
    client.sessionExpiry = Math.min(asked, MAX_SESSION_EXPIRY);
  }
  if (reasonCode !== reasons.disconnectWithWill) client.will = undefined;
  client.connection.end();
}
