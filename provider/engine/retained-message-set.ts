import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Place } from "../dataplane/data-plane";
import { missing } from "../dataplane/places";
import { type Bookkeeping, declarationDigest, decode, encode, isExtra } from "../messages/bookkeeping";
import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import { nameInUrn } from "../messages/ownership";
import { isUnknown } from "../messages/unknowns";
import type { PropertyBag } from "../pulumi/property-bag";
import { withoutNulls } from "../pulumi/without-nulls";
import { formatCounts } from "../text/counts";
import { isRecord } from "../validation/is-record";
import {
  argumentOfIssue,
  duplicateTopicIssue,
  type Issue,
  issuesFoundBefore,
  issueWithinSet,
} from "../validation/issue";
import { issuesInSet } from "../validation/set-issues";
import { checked, complete } from "./check";
import { verdictOn } from "./clearing";
import { outputsOfRecord, type SetInputs, type SetOutputs } from "./declared-set";
import { PartialFailure } from "./errors";
import { placeChanges, placeReplacements } from "./place-difference";
import type { Session } from "./session";
import { clearAll } from "./set-clear";
import { declaredPlan, sameForAll } from "./set-plan";
import { refreshed } from "./set-refresh";
import { Failed, Left } from "./set-report";
import { type SetTask, SetUpdate } from "./set-update";
import { placeOf } from "./state";

/** What the engine asks of a RetainedMessageSet. */
export class RetainedMessageSetHandlers {
  constructor(private readonly session: Session) {}

  /** Reports every fault of all messages at once, completes the arguments, and claims the topics. Calls nothing. */
  check(olds: PropertyBag, news: PropertyBag) {
    const { __faults, __reported, __preview, ...given } = withoutNulls(news);
    this.session.isPreview = __preview === true;
    const own = ignoresExtras(olds, given) ? withoutExtras(given) : given;
    const { marker } = this.session.settings;
    const inputs = { marker, ...complete(olds, own, this.session) } as unknown as SetInputs;
    // In preview the program has looked for the same faults already, and tells them itself.
    const faults = this.session.isPreview
      ? issuesFoundBefore(__faults)
      : issuesInSet({ ...inputs }, readFileSync, issuesFoundBefore(__faults));
    const hasPlace = !faults.some((fault) => ["messages", "region", "endpoint"].includes(argumentOfIssue(fault)));
    if (hasPlace) faults.push(...this.claim(inputs));
    return checked(olds, inputs, faults, __reported === true);
  }

  /** Compares the state with the declaration, and tells the plan, which a preview shows no more of than a name. */
  async diff(_id: string, olds: SetOutputs, declared: SetInputs) {
    const news = withoutExtras(declared);
    this.session.places.assertRoleOf(placeOf(olds).recorded);
    const replaces = placeReplacements(olds, news);
    if (typeof news.messages === "string") return { replaces };
    const state = decode(olds.__bookkeeping);
    const plan = declaredPlan(olds, news, state);
    const isSame =
      plan.publish.length === 0 &&
      plan.clear.length === 0 &&
      !plan.isRestated &&
      sameForAll(olds, news) &&
      JSON.stringify(olds.exclusive ?? []) === JSON.stringify(news.exclusive ?? []) &&
      placeChanges(olds, news).length === 0;
    if (isSame) return { changes: false };
    if (this.session.isPreview && replaces.length === 0) {
      const parts = formatCounts([
        [plan.publish.length, "to publish"],
        [plan.clear.length, "to clear"],
        [plan.unchanged, "unchanged"],
      ]);
      await this.session.log.write("info", news.__urn, `${nameInUrn(news.__urn)}: ${parts}`);
    }
    // `changes` stays undefined, so that the engine shows what differs inside of the properties; but where its inputs
    // are these already, and only the state is known to be wrong, it would take that for no change.
    const isDeclaredAgain = declarationDigest(news) === state.declaration;
    return { replaces, ...(isDeclaredAgain ? { changes: true } : {}) };
  }

  async create(inputs: SetInputs) {
    const place = await this.session.places.resolve(inputs);
    const id = nameInUrn(inputs.__urn);
    const nonce = randomBytes(6).toString("hex");
    return { id, outs: await this.publish(id, { inputs, olds: undefined, before: decode(undefined), nonce, place }) };
  }

  async update(id: string, olds: SetOutputs, declared: SetInputs) {
    const news = withoutExtras(declared);
    const { recorded } = placeOf(olds);
    const place = await this.session.places.again(recorded, news);
    const nonce = olds.__state?.nonce ?? randomBytes(6).toString("hex");
    const before = decode(olds.__bookkeeping);
    return { outs: await this.publish(id, { inputs: news, olds, before, nonce, place }) };
  }

  /** Create and update: the state after the messages are as declared, or what is known of them as a PartialFailure. */
  private async publish(id: string, task: Omit<SetTask, "session" | "dataPlane">): Promise<SetOutputs> {
    const { inputs, place, nonce } = task;
    const began = performance.now();
    const update = new SetUpdate({ ...task, session: this.session, dataPlane: this.session.places.dataPlane(place) });
    let unexpected: Error | undefined;
    try {
      await update.run();
    } catch (error) {
      // Before anything was published, nothing has to be kept.
      if (update.published === 0) throw error;
      unexpected = error as Error;
    }
    const isFinished = unexpected === undefined && update.failed.none;
    // Of an update that fails, the engine keeps the inputs of before.
    const declaration = isFinished || task.olds === undefined ? declarationDigest(inputs) : task.before.declaration;
    const { records: messages, extras } = update;
    const outputs = {
      ...outputsOf(inputs, place, nonce, { messages, extras, ...defined({ declaration }) }),
      revision: revisionAfter(task.olds, update.total),
    };
    if (update.left.size > 0) await this.log(update.left.severity, inputs, update.left.line(inputs));
    if (!isFinished) {
      const error = unexpected ?? update.failed.error("published or cleared", update.total);
      throw messages.size === 0 ? error : new PartialFailure(id, outputs, error);
    }
    await this.summarize(nameInUrn(inputs.__urn), inputs, began, update);
    return outputs;
  }

