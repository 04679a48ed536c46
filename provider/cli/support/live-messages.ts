import type { DataPlane, Place } from "../../dataplane/data-plane";
import { listAll } from "../../dataplane/listing";
import { type Failures, forEachTopic } from "../../dataplane/many";
import { placeName } from "../../dataplane/places";
import { AppliedTopics } from "../../messages/applied-topics";
import type { LiveMessage } from "../../messages/message";
import { formatCount } from "../../text/counts";
import { CommandError } from "./exit";
import { ProgressLine } from "./progress-line";

/** The retained messages that are live at one place. */
export class LiveMessages {
  /**
   * @param concurrency calls in flight
   * @param showsProgress whether long tasks show how far they are, if there is a terminal
   */
  constructor(
    readonly dataPlane: DataPlane,
    readonly place: Place,
    readonly concurrency: number,
    private readonly showsProgress: boolean,
  ) {}

  /** The place in words: `in eu-west-1 at https://... of account 111122223333`. */
  get where(): string {
    return placeName(this.place);
  }

  /**
   * The topics of all messages, or of those under a prefix, in order.
   *
   * @param applied template of the topics on which devices acknowledge the messages: those are left out
   */
  async topics(prefix?: string, applied?: string): Promise<string[]> {
    const progress = this.progress("listed");
    const listed = await listAll(this.dataPlane, prefix, (count) => progress.step(count));
    progress.end();
    const all = listed.map(({ topic }) => topic);
    if (applied === undefined) return all;
    const [acknowledged, topics] = [new AppliedTopics(applied), new Set(all)];
    return all.filter((topic) => !acknowledged.acknowledges(topic, topics));
  }

  /**
   * Reads all messages, or those under a prefix. A message that disappears in the meantime is left out.
   *
   * @param pick chooses what to keep of a message; undefined keeps nothing
   * @param applied as for {@link topics}
   * @returns what was kept, in the order of the topics
   * @throws CommandError if any message cannot be read
   */
  async readAll<T>(
    prefix: string | undefined,
    pick: (live: LiveMessage) => T | undefined,
    applied?: string,
  ): Promise<T[]> {
    const topics = await this.topics(prefix, applied);
    const kept = await this.readEach(topics, (live) => (live === undefined ? undefined : pick(live)));
    return topics.flatMap((topic) => kept.get(topic) ?? []);
  }

  /**
   * Reads the messages of some topics.
   *
   * @param pick chooses what to keep of a message; it gets undefined for a topic without a message
   * @returns what was kept, by topic
   * @throws CommandError if any message cannot be read
   */
  async readEach<T>(
    topics: readonly string[],
    pick: (live: LiveMessage | undefined, topic: string) => T | undefined,
  ): Promise<Map<string, T>> {
    const kept = new Map<string, T>();
    const failures = await this.forEach(topics, "read", async (topic) => {
      const picked = pick(await this.dataPlane.get(topic), topic);
      if (picked !== undefined) kept.set(topic, picked);
    });
    assertAllRead(failures, topics.length);
    return kept;
  }

  /**
   * Shows how far a long task is.
   *
   * @param verb what is done to the messages, such as `written`
   * @param total of the messages; undefined if it is not known
   */
  progress(verb: string, total?: number): ProgressLine {
    return new ProgressLine(verb, total, this.showsProgress);
  }

  /**
   * Does something for each of some topics, and shows how far it is. A failure does not stop the others.
   *
   * @param verb what is done to the topics, such as `read`
   */
  async forEach(topics: readonly string[], verb: string, task: (topic: string) => Promise<void>): Promise<Failures> {
    const progress = this.progress(verb, topics.length);
    const failures = await forEachTopic(topics, this.concurrency, async (topic) => {
      await task(topic);
      progress.step();
    });
    progress.end();
    return failures;
  }
}

/** @throws CommandError if any message could not be read */
export function assertAllRead({ byTopic, untried }: Failures, total: number): void {
  const [first] = byTopic.values();
  if (first === undefined) return;
  if (total === 1) throw first;
  throw new CommandError(
    `${formatCount(byTopic.size + untried.length)} of ${formatCount(total)} messages could not be read: ${first.message}`,
  );
}
