import { Deadlines } from "../store/deadlines";
import { Room } from "./outbox";
import { Session } from "./session";
import { SubscriptionTree } from "./subscription-tree";

/** The most sessions that are kept for clients that are away. Beyond it, the one that would end next ends at once. */
const MAX_AWAY = 10_000;

/** The sessions of all clients, connected or away. */
export class Sessions {
  readonly subscriptions = new SubscriptionTree<Session>();
  readonly #now: () => number;
  readonly #room = new Room();
  readonly #byClient = new Map<string, Session>();
  readonly #ends = new Deadlines();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The sessions, in the order in which they began. */
  all(): Iterable<Session> {
    this.endDue();
    return this.#byClient.values();
  }

  get(clientId: string): Session | undefined {
    this.endDue();
    return this.#byClient.get(clientId);
  }

  /**
   * The session from before, unless the client wants a clean start; or else a new one. AWS resumes no session of the other
   * version of MQTT.
   */
  open(clientId: string, version: 4 | 5, isClean: boolean): { session: Session; isPresent: boolean } {
    const found = this.get(clientId);
    this.#ends.delete(clientId);
    if (found?.version === version && !isClean) return { session: found, isPresent: true };
    if (found !== undefined) this.#end(found);
    const session = new Session(clientId, version, this.subscriptions, this.#room, this.#now);
    this.#byClient.set(clientId, session);
    return { session, isPresent: false };
  }

  /** Keeps the session of a client that is away, for so many seconds. */
  keep(session: Session, seconds: number): void {
    if (seconds === 0) this.#end(session);
    else this.#ends.set(session.clientId, this.#now() + seconds * 1000);
    if (this.#ends.size > MAX_AWAY) this.#endFirst();
  }

  /** Ends the sessions whose time is over. */
  endDue(): void {
    for (const clientId of this.#ends.due(this.#now())) this.#endOf(clientId);
  }

  #endFirst(): void {
    const [first] = this.#ends.due(Number.POSITIVE_INFINITY);
    if (first !== undefined) this.#endOf(first);
  }

  #endOf(clientId: string): void {
    const session = this.#byClient.get(clientId);
    if (session !== undefined) this.#end(session);
  }

  #end(session: Session): void {
    this.#byClient.delete(session.clientId);
    session.end();
  }
}
