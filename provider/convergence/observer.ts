import type { DataPlane } from "../dataplane/data-plane";
import { forEachTopic } from "../dataplane/many";
import type { AppliedTopics } from "../messages/applied-topics";
import { DeploymentError } from "../messages/deployment-error";
import { expired, type ListedMessage } from "../messages/message";
import { versionOf } from "../messages/version";
import { formatCount } from "../text/counts";
import { MAX_ACKNOWLEDGEMENT_BYTES, readAcknowledgement, TOO_LARGE } from "./acknowledgement";
import { convergenceOf, type SeenAcknowledgement, type SeenMessage, type TopicConvergence } from "./state";
import { type ConvergenceSums, sumsOf } from "./sums";

/** What is known of a message before anybody looks. */
export interface ExpectedMessage {
  /** The version that devices are to apply. Without it, the message is read, and the live one is to be applied. */
  version?: string | undefined;
  /** Its expiry in seconds, from its publish on. */
  messageExpiry?: number | undefined;
  /** Its `lastModifiedTime` (ms) when it was published. It tells of a message that is gone whether it has expired. */
  storedTime?: number | undefined;
}

/** What a look needs. */
export interface ObserverOptions {
  dataPlane: DataPlane;
  /** The topics on which devices acknowledge messages. */
  applied: AppliedTopics;
  /** Calls in flight. */
  concurrency: number;
  /**
   * Whether to read acknowledgements that are older than their messages as well, each once. They say `applied` if the same
   * payload was published again. Otherwise such a message is pending, without a read.
   */
  readOlder?: boolean;
  /** Live messages that have been read already, by topic. */
  seen?: Iterable<readonly [topic: string, message: SeenMessage]>;
  /** Called after each topic of a look. */
  onTopic?: () => void;
}

/** What one look has found. */
export interface Convergence {
  /** By topic, in the order in which they were asked for. */
  topics: ReadonlyMap<string, TopicConvergence>;
  sums: ConvergenceSums;
}

/** What the listing has of the topics that are asked for. */
interface Listed {
  messages: ReadonlyMap<string, ListedMessage>;
  /** Whether the whole account was listed: what it lacks is then not there. */
  isComplete: boolean;
}

/**
 * Looks again and again at messages and their acknowledgements. A look takes one listing, and reads only what has changed
 * since the look before. If reading everything takes less time than the listing of a large account, it does that.
 */
export class ConvergenceObserver {
  private readonly seen: Map<string, SeenMessage>;
  private readonly acknowledgements = new Map<string, SeenAcknowledgement>();
  /** Whether a listing has turned out to take longer than to read everything: the next look does without. */
  private isTooLarge = false;

  constructor(private readonly options: ObserverOptions) {
    this.seen = new Map(options.seen);
  }

  /**
   * Looks once.
   *
   * @param messages by topic
   * @throws DeploymentError if a topic cannot be acknowledged; DataPlaneError if something cannot be read
   */
  async look(messages: ReadonlyMap<string, ExpectedMessage>): Promise<Convergence> {
    const issue = appliedIssueText(messages, this.options.applied);
    if (issue !== undefined) throw new DeploymentError(issue);
    const listed = await this.list(messages);
    const now = Date.now();
    const found = new Map<string, TopicConvergence>();
    const topics = [...messages.keys()];
    const { byTopic, untried } = await forEachTopic(topics, this.options.concurrency, async (topic) => {
      found.set(topic, await this.lookAt(topic, messages.get(topic) ?? {}, listed, now));
      this.options.onTopic?.();
    });
    const [failure] = byTopic.values();
    if (failure !== undefined) throw failureOf(failure, byTopic.size + untried.length, topics.length);
    const inOrder = topics.flatMap((topic): [string, TopicConvergence][] => {
      const one = found.get(topic);
      return one === undefined ? [] : [[topic, one]];
    });
    return { topics: new Map(inOrder), sums: sumsOf(found.values()) };
  }

