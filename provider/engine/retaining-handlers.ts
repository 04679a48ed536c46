import { randomBytes } from "node:crypto";
import type { Place } from "../dataplane/data-plane";
import { isUnderWay } from "../messages/rollout";
import { PartialFailure } from "../process/partial-failure";
import type { Session } from "../process/session";
import type { PropertyBag } from "../pulumi/property-bag";
import { nameInUrn } from "../pulumi/urn";
import { clearTopics } from "../topics/clear";
import type { DesiredTopics } from "../topics/desired";
import { mayBeTaken, refuseTaken, type Taken } from "../topics/foresee";
import type { Plan } from "../topics/plan";
import { Reconciliation } from "../topics/reconcile";
import { NOTHING_RECORDED, type RecordedTopics } from "../topics/recorded";
import { type RefreshWork, refresh } from "../topics/refresh";
import { FailedTopics, KeptTopics } from "../topics/report";
import type { Wording } from "../topics/wording";
import type { TopicWork } from "../topics/work";
import { foresee } from "./foresight";
import type { Checked, DiffResponse, Imported, KnownBefore, ReadResponse, ResourceHandlers } from "./handlers";
import type { PlaceInState } from "./place-in-state";
import { placeOf } from "./place-in-state";
import type { LimitedInputs, RetainingInputs, SharedOutputs } from "./shared-state";
import type { TopicsCodec } from "./topics-codec";

type RetainingState = PlaceInState &
  SharedOutputs &
  RetainingInputs & {
    /** Only a set can leave it out to look after its publishes and clears. */
    verify?: boolean;
    __state?: { nonce?: string };
  };

/** A state, and what it has recorded: it is read once, since that of a set is compressed. */
interface Before<State, Recorded> {
  state: State;
  recorded: Recorded;
}

/** Create, update, delete and refresh: the same for every kind of resource that retains messages. */
export abstract class RetainingHandlers<
  Inputs extends RetainingInputs & LimitedInputs,
  State extends RetainingState,
  Recorded extends RecordedTopics,