  /** Clears every message that is still the set's, and that nobody else wants. */
  async delete(id: string, props: SetOutputs): Promise<void> {
    const { recorded, declared } = placeOf(props);
    const { place, isSame } = await this.session.places.recorded(recorded, declared);
    const began = performance.now();
    const name = nameOf(props, id);
    const { messages } = decode(props.__bookkeeping);
    const left = new Left();
    const { failures, cleared } = await clearAll({
      session: this.session,
      dataPlane: this.session.places.dataPlane(place),
      place,
      resource: { name, urn: props.__urn },
      topics: [...messages.keys()],
      verdict: (topic, live) => {
        if (live === undefined && !isSame) throw missing(topic, place);
        const record = messages.get(topic);
        return record === undefined ? { step: "done" } : verdictOn(live, outputsOfRecord(props, topic, record));
      },
      gone: () => undefined,
      left,
    });
    if (left.size > 0) await this.log(left.severity, props, left.line(props));
    const failed = new Failed(props);
    failed.add(failures);
    if (!failed.none) throw failed.error("cleared", messages.size);
    await this.summarize(name, props, began, { published: 0, cleared, unchanged: 0 });
  }

  /** Refresh: the live messages as inputs where they are not those in state. */
  async read(id: string, props: SetOutputs) {
    if (props.__bookkeeping === undefined) {
      throw new DeploymentError(
        "a RetainedMessageSet cannot be read by its id: declare it, or use RetainedMessage.get",
      );
    }
    const { recorded, declared } = placeOf(props);
    const { place, isSame } = await this.session.places.recorded(recorded, declared);
    const found = await refreshed({ session: this.session, props, place, isSame });
    if (found === undefined) return { id, props };
    const { __state, __bookkeeping, count, payloadBytes, revision, dataEndpoint, accountId, region, ...inputs } = props;
    return {
      id,
      props: {
        ...props,
        ...facts({ ...found.state, declaration: declarationDigest({ ...props, messages: found.messages }) }),
      },
      inputs: {
        ...inputs,
        ...(__state?.regionDeclared ? { region } : {}),
        messages: found.messages,
      },
    };
  }

  private claim({ messages, region, endpoint, __urn }: SetInputs): Issue[] {
    if (isUnknown([region, endpoint]) || typeof messages === "string") return [];
    return Object.keys(messages).flatMap((topic) => {
      const other = this.session.claims.claim(topic, { region, endpoint }, __urn);
      return other === undefined ? [] : [issueWithinSet(topic, duplicateTopicIssue(other))];
    });
  }

  /** Says what was done to the messages, where anything was. */
  private async summarize(
    name: string,
    set: { __urn: string },
    began: number,
    { published, cleared, unchanged }: Pick<SetUpdate, "published" | "cleared" | "unchanged">,
  ): Promise<void> {
    if (published === 0 && cleared === 0) return;
    const text = formatCounts([
      [published, "published"],
      [cleared, "cleared"],
      [unchanged, "unchanged"],
    ]);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    await this.log("info", set, `${name}: ${text} in ${seconds} s`);
  }

  private async log(severity: "info" | "warning", { __urn }: { __urn: string }, line: string): Promise<void> {
    await this.session.log.write(severity, __urn, line);
  }
}

/** State that was written for an import lacks the URN; the id of a set is the name that it was created by. */
function nameOf({ __urn }: Partial<Pick<SetOutputs, "__urn">>, id: string): string {
  return __urn === undefined ? id : nameInUrn(__urn);
}

/** State of a set. */
function outputsOf({ messages: _, ...inputs }: SetInputs, place: Place, nonce: string, state: Bookkeeping): SetOutputs {
  const __state = { nonce, regionDeclared: inputs.region !== undefined };
  return { ...inputs, ...place, ...facts(state), __state };
}

/** By what was to be done: what a killed run has published already, it has told nobody. */
function revisionAfter(olds: SetOutputs | undefined, total: number): number {
  // Of a set that is created anew, it is none that the one before had.
  if (olds === undefined) return Math.floor(Date.now() / 1000);
  const { revision = 0 } = olds;
  return total > 0 ? revision + 1 : revision;
}

function facts(state: Bookkeeping) {
  const sizes = [...state.messages.values()].map(({ size }) => size);
  return {
    count: sizes.length,
    payloadBytes: sizes.reduce((sum, size) => sum + size, 0),
    __bookkeeping: encode(state),
  };
}

/** Whether it is the engine that has put extras among the arguments: a program that names one is told so. */
function ignoresExtras(olds: PropertyBag, { messages }: PropertyBag): boolean {
  const before = olds["messages"];
  if (!isRecord(messages) || !isRecord(before)) return false;
  return Object.keys(messages).every((topic) => !isExtra(messages[topic]) || isExtra(before[topic]));
}

/** Inputs without the extras that a refresh has put among them, and that `ignoreChanges` keeps there. */
function withoutExtras<T extends { messages?: unknown }>(news: T): T {
  const { messages } = news;
  if (!isRecord(messages)) return news;
  const entries = Object.entries(messages);
  if (!entries.some(([, value]) => isExtra(value))) return news;
  return { ...news, messages: Object.fromEntries(entries.filter(([, value]) => !isExtra(value))) };
}
