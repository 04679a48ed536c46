// A device that applies its configuration, and acknowledges it: `npx tsx device.ts HOST PORT TOPIC [CA CERTIFICATE KEY]`

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "mqtt";

const [host = "127.0.0.1", port = "18831", topic = "acme/pump-1/config", ca, cert, key] = process.argv.slice(2);
const applied = `${topic}/applied`;

/** What the device does with its configuration. An error refuses it. */
function apply(payload: Buffer): void {
  const { intervalSeconds: seconds } = (parsed(payload) ?? {}) as { intervalSeconds?: unknown };
  if (typeof seconds !== "number" || !Number.isInteger(seconds) || seconds < 1 || seconds > 3600) {
    throw new Error("intervalSeconds: expected 1 to 3600");
  }
  console.log(`reporting every ${seconds} s`);
}

/** JSON. The error of the parser would quote the payload, which may be secret. */
function parsed(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    throw new Error("expected JSON");
  }
}

/** Applies a configuration, and says so. One that was cleared needs no acknowledgement: an empty one clears it too. */
function acknowledgement(payload: Buffer): string {
  if (payload.length === 0) return "";
  const version = createHash("sha256").update(payload).digest("hex").slice(0, 16);
  try {
    apply(payload);
    return JSON.stringify({ applied: version });
  } catch (error) {
    return JSON.stringify({ refused: version, reason: (error as Error).message });
  }
}

const files =
  ca && cert && key ? { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) } : undefined;
const client = connect({
  host,
  port: Number(port),
  protocol: files ? "mqtts" : "mqtt",
  ...files,
  clientId: topic.replaceAll("/", "-"),
  protocolVersion: 5,
});
/** The acknowledgement that the broker has. */
let retained = "";

client.on("connect", () => {
  // It may have been cleared since the last connection.
  retained = "";
  // Its own acknowledgement first: the broker then sends that before the configuration.
  client.subscribe([applied, topic], { qos: 1 });
});
client.on("message", (from, payload, packet) => {
  if (from === applied) {
    retained = payload.toString();
    return;
  }
  const answer = acknowledgement(payload);
  // After a reconnect the broker repeats what it retains, and then the same answer need not be published again.
  if (!packet.retain || answer !== retained) {
    client.publish(applied, answer, { qos: 1, retain: true });
    retained = answer;
  }
});
client.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
