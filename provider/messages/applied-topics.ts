import { formatCount } from "../text/counts";
import { reasonsAgainstTopic } from "./topic";

/** What stands for the topic of the message in a template. */
const TOPIC = "{topic}";

/**
 * The reasons why a template cannot name topics on which devices acknowledge messages; none for a good one. The template is
 * not quoted, since a part of it may be secret.
 */
export function reasonsAgainstTemplate(template: string): string[] {
  const parts = template.split(TOPIC);
  if (parts.length !== 2) return [`expected ${TOPIC} exactly once, got it ${parts.length - 1} times`];
  if (parts.some((part) => /[{}]/.test(part))) return [`expected no braces but those of ${TOPIC}`];
  if (parts.join("") === "") return [`expected more than ${TOPIC}, which is the topic of the message itself`];
  // What no topic can mend is wrong with the shortest one as well.
  return reasonsAgainstTopic(parts.join("x"));
}

/** Why messages cannot be acknowledged. One template is wrong for many topics alike: only the first is named. */
export interface AppliedIssue {
  topic: string;
  reason: string;
  /** How many other messages cannot be acknowledged, in words; undefined if there are none. */
  others?: string;
}

/** The topics on which devices acknowledge messages, by a template such as `{topic}/applied`. */
export class AppliedTopics {
  private readonly before: string;
  private readonly after: string;

  /** @param template one that {@link reasonsAgainstTemplate} finds nothing against */
  constructor(readonly template: string) {
    const [before = "", after = ""] = template.split(TOPIC);
    this.before = before;
    this.after = after;
  }

  /** Where the message of a topic is acknowledged. */
  of(topic: string): string {
    return `${this.before}${topic}${this.after}`;
  }

  /**
   * The reasons why the message of a topic cannot be acknowledged; none for a good one.
   *
   * @param topics all topics that have a message
   */
  reasonsAgainst(topic: string, topics: { has(topic: string): boolean }): string[] {
    const acknowledged = this.of(topic);
    return topics.has(acknowledged) ? ["has a message of its own"] : reasonsAgainstTopic(acknowledged);
  }

  /**
   * Why messages of some topics cannot be acknowledged; undefined if all can be.
   *
   * @param topics all topics that have a message, as for {@link reasonsAgainst}
   */
  issueOf(some: Iterable<string>, topics: { has(topic: string): boolean }): AppliedIssue | undefined {
    let first: AppliedIssue | undefined;
    let others = 0;
    for (const topic of some) {
      const [reason] = this.reasonsAgainst(topic, topics);
      if (reason === undefined) continue;
      if (first === undefined) first = { topic, reason };
      else others++;
    }
    return first && others > 0 ? { ...first, others: `(and ${formatCount(others)} more)` } : first;
  }

  /** Whether a topic is one on which a message of one of the topics is acknowledged. */
  acknowledges(topic: string, topics: { has(topic: string): boolean }): boolean {
    const { before, after } = this;
    if (topic.length <= before.length + after.length) return false;
    if (!topic.startsWith(before) || !topic.endsWith(after)) return false;
    return topics.has(topic.slice(before.length, topic.length - after.length));
  }
}
