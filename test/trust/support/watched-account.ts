import { AsyncLocalStorage } from "node:async_hooks";
import type { ListedPage } from "../../../provider/dataplane/data-plane";
import { readMarker } from "../../../provider/messages/marker";
import type { LiveMessage, Message } from "../../../provider/messages/message";
import { type Course, FakeAccount, FakeDataPlane } from "../../support/fake-data-plane";

/** A stack that works on the account. */
interface Actor {
  owner: string;
  /** The broker's time at which it has last seen each topic. */
  looks: Map<string, number>;
  /** The same for a look at all of them. */
  listed?: number;
}

/** An account that notices if a stack publishes over a message that it has seen to be another owner's, or clears it. */
export class WatchedAccount extends FakeAccount {
  /** What should never have been done. */
  readonly wrongs: string[] = [];
  /** Publishes and clears of a stack that came after those of another one on the same topic. */
  contested = 0;
  private readonly acting = new AsyncLocalStorage<Actor>();

  /** Runs a command of the stack of an owner. */
  as<T>(owner: string, command: () => Promise<T>): Promise<T> {
    return this.acting.run({ owner, looks: new Map() }, command);
  }

  /** The data plane of one process of the stack of `as`. */
  planeWith(course: Course): FakeDataPlane {
    return new WatchedPlane(this, course);
  }

  /** Notes that the stack has looked at a topic, at a time of the broker. */
  seen(topic: string, time: number): void {
    this.acting.getStore()?.looks.set(topic, time);
  }

  /** Notes that the stack has begun to look at all topics. */
  listed(time: number): void {
    const actor = this.acting.getStore();
    if (actor !== undefined) actor.listed = time;
  }

  override store(message: Message): void {
    const actor = this.acting.getStore();
    if (actor !== undefined) this.judge(actor, message);
    super.store(message);
  }

  private judge({ owner, looks, listed }: Actor, { topic, payload }: Message): void {
    const live = this.live.get(topic);
    const other = live && readMarker(live.userProperties)?.owner;
    if (live === undefined || other === undefined || other === owner) return;
    this.contested++;
    const looked = looks.get(topic) ?? listed;
    // AWS has no conditional write: what came after the look cannot be known.
    if (looked !== undefined && live.lastModifiedTime > looked) return;
    this.wrongs.push(`${owner} ${payload.length === 0 ? "clears" : "overwrites"} ${topic} of ${other}`);
  }
}

class WatchedPlane extends FakeDataPlane {
  constructor(
    private readonly watched: WatchedAccount,
    course: Course,
  ) {
    super(watched, course);
  }

  // A look shows at least what was there when it began.

  override async get(topic: string): Promise<LiveMessage | undefined> {
    const { now } = this.watched;
    const live = await super.get(topic);
    this.watched.seen(topic, Math.max(now, live?.lastModifiedTime ?? 0));
    return live;
  }

  override async *list(): AsyncIterable<ListedPage> {
    const { now } = this.watched;
    for await (const page of super.list()) {
      this.watched.listed(now);
      for (const { topic, lastModifiedTime } of page.messages)
        this.watched.seen(topic, Math.max(now, lastModifiedTime));
      yield page;
    }
  }
}
