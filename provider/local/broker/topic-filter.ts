import { limits } from "../../messages/limits";

/** A topic filter of a SUBSCRIBE. */
export interface TopicFilter {
  /** The filter as the client wrote it, `$share/group/` included. */
  text: string;
  /** Name of the group of a shared subscription. */
  group: string | undefined;
  levels: readonly string[];
  /** Whether it names one topic. */
  exact: boolean;
}

const shared = /^\$share\/([^/+#]+)\/(.+)$/s;

/**
 * Reads a topic filter; undefined where it is not valid.
 *
 * The first two slashes of `$share/group/filter` do not count against AWS's limit of slashes.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export function parseFilter(text: string): TopicFilter | undefined {
  const [, group, rest] = shared.exec(text) ?? [];
  if (group === undefined && /^\$share(\/|$)/.test(text)) return undefined;
  const filter = rest ?? text;
  const levels = filter.split("/");
  const fits = Buffer.byteLength(filter) <= limits.topicBytes && levels.length - 1 <= limits.topicSlashes;
  if (filter === "" || filter.includes("\0") || !fits || !levels.every(isGoodLevel)) return undefined;
  return { text, group, levels, exact: !levels.some(isWildcard) };
}

/**
 * Whether a message on `topic` reaches the filter. `#` stands for one level or more: AWS differs from
 * [MQTT-4.7.1-2] in that `sensor/#` does not match `sensor`.
 *
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html (differences from the MQTT specifications)
 */
export function matches({ levels: wanted }: TopicFilter, topic: string): boolean {
  const levels = topic.split("/");
  // [MQTT-4.7.2-1]
  if (topic.startsWith("$") && isWildcard(wanted[0] ?? "")) return false;
  const last = wanted.length - 1;
  if (wanted[last] === "#") {
    return levels.length > last && wanted.slice(0, last).every((level, i) => level === "+" || level === levels[i]);
  }
  return levels.length === wanted.length && wanted.every((level, i) => level === "+" || level === levels[i]);
}

/** A wildcard stands alone in its level, `#` in the last one [MQTT-4.7.1-1], [MQTT-4.7.1-2]. */
function isGoodLevel(level: string, index: number, levels: readonly string[]): boolean {
  if (level === "#") return index === levels.length - 1;
  return level === "+" || !/[+#]/.test(level);
}

function isWildcard(level: string): boolean {
  return level === "+" || level === "#";
}
