import type { DataPlane, ListedPage } from "../../provider/dataplane/data-plane";
import { DataPlaneError } from "../../provider/dataplane/errors";
import type { LiveMessage, Message } from "../../provider/messages/message";
import type { UserProperty } from "../../provider/messages/user-properties";

/** What goes wrong with one publish or clear. */
export type Mishap = "none" | "before" | "after" | "refused";

/** The messages of an account, in memory. */
export class FakeAccount {
  readonly live = new Map<string, LiveMessage>();
  /** The same messages as they were published, with what cannot be read back. */
  readonly published = new Map<string, Message>();
  private clock = 1000;

  /** Publishes, as whoever; an empty payload clears. */
  store(message: Message): void {
    const { topic, payload, qos, userProperties } = message;
    this.published.set(topic, message);
    if (payload.length === 0) this.live.delete(topic);
    else this.live.set(topic, { topic, payload, qos, userProperties, lastModifiedTime: ++this.clock });
  }

  /** Somebody else's publish. */
  outside(topic: string, payload: string, userProperties: UserProperty[] = []): void {
    this.store({ topic, payload: Buffer.from(payload), qos: 1, userProperties });
  }
}

/** The data plane of one process, whose calls fail, or stop for ever, when they are told to. */
export class FakeDataPlane implements DataPlane {
  /** Resolves when the process has been killed: none of its calls is answered any more. */
  readonly death: Promise<"killed">;
  private die: () => void = () => undefined;
  private isDead = false;
  private calls = 0;

  /**
   * @param mishaps of the publishes and clears, in order; none after the last
   * @param lifetime publishes and clears after which the process is killed
   */
  constructor(
    private readonly account: FakeAccount,
    private readonly mishaps: readonly Mishap[] = [],
    private readonly lifetime = Number.POSITIVE_INFINITY,
  ) {
    this.death = new Promise((resolve) => {
      this.die = () => resolve("killed");
    });
  }

  async publish(message: Message): Promise<void> {
    if (message.payload.length === 0) throw new Error("a publish that clears");
    await this.act(message);
  }

  signal(): Promise<void> {
    throw new Error("sets send no signals");
  }

  async clear(topic: string): Promise<void> {
    await this.act({ topic, payload: new Uint8Array(0), qos: 1, userProperties: [] });
  }

  async get(topic: string): Promise<LiveMessage | undefined> {
    await this.alive();
    return this.account.live.get(topic);
  }

  async *list(): AsyncIterable<ListedPage> {
    await this.alive();
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

  private async alive(): Promise<void> {
    if (this.isDead) await new Promise<never>(() => undefined);
  }

  private async act(message: Message): Promise<void> {
    await this.alive();
    if (this.calls === this.lifetime) {
      this.isDead = true;
      this.die();
      await this.alive();
    }
    const mishap = this.mishaps[this.calls++] ?? "none";
    if (mishap === "none" || mishap === "after") this.account.store(message);
    if (mishap === "none") return;
    const isLost = mishap !== "refused";
    throw new DataPlaneError({ kind: isLost ? "interrupted" : "notAllowed", mayHaveActed: isLost }, "test", mishap);
  }
}
