import { listAll } from "../../dataplane/listing";
import { type Failures, forEachTopic } from "../../dataplane/many";
import { MARKER_KEY, readMarker } from "../../messages/marker";
import type { ListedMessage, LiveMessage } from "../../messages/message";
import { formatCount } from "../../text/counts";
import { CommandError } from "../exit";
import type { Connected } from "./connection";
import { ProgressLine } from "./progress-line";

/** What is shown of a live message: all but its payload and user properties. */
export interface Seen extends ListedMessage {
  /** Who manages it: the marker's owner, what else `managed-by` holds, or null where there is none. */
  owner: string | null;
  /** Resource in the marker, null where there is no marker of this package. */
  name: string | null;
}

export function seen({ topic, payload, qos, lastModifiedTime, userProperties }: LiveMessage): Seen {
  const marker = readMarker(userProperties);
  const other = userProperties.find(([key]) => key === MARKER_KEY)?.[1];
  return {
    topic,
    owner: marker?.owner ?? other ?? null,
    name: marker?.name ?? null,
    payloadSize: payload.length,
    qos,
    lastModifiedTime,
  };
}

/**
 * Reads every message of the account, or those under a prefix. One that vanishes meanwhile is left out.
 *
 * @param pick what to keep of each; undefined for none of it
 * @returns what was kept, in the order of the topics
 * @throws CommandError where any of them cannot be read
 */
export async function readAll<T>(
  connected: Connected,
  prefix: string | undefined,
  pick: (live: LiveMessage) => T | undefined,
): Promise<T[]> {
  const topics = (await listAll(connected.dataPlane, prefix)).map(({ topic }) => topic);
  const kept = await readEach(connected, topics, (live) => (live === undefined ? undefined : pick(live)));
  return topics.flatMap((topic) => kept.get(topic) ?? []);
}

/**
 * Reads the messages of some topics.
 *
 * @param pick what to keep of each; it is given undefined where a topic is empty
 * @throws CommandError where any of them cannot be read
 */
export async function readEach<T>(
  { dataPlane, concurrency }: Connected,
  topics: readonly string[],
  pick: (live: LiveMessage | undefined, topic: string) => T | undefined,
): Promise<Map<string, T>> {
  const progress = new ProgressLine("read", topics.length);
  const kept = new Map<string, T>();
  const failures = await forEachTopic(topics, concurrency, async (topic) => {
    const picked = pick(await dataPlane.get(topic), topic);
    if (picked !== undefined) kept.set(topic, picked);
    progress.step();
  });
  progress.end();
  assertAllRead(failures, topics.length);
  return kept;
}

function assertAllRead({ byTopic, untried }: Failures, total: number): void {
  const [first] = byTopic.values();
  if (first === undefined) return;
  if (total === 1) throw first;
  throw new CommandError(
    `${formatCount(byTopic.size + untried.length)} of ${formatCount(total)} messages could not be read: ${first.message}`,
  );
}
