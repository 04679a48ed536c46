import type { DataPlane, ListedPage } from "../../provider/dataplane/data-plane";
import { DataPlaneError } from "../../provider/dataplane/errors";
import type { LiveMessage, Message } from "../../provider/messages/message";
import type { UserProperty } from "../../provider/messages/user-properties";

/**
 * What goes wrong with one publish, signal or clear, before or after the service has acted. "foreign" is an answer that
 * somebody else gives; "killed" ends the process that makes the call; "overtaken" is a publish that somebody else
 * publishes over at once.
 */
export type Mishap =
  | "none"
  | "before"
  | "after"
  | "refused"
  | "foreign before"
  | "foreign after"
  | "killed before"
  | "killed after"
  | "overtaken";

/** The mishaps with which the service does not act. */
const idle: ReadonlySet<Mishap> = new Set(["before", "refused", "foreign before", "killed before"]);

/** What happens to the calls of one process, in order; nothing after the last. */
export interface Course {
  /** To the publishes, signals and clears. */
  mishaps?: readonly Mishap[];
  /** Whether each Get fails. */
  blind?: readonly boolean[];
  /** How long each call of any kind takes, in turns of the event loop's microtasks: others may come in between. */
  turns?: readonly number[];
}

/** The messages of an account, in memory. */
export class FakeAccount {
  readonly live = new Map<string, LiveMessage>();
  /** The same messages as they were published, with what cannot be read back. */
  readonly published = new Map<string, Message>();
  /** Topics that the processes of the model have published on. */
  readonly ours = new Set<string>();
  /** Messages that were published with retain=false, in order. */
  readonly signals: Message[] = [];
  /** Topics that were cleared, in order. */
  readonly cleared: string[] = [];
  /** The broker's clock, in milliseconds. */
  now = 1_700_000_000_000;

  /** The data plane of a process to which nothing happens. */
  plane(): FakeDataPlane {
    return new FakeDataPlane(this);
  }

  /** Publishes, as whoever; an empty payload clears. */
  store(message: Message): void {
    const { topic, payload, qos, userProperties } = message;
    this.published.set(topic, message);
    if (payload.length > 0) this.live.set(topic, { topic, payload, qos, userProperties, lastModifiedTime: ++this.now });
    else if (this.live.delete(topic)) this.cleared.push(topic);
  }

  /** Somebody else's publish. */
  outside(topic: string, payload: string, userProperties: UserProperty[] = []): void {
    this.store({ topic, payload: Buffer.from(payload), qos: 1, userProperties });
  }

  /** Lets time pass: messages reach their expiry. */
  pass(seconds: number): void {
    this.now += seconds * 1000;
    for (const [topic, { lastModifiedTime }] of this.live) {
      const { messageExpiry } = this.published.get(topic) ?? {};
      if (messageExpiry !== undefined && this.now - lastModifiedTime >= messageExpiry * 1000) this.live.delete(topic);
    }
  }

  /** What is live, in a form that compares: a message that was published again has another time. */
  snapshot(messages: Iterable<LiveMessage> = this.live.values()): string[] {
    return [...messages].map(
      ({ topic, payload, lastModifiedTime }) =>
        `${topic} ${Buffer.from(payload).toString("base64")} ${lastModifiedTime}`,
    );
  }
}

/** The data plane of one process, whose calls fail, or stop for ever, when they are told to. */
export class FakeDataPlane implements DataPlane {
  /** Resolves when the process has been killed: none of its calls is answered any more. */
  readonly death: Promise<"killed">;
  /** Calls of every kind so far. */
  calls = 0;
  private die: () => void = () => undefined;
  private isDead = false;
  private writes = 0;
  private reads = 0;

  constructor(
    private readonly account: FakeAccount,
    private readonly course: Course = {},
  ) {
    this.death = new Promise((resolve) => {
      this.die = () => resolve("killed");
    });
  }

  async publish(message: Message): Promise<void> {
    if (message.payload.length === 0) throw new Error("a publish that clears");
    const mishap = await this.act(() => {
      this.account.ours.add(message.topic);
      this.account.store(message);
    });
    if (mishap === "overtaken") this.account.outside(message.topic, "theirs");
  }

  async signal(message: Message): Promise<void> {
    await this.act(() => this.account.signals.push(message));
  }

  async clear(topic: string): Promise<void> {
    await this.act(() => this.account.store({ topic, payload: new Uint8Array(0), qos: 1, userProperties: [] }));
  }

  async get(topic: string): Promise<LiveMessage | undefined> {
    await this.called();
    const isBlind = this.course.blind?.[this.reads] ?? false;
    this.reads++;
    if (isBlind) throw lost("get");
    return this.account.live.get(topic);
  }

  async *list(): AsyncIterable<ListedPage> {
    await this.called();
    const messages = [...this.account.live.values()].map(({ topic, payload, qos, lastModifiedTime }) => ({
      topic,
      payloadSize: payload.length,
      qos,
      lastModifiedTime,
    }));
    yield { messages, isLast: true };
  }

  pagesWorth(gets: number): number {
    return gets > 2 ? 1 : 0;
  }

  private async called(): Promise<void> {
    await this.alive();
    const turns = this.course.turns?.[this.calls] ?? 0;
    this.calls++;
    for (let turn = 0; turn < turns; turn++) await undefined;
    await this.alive();
  }

  private async alive(): Promise<void> {
    if (this.isDead) await new Promise<never>(() => undefined);
  }

  private async act(action: () => void): Promise<Mishap> {
    await this.called();
    const mishap = this.course.mishaps?.[this.writes] ?? "none";
    this.writes++;
    if (!idle.has(mishap)) action();
    if (mishap === "none" || mishap === "overtaken") return mishap;
    if (mishap === "killed before" || mishap === "killed after") {
      this.isDead = true;
      this.die();
      await this.alive();
    }
    throw mishap === "refused" ? refused() : mishap.startsWith("foreign") ? foreign(mishap) : lost(mishap);
  }
}

function lost(what: string): DataPlaneError {
  return new DataPlaneError({ kind: "interrupted", mayHaveActed: true }, "test", what);
}

function foreign(what: string): DataPlaneError {
  return new DataPlaneError({ kind: "unintelligible", mayHaveActed: true }, "test", what);
}

function refused(): DataPlaneError {
  return new DataPlaneError({ kind: "notAllowed", mayHaveActed: false }, "test", "refused");
}
