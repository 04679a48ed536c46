import { placeName } from "../../dataplane/places";
import { defined } from "../../messages/defined";
import { withoutMarker } from "../../messages/marker";
import type { LiveMessage } from "../../messages/message";
import { declaredPayload } from "../../messages/payload";
import { reasonsAgainstTopic } from "../../messages/topic";
import { fromPairs } from "../../messages/user-properties";
import { escapeControls } from "../../text/control-characters";
import { CommandError } from "../exit";
import type { PlaceOptions } from "../options";
import { json, line } from "../output";
import { openDataPlane } from "./connection";
import { age, bytes } from "./format";
import { seen } from "./reading";

/** What the command line says. */
export interface GetOptions extends PlaceOptions {
  raw?: true;
  json?: true;
}

/** Tells about one message, or prints its payload. */
export async function get(topic: string, { raw, json: asJson, ...place }: GetOptions): Promise<void> {
  const [fault] = reasonsAgainstTopic(topic);
  if (fault !== undefined) throw new CommandError(`the topic ${fault}`);
  const connected = await openDataPlane(place);
  const live = await connected.dataPlane.get(topic);
  if (live === undefined) {
    throw new CommandError(`there is no retained message on ${topic} ${placeName(connected.place)}`);
  }
  if (raw) process.stdout.write(live.payload);
  else if (asJson) json(whole(live));
  else for (const [name, value] of rowsOf(live)) line(`${name.padEnd(15)}  ${escapeControls(value)}`);
}

/** A message with its payload, under the names of the arguments of a program. */
function whole(live: LiveMessage) {
  const userProperties = fromPairs(withoutMarker(live.userProperties), undefined);
  return { ...seen(live), ...defined({ userProperties }), ...declaredPayload(live.payload) };
}

function rowsOf(live: LiveMessage): [string, string][] {
  const { topic, owner, name, payloadSize, qos, lastModifiedTime } = seen(live);
  const stored = `${new Date(lastModifiedTime).toISOString()}, ${age(lastModifiedTime)} ago`;
  const properties = withoutMarker(live.userProperties).map(([key, value]): [string, string] => [
    "user property",
    `${key} = ${value}`,
  ]);
  return [
    ["topic", topic],
    ["owner", owner ?? "-"],
    ["resource", name ?? "-"],
    ["size", `${bytes(payloadSize)} (\`--raw\` prints the payload)`],
    ["qos", String(qos)],
    ["stored", stored],
    ...properties,
  ];
}
