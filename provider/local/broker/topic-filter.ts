import { limits } from "../../messages/limits";

/** A topic filter of a SUBSCRIBE. */
export interface TopicFilter {
  /** The filter as the client wrote it, `$share/group/` included. */
  text: string;
  /** The group of a shared subscription; undefined for any other. */
  group: string | undefined;
  levels: readonly string[];
  /** Whether it has no wildcard, and so names one topic. */
  exact: boolean;
}

const shared = /^\$share\/([^/+#]+)\/(.+)$/s;

/** The most characters of the group's name in a shared subscription. */
const GROUP_CHARACTERS = 128;

/**
 * Reads a topic filter; undefined if it is not valid.
 *
 * The first two slashes of `$share/group/filter` do not count towards the maximum that AWS allows.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export function parseFilter(text: string): TopicFilter | undefined {
  const [, group, rest] = shared.exec(text) ?? [];
  if (group === undefined && /^\$share(\/|$)/.test(text)) return undefined;
  if (group !== undefined && group.length > GROUP_CHARACTERS) return undefined;
  const filter = rest ?? text;
  const levels = filter.split("/");
  const fits = Buffer.byteLength(filter) <= limits.topicBytes && levels.length - 1 <= limits.topicSlashes;
  if (filter === "" || filter.includes("\0") || !fits || !levels.every(isGoodLevel)) return undefined;
  return { text, group, levels, exact: !levels.some(isWildcard) };
}

/** A wildcard must be alone in its level, and `#` must be in the last level [MQTT-4.7.1-1], [MQTT-4.7.1-2]. */
function isGoodLevel(level: string, index: number, levels: readonly string[]): boolean {
  if (level === "#") return index === levels.length - 1;
  return level === "+" || !/[+#]/.test(level);
}

function isWildcard(level: string): boolean {
  return level === "+" || level === "#";
}
