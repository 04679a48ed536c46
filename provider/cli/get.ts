import { type Command, Option } from "commander";
import { withoutMarker } from "../messages/marker";
import type { LiveMessage } from "../messages/message";
import { reasonsAgainstTopic } from "../messages/topic";
import { fromPairs } from "../messages/user-properties";
import { escapeControls } from "../text/control-characters";
import type { PlaceOptions } from "./support/connection";
import { CommandError } from "./support/exit";
import { age, bytes } from "./support/format";
import { lazy } from "./support/lazy";
import { example, withPlace } from "./support/options";
import { json, line } from "./support/output";
import { payloadExcerpt } from "./support/payload-excerpt";
import { isWatched } from "./support/terminal";

const about = `
On a terminal, the beginning of the payload follows: a text as it stands, other bytes as hexadecimal digits. This command
cannot know whether a payload is secret. So it shows none in a pipe, in a file, or if the variable CI is set, since such
output is kept.`;

interface GetOptions extends PlaceOptions {
  payload: boolean;
  raw?: true;
  json?: true;
}

/** Adds `iot-retained get`. */
export function addGet(program: Command): void {
  const command = program
    .command("get")
    .description("Tell about one retained message, or print its payload.")
    .argument("<topic>")
    .addOption(new Option("--raw", "print the payload, byte for byte, and nothing else").conflicts("json"))
    .option("--no-payload", "show no payload, not even on a terminal")
    .option("--json", "print JSON with the payload: `payload` if it is UTF-8, else `payloadBase64`")
    .addHelpText("after", about)
    .addHelpText("after", example("get acme/pumps/defaults", "get acme/pumps/defaults --raw | jq ."))
    .action(get);
  withPlace(command);
}

async function get(topic: string, { payload, raw, json: asJson, ...place }: GetOptions): Promise<void> {
  const [issue] = reasonsAgainstTopic(topic);
  if (issue !== undefined) throw new CommandError(`the topic ${issue}`);
  const { dataPlane, where } = await lazy.connection().openLiveMessages(place);
  const live = await dataPlane.get(topic);
  if (live === undefined) throw new CommandError(`there is no retained message on ${topic} ${where}`);
  if (raw) process.stdout.write(live.payload);
  else if (asJson) json(withPayload(live));
  else show(live, payload && isWatched(process.stdout));
}

/** A message with its payload, under the names that a program uses for its arguments. */
function withPayload(live: LiveMessage) {
  const own = withoutMarker(live.userProperties);
  const userProperties = fromPairs(own, undefined);
  return {
    ...lazy.messageTable().summaryOf(live),
    ...(userProperties === undefined ? {} : { userProperties }),
    ...lazy.payload().declaredPayload(live.payload),
  };
}

function show(live: LiveMessage, withPayload: boolean): void {
  const hint = withPayload ? "" : " (`--raw` prints the payload)";
  for (const [name, value] of rowsOf(live, hint)) line(`${name.padEnd(15)}  ${escapeControls(value)}`);
  if (!withPayload) return;
  line("payload");
  // Indented, so that no payload looks like a row.
  for (const text of payloadExcerpt(live.payload)) line(`  ${text}`);
}

/** A message without its payload: the names and values of its rows. */
function rowsOf(live: LiveMessage, hint: string): [string, string][] {
  const { topic, owner, name, payloadSize, qos, lastModifiedTime } = lazy.messageTable().summaryOf(live);
  const stored = `${new Date(lastModifiedTime).toISOString()}, ${age(lastModifiedTime)} ago`;
  const own = withoutMarker(live.userProperties);
  const properties = own.map(([key, value]): [string, string] => ["user property", `${key} = ${value}`]);
  return [
    ["topic", topic],
    ["owner", owner ?? "-"],
    ["resource", name ?? "-"],
    ["size", bytes(payloadSize) + hint],
    ["qos", String(qos)],
    ["stored", stored],
    ...properties,
  ];
}
