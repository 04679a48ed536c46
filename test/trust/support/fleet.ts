import type { SetMessageArgs } from "../../../provider";
import { hosts } from "../../support/host";
import { publishAs } from "../../support/look";
import type { KillPlan } from "./kill-plan";
import { type Live, snapshot } from "./live";

type Declared = Required<Pick<SetMessageArgs, "payload">> | Required<Pick<SetMessageArgs, "payloadBase64">>;

/** The messages of a program: those of one set, and those that have a resource each. By topic. */
export interface Fleet {
  readonly inSet: Readonly<Record<string, Declared>>;
  readonly single: Readonly<Record<string, Declared>>;
}

export const NOTHING: Fleet = { inSet: {}, single: {} };

/** Topics of devices; some are awkward. */
function topicOf(index: number): string {
  const device = String(index).padStart(3, "0");
  return index % 9 === 0 ? `fleet/${device} ü%2F/../x` : `fleet/${device}/config`;
}

/** A payload as text, as bytes, or as JSON. */
function messageOf(index: number, version: number): Declared {
  if (index % 3 === 0) return { payload: `device ${index}, version ${version}` };
  if (index % 3 === 1) return { payloadBase64: Buffer.from([0, 255, index % 256, version]).toString("base64") };
  return { payload: JSON.stringify({ index, version }) };
}

/** The fleet of a size, before an update. */
export function fleetOf(shape: KillPlan["shape"], size: number): Fleet {
  return arranged(
    shape,
    Array.from({ length: size }, (_, index): Entry => [index, 1]),
  );
}

/** The same fleet after an update: half of the messages have changed, a tenth has gone, and as many are new. */
export function updatedFleetOf(shape: KillPlan["shape"], size: number): Fleet {
  const all = Array.from({ length: Math.ceil(size * 1.1) }, (_, index): Entry => [index, index % 2 === 0 ? 2 : 1]);
  return arranged(
    shape,
    all.filter(([index]) => index >= size || index % 10 !== 3),
  );
}

type Entry = [index: number, version: number];

function arranged(shape: KillPlan["shape"], entries: readonly Entry[]): Fleet {
  const isInSet = (index: number) => shape === "set" || (shape === "both" && index % 4 !== 0);
  const messages = (inSet: boolean) =>
    Object.fromEntries(
      entries
        .filter(([index]) => isInSet(index) === inSet)
        .map(([index, version]) => [topicOf(index), messageOf(index, version)]),
    );
  return { inSet: messages(true), single: messages(false) };
}

/** The program of a fleet, inline. */
export function programOf(fleet: Fleet, { RetainedMessage, RetainedMessageSet } = hosts.dynamic): () => void {
  return () => {
    if (Object.keys(fleet.inSet).length > 0) new RetainedMessageSet("fleet", { messages: fleet.inSet } as never);
    for (const [topic, message] of Object.entries(fleet.single))
      new RetainedMessage(topic, { topic, ...message } as never);
  };
}

/** The same program as JavaScript, after the script of a host. */
export function scriptOf(fleet: Fleet): string {
  return `const fleet = ${JSON.stringify(fleet)};
if (Object.keys(fleet.inSet).length > 0) new RetainedMessageSet("fleet", { messages: fleet.inSet });
for (const [topic, message] of Object.entries(fleet.single)) new RetainedMessage(topic, { topic, ...message });`;
}

/** What devices are to receive, by topic. */
export function payloadsOf({ inSet, single }: Fleet): Map<string, string> {
  const entries = Object.entries({ ...inSet, ...single }).map(([topic, message]): [string, string] => [
    topic,
    "payload" in message ? Buffer.from(String(message.payload)).toString("base64") : String(message.payloadBase64),
  ]);
  return new Map(entries);
}

/** Messages of others beside and below the topics of the fleet. */
export async function publishStrangers(endpoint: string): Promise<Map<string, Live>> {
  const marker = [{ "managed-by": "pulumi:acme/other/prod/fleet#ffffffffffff" }];
  await publishAs(endpoint, "fleet", "a stranger's");
  await publishAs(endpoint, "fleet/stranger", "a stranger's");
  await publishAs(endpoint, "fleet/001/config/state", "a device's");
  await publishAs(endpoint, "fleet/002", "another owner's", marker);
  return await snapshot(endpoint);
}

const OUTSIDE = "from outside";
/** What a publisher from outside publishes, in base64. */
export const FROM_OUTSIDE = Buffer.from(OUTSIDE).toString("base64");

/** What a publisher from outside does to messages of the stack: it overwrites some, and clears others. */
export async function disturb(endpoint: string, fleet: Fleet): Promise<void> {
  const topics = [...payloadsOf(fleet).keys()];
  for (const [index, topic] of topics.entries()) {
    if (index % 7 === 0) await publishAs(endpoint, topic, index % 14 === 0 ? "" : OUTSIDE);
  }
}
