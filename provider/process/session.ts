import { stackAdvice } from "../dataplane/advice";
import type { ConfigReader, Settings } from "../dataplane/configuration";
import { type Connection, connect } from "../dataplane/connection";
import type { Place } from "../dataplane/data-plane";
import type { Places } from "../dataplane/places";
import { LoadedMessages } from "../files/loaded-messages";
import { ownerFor } from "../messages/owner";
import { stackOfUrn } from "../pulumi/urn";
import { ChangeGuard } from "./change-guard";
import { Claims } from "./claims";
import { type EngineLog, GrpcEngineLog } from "./engine-log";
import { EngineWatch } from "./engine-watch";
import { Listings } from "./listings";
import { PlaceLines } from "./place-lines";
import { TakenTopics } from "./taken-topics";
import { TopicLocks } from "./topic-locks";

/**
 * What one provider process remembers for the length of one deployment. Every kind of resource shares it, so that
 * claims, locks, rates and endpoints hold for all of them together.
 */
export class Session {
  readonly claims = new Claims();
  readonly listings = new Listings((line) => this.log.write("warning", undefined, line));
  readonly placeLines = new PlaceLines((line) => this.log.write("info", undefined, line));
  /** Which topics may be taken, as a preview knows. */
  readonly takenTopics = new TakenTopics(new Listings(async () => undefined));
  readonly changeGuard = new ChangeGuard();
  /** What this process has loaded from files for the program; a Node.js program loads them itself. */
  readonly loaded = new LoadedMessages();
  /** Whether this is the process of an explicit provider, and so not the only one of the deployment. */
  isExplicit = false;
  /** Runs tasks on one topic one after another. */
  readonly alone = new TopicLocks().alone;
  private readonly warned = new Set<string>();
  private connection: Connection | undefined;
  private config: ConfigReader = { get: () => undefined };

  /** @param beforeCall called just before each call of messages */
  constructor(
    readonly log: EngineLog,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly beforeCall?: () => Promise<void>,
    private readonly advice = stackAdvice,
  ) {}

  /** Takes the configuration. It is read when it is first needed, so that its faults show on a resource. */
  configure(config: ConfigReader): void {
    this.config = config;
  }

  /** @throws Error that lists everything that is wrong with the configuration */
  get settings(): Settings {
    return this.connected().settings;
  }

  get places(): Places {
    return this.connected().places;
  }

  /** The owner that the settings name for the messages of a resource; undefined if they name none. */
  ownerOf(urn: string): string | undefined {
    const { owner } = this.settings;
    return owner === undefined ? undefined : ownerFor(owner, stackOfUrn(urn));
  }

  /** The resource of this deployment that declares a topic in a place, other than `except`. */
  holder(topic: string, place: Place, except?: string): Promise<string | undefined> {
    return this.claims.holder(topic, place, (claimed) => this.places.resolve(claimed), except);
  }

  /** The same of a resource that has not been checked yet, in words: the program has told a set of it. */
  holderElsewhere(topic: string, urn: string): string | undefined {
    return this.claims.isElsewhere(topic, urn) ? "another resource of this program" : undefined;
  }

  /** Warns, on the row of the stack, of something that concerns many resources. */
  async warnOnce(line: string): Promise<void> {
    if (this.warned.has(line)) return;
    this.warned.add(line);
    await this.log.write("warning", undefined, line);
  }

  private connected(): Connection {
    const warn = (line: string) => this.log.write("warning", undefined, line);
    this.connection ??= connect(this.config, this.environment, warn, this.advice, this.beforeCall);
    return this.connection;
  }
}

/**
 * A session of this process, which ends when the engine is gone.
 *
 * @param engine address of the engine, `host:port`
 */
export function sessionWith(engine: string, advice = stackAdvice): Session {
  return new Session(new GrpcEngineLog(engine), process.env, new EngineWatch(engine).isThere, advice);
}