  private async list(messages: ReadonlyMap<string, ExpectedMessage>): Promise<Listed> {
    const { dataPlane, applied } = this.options;
    const found = new Map<string, ListedMessage>();
    // Without the listing, each message would take two Gets.
    const pages = dataPlane.pagesWorth(2 * messages.size);
    if (pages === 0 || this.isTooLarge) return { messages: found, isComplete: false };
    let read = 0;
    for await (const page of dataPlane.list()) {
      for (const listed of page.messages) {
        const { topic } = listed;
        if (messages.has(topic) || applied.acknowledges(topic, messages)) found.set(topic, listed);
      }
      if (page.isLast) return { messages: found, isComplete: true };
      if (++read >= pages) break;
    }
    this.isTooLarge = true;
    return { messages: found, isComplete: false };
  }

  private async lookAt(
    topic: string,
    expected: ExpectedMessage,
    listed: Listed,
    now: number,
  ): Promise<TopicConvergence> {
    const message = await this.messageOn(topic, expected, listed);
    const time = message?.time ?? expected.storedTime;
    const hasExpired = time !== undefined && expired(expected.messageExpiry, time, now);
    if (message === undefined || hasExpired) return missing(expected, time, hasExpired);
    return convergenceOf(message, await this.acknowledgementOf(topic, message, listed));
  }

  /** The live message, read only if nobody knows its version or its time. */
  private async messageOn(topic: string, { version }: ExpectedMessage, { messages, isComplete }: Listed) {
    const time = messages.get(topic)?.lastModifiedTime;
    if (time === undefined && isComplete) return undefined;
    if (time !== undefined && version !== undefined) return { version, time };
    const before = this.seen.get(topic);
    if (before !== undefined && before.time === time) return before;
    const live = await this.options.dataPlane.get(topic);
    if (live === undefined) return undefined;
    const message = { version: version ?? versionOf(live.payload), time: live.lastModifiedTime };
    if (version === undefined) this.seen.set(topic, message);
    return message;
  }

  /** What the device says of the message; undefined if that is older, or nothing. */
  private async acknowledgementOf(
    topic: string,
    message: SeenMessage,
    { messages, isComplete }: Listed,
  ): Promise<SeenAcknowledgement | undefined> {
    const { applied, readOlder = false } = this.options;
    const acknowledged = applied.of(topic);
    const listed = messages.get(acknowledged);
    if (listed === undefined && isComplete) return undefined;
    const isOlder = (time: number) => time < message.time;
    if (listed !== undefined && isOlder(listed.lastModifiedTime) && !readOlder) return undefined;
    const found = await this.read(acknowledged, listed);
    if (found === undefined || !isOlder(found.time)) return found;
    const isOfMessage = found.found.is !== "unreadable" && found.found.version === message.version;
    return readOlder && isOfMessage ? found : undefined;
  }

  private async read(topic: string, listed: ListedMessage | undefined): Promise<SeenAcknowledgement | undefined> {
    if (listed !== undefined && listed.payloadSize > MAX_ACKNOWLEDGEMENT_BYTES) {
      return { found: TOO_LARGE, time: listed.lastModifiedTime };
    }
    const before = this.acknowledgements.get(topic);
    if (before !== undefined && before.time === listed?.lastModifiedTime) return before;
    const live = await this.options.dataPlane.get(topic);
    if (live === undefined) return undefined;
    const read = { found: readAcknowledgement(live.payload), time: live.lastModifiedTime };
    this.acknowledgements.set(topic, read);
    return read;
  }
}

/** Why messages cannot be acknowledged on topics of the template; undefined if all can be. */
export function appliedIssueText(topics: ReadonlyMap<string, unknown>, applied: AppliedTopics): string | undefined {
  const issue = applied.issueOf(topics.keys(), topics);
  if (issue === undefined) return undefined;
  const { topic, reason, others = "" } = issue;
  return `${topic}: its topic by ${applied.template} ${reason} ${others}`.trimEnd();
}

function missing({ version, messageExpiry }: ExpectedMessage, time: number | undefined, hasExpired: boolean) {
  const mayHaveExpired = messageExpiry !== undefined && time === undefined;
  const reason = hasExpired ? "has expired" : mayHaveExpired ? "may have expired" : undefined;
  return {
    state: "missing" as const,
    ...(version === undefined ? {} : { version }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function failureOf(first: Error, failed: number, total: number): Error {
  if (failed === 1) return first;
  return new DeploymentError(
    `${formatCount(failed)} of ${formatCount(total)} messages could not be read: ${first.message}`,
  );
}