> implements ResourceHandlers<Inputs, State>
{
  constructor(
    protected readonly session: Session,
    private readonly codec: TopicsCodec<Inputs, State, Recorded>,
  ) {}

  abstract check(olds: PropertyBag, news: PropertyBag, known?: KnownBefore): Checked<Inputs>;
  abstract diff(id: string, olds: State, news: Inputs): DiffResponse;
  abstract read(id: string, props: State): Promise<ReadResponse<State>>;
  abstract import(id: string, urn: string, owner: string): Promise<Imported<State>>;

  async create(inputs: Inputs) {
    const place = await this.session.places.resolve(inputs);
    const nonce = newNonce();
    const id = this.codec.idOf(inputs, nonce);
    return { id, outs: await this.publish(id, inputs, undefined, place, nonce) };
  }

  async update(id: string, olds: State, news: Inputs) {
    const place = await this.session.places.resolveForUpdate(placeOf(olds).recorded, news);
    // An import may have none: it is drawn now, as at a create.
    const nonce = olds.__state?.nonce ?? newNonce();
    return { outs: await this.publish(id, news, olds, place, nonce) };
  }

  /** The state after the messages are as declared, or what is known of them as a PartialFailure. */
  private async publish(
    id: string,
    inputs: Inputs,
    olds: State | undefined,
    place: Place,
    nonce: string,
  ): Promise<State> {
    const began = performance.now();
    const name = nameInUrn(inputs.__urn);
    const wording = this.codec.wording(inputs, name);
    const before = olds && { state: olds, recorded: this.codec.recorded(olds) };
    const done = new Reconciliation({
      ...this.work(inputs, name, place),
      desired: this.codec.desired(inputs),
      recorded: before?.recorded ?? NOTHING_RECORDED,
      nonce,
      wording,
      onPlan: (plan) => this.assertAllowed(plan, inputs, before?.recorded.messages.size ?? 0),
    });
    const error = await done.run().then(
      () => (done.failed.none ? undefined : wording.failure(done.failed, "published or cleared", done.total)),
      (unexpected: Error) => unexpected,
    );
    // If nothing was done, there is nothing to keep.
    if (error !== undefined && !done.hasActed) throw error;
    await this.tellKept(done.kept, inputs.__urn, wording);
    const outs = this.codec.write({ inputs, before, place, nonce, done, isFinished: error === undefined });
    if (error !== undefined) throw new PartialFailure(id, outs, error);
    await this.tell("info", inputs.__urn, wording.summary(done, performance.now() - began));
    return outs;
  }

  /** Clears every topic whose message is still the resource's, and that nobody else wants. */
  async delete(id: string, state: State): Promise<void> {
    const { recorded, declared } = placeOf(state);
    const { place, isSame } = await this.session.places.resolveRecorded(recorded, declared);
    const began = performance.now();
    const name = nameOf(state, id);
    const wording = this.codec.wording(state, name);
    const topics = this.codec.recorded(state);
    const kept = new KeptTopics();
    const { failures, cleared } = await clearTopics({
      ...this.work(state, name, place),
      topics: [...topics.messages.keys()],
      recorded: topics,
      kept,
      alone: this.session.alone,
      isSameAccount: isSame,
      verify: state.verify !== false,
      onGone: () => undefined,
    });
    await this.tellKept(kept, state.__urn, wording);
    const failed = new FailedTopics();
    failed.add(failures);
    if (!failed.none) throw wording.failure(failed, "cleared", topics.messages.size);
    const done = { published: 0, cleared, unchanged: 0 };
    await this.tell("info", state.__urn, wording.summary(done, performance.now() - began));
  }

  /** Looks at the live messages of a resource of a state. */
  protected async refresh(
    id: string,
    state: State,
    { exclusive = [], applied }: Partial<Pick<RefreshWork, "exclusive" | "applied">> = {},
  ): Promise<ReadResponse<State>> {
    const { recorded, declared } = placeOf(state);
    const { place, isSame } = await this.session.places.resolveRecorded(recorded, declared);
    const name = nameOf(state, id);
    const before = { state, recorded: this.codec.recorded(state) };
    const found = await refresh({
      ...this.work(state, name, place),
      recorded: before.recorded,
      nonce: state.__state?.nonce,
      exclusive,
      applied,
      isSameAccount: isSame,
      wording: this.codec.wording(state, name),
    });
    return this.codec.refreshed(id, before, place, found);
  }

  async foreseeCreate(inputs: Inputs): Promise<void> {
    const desired = this.codec.desired(inputs);
    await this.foresee({ publish: [...desired.messages.keys()], clear: [] }, inputs, desired, undefined);
  }

  /** @throws Error that says why the planned update would fail, as far as a preview can find out */
  protected async foreseeUpdate(
    plan: Plan,
    before: Before<State, Recorded>,
    news: Inputs,
    desired: DesiredTopics,
  ): Promise<void> {
    this.assertAllowed(plan, news, before.recorded.messages.size);
    await this.foresee(plan, news, desired, before);
  }

  /**
   * A replacement clears all messages that the resource has. It is checked once more, as a create.
   *
   * @throws DeploymentError if they are more than is allowed
   */
  protected assertReplaceable({ messages }: Recorded, news: Inputs): void {
    this.assertAllowed({ clear: [...messages.keys()], changed: 0 }, news, messages.size);
  }

  private async foresee(
    { publish, clear }: Pick<Plan, "publish" | "clear">,
    inputs: Inputs,
    desired: DesiredTopics,
    before: Before<State, Recorded> | undefined,
  ): Promise<void> {
    const later = desired.rollout?.waiting ?? [];
    if (publish.length + clear.length + later.length === 0) return;
    const recorded = before?.recorded ?? NOTHING_RECORDED;
    const isToRead = [...publish, ...later].some((topic) => mayBeTaken(recorded.messages.get(topic)));
    const name = nameInUrn(inputs.__urn);
    const look = async (place: Place) => {
      const taken = await refuseTaken({
        ...this.work(inputs, name, place),
        desired,
        recorded,
        publish,
        later,
        nonce: before?.state.__state?.nonce,
        wording: this.codec.wording(inputs, name),
      });
      await this.tellTaken(taken, inputs);
    };
    const place = before && placeOf(before.state).recorded;
    await foresee(this.session, { inputs, recorded: place, look: isToRead ? look : undefined });
  }

  /** Warns, if a preview has found that somebody else has topics of the resource. */
  protected async tellTaken(_taken: Taken, _inputs: Inputs): Promise<void> {}

  /** Topics to clear without those that another resource declares now: they are left to it. */
  protected toClear(topics: readonly string[], { region, endpoint, __urn }: Inputs): string[] {
    return topics.filter((topic) => !this.session.claims.isClaimed(topic, { region, endpoint }, __urn));
  }

  /** @throws DeploymentError if more would be cleared or changed than is allowed */
  private assertAllowed({ clear, changed }: Pick<Plan, "clear" | "changed">, inputs: Inputs, messages: number): void {
    const { settings, changeGuard } = this.session;
    // A rollout clears only what it has published itself: the way back is never refused.
    const clears = isUnderWay(inputs.rollout) ? 0 : this.toClear(clear, inputs).length;
    const planned = { clears, changes: changed, messages };
    changeGuard.assertAllowed(inputs.__urn, planned, inputs, settings, this.codec.isSet);
  }

  private work(resource: Inputs | State, name: string, place: Place): TopicWork {
    const { session } = this;
    const { __owner: owner, __urn: urn } = resource;
    return { session, place, dataPlane: session.places.dataPlane(place), owner, resource: { name, urn } };
  }

  private async tellKept(kept: KeptTopics, urn: string, wording: Wording): Promise<void> {
    if (kept.size > 0) await this.tell(kept.severity, urn, wording.kept(kept));
  }

  /** Writes a line, if there is one, on the row of a resource. */
  protected async tell(severity: "info" | "warning", urn: string, line: string | undefined): Promise<void> {
    if (line !== undefined) await this.session.log.write(severity, urn, line);
  }
}

/** Name of a resource. State that was written for an import lacks the URN; the id of an imported set is its name. */
function nameOf({ __urn }: Partial<Pick<RetainingInputs, "__urn">>, id: string): string {
  return __urn === undefined ? id : nameInUrn(__urn);
}

function newNonce(): string {
  return randomBytes(6).toString("hex");
}
