import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import { isExtra } from "../messages/extra";
import { isUnderWay, rolloutWith } from "../messages/rollout";
import { mapValues } from "../plain/objects";
import type { Session } from "../process/session";
import type { PropertyBag } from "../pulumi/property-bag";
import { nameInUrn } from "../pulumi/urn";
import { withoutNulls } from "../pulumi/without-nulls";
import { readStable } from "../rollout/stable";
import { sameForAll } from "../rollout/whole-message";
import { formatCounts } from "../text/counts";
import type { Taken } from "../topics/foresee";
import { type Plan, planOf } from "../topics/plan";
import { readAssetFile } from "../validation/asset-file";
import { isRecord } from "../validation/is-record";
import { issuesInSet } from "../validation/set-issues";
import { declarationOfSet } from "../validation/topics-declared";
import { declarationDigest } from "./bookkeeping";
import { claimTopics, withStackDefaults } from "./check";
import type { Checked, DiffResponse, KnownBefore, ReadResponse } from "./handlers";
import { placeChanges, placeOf, placeReplacements } from "./place-in-state";
import { appliedTopics, setCodec, withoutExtras } from "./retained-message-set-state";
import { RetainingHandlers } from "./retaining-handlers";
import { rolloutLine, rolloutWarnings, takenWarnings } from "./rollout-lines";
import { assertNotUnderWay, assertRepaired, type RolloutOfSet, setRolledOut } from "./set-rollout";
import { withStableInside, withStableOutside } from "./set-stable";
import type { RecordedSet, SetInputs, SetState } from "./set-types";

/** What the engine asks of a RetainedMessageSet. */
export class RetainedMessageSetHandlers extends RetainingHandlers<SetInputs, SetState, RecordedSet> {
  /** Of the sets that this process has checked, by URN. */
  private readonly rollouts = new Map<string, RolloutOfSet | undefined>();

  constructor(session: Session) {
    super(session, setCodec);
  }

  /** Completes the arguments, finds every issue of all messages at once, and claims the topics. */
  check(olds: PropertyBag, news: PropertyBag, known: KnownBefore = {}): Checked<SetInputs> {
    const { issues: before, isElsewhere } = known;
    const own = withoutNullArguments(withoutStable(olds, ignoresExtras(olds, news) ? withoutExtras(news) : news));
    const { marker, rollout: percent } = this.session.settings;
    const given = { marker, ...withStackDefaults(olds, own, this.session) } as SetInputs;
    const inputs = { ...given, ...defined({ rollout: rolloutWith(given.rollout, percent) }) };
    if (isElsewhere !== undefined) this.session.claims.noteElsewhere(inputs.__urn, isElsewhere);
    // The program has looked already, but what arrives may be what a transform has made of it since.
    const issues = issuesInSet({ ...inputs }, readAssetFile, before);
    const declaration = declarationOfSet({ ...inputs }, inputs.__secrets);
    // All that is declared, so that no other resource clears a topic before a rollout reaches it.
    issues.push(...claimTopics(this.session, inputs, declaration, { name: "messages", issues }));
    if (issues.length > 0) return { inputs, issues };
    const now = setRolledOut(olds, inputs, known);
    this.rollouts.set(inputs.__urn, now.rollout);
    return { inputs: withStableInside(now.inputs), issues: now.issues };
  }

  /** Compares the state with the declaration. A preview also tells the plan, of which the engine shows no more than a name. */
  diff(_id: string, olds: SetState, declared: SetInputs): DiffResponse {
    const news = asHandled(declared);
    this.session.places.assertRoleOf(placeOf(olds).recorded);
    const replaces = placeReplacements(olds, news);
    if (typeof news.messages === "string") return { replaces };
    const recorded = setCodec.recorded(olds);
    const desired = setCodec.desired(news);
    const plan = planOf(desired, recorded);
    if (isSame(plan, olds, news)) return { changes: false };
    assertRepaired(olds, news);
    if (replaces.length > 0) {
      assertNotUnderWay(news);
      this.assertReplaceable(recorded, news);
    }
    const foresee = async () => {
      await this.tellPlan(plan, news);
      await this.foreseeUpdate(plan, { state: olds, recorded }, news, desired);
    };
    // If the engine has these inputs already, and only the state is known to be wrong, it would see no change.
    const isDeclaredAgain = declarationDigest(news) === recorded.stored.declaration;
    return { replaces, ...(isDeclaredAgain ? { changes: true } : {}), ...(replaces.length > 0 ? {} : { foresee }) };
  }

  override async foreseeCreate(declared: SetInputs): Promise<void> {
    const inputs = asHandled(declared);
    if (!isRecord(inputs.messages)) return;
    await this.tellRollout({ publish: Object.keys(inputs.messages), clear: [] }, inputs);
    await super.foreseeCreate(inputs);
  }

  override create(declared: SetInputs) {
    return super.create(asHandled(declared));
  }

  override update(id: string, olds: SetState, declared: SetInputs) {
    return super.update(id, olds, asHandled(declared));
  }

  /** Refresh. */
  async read(id: string, props: SetState): Promise<ReadResponse<SetState>> {
    if (props.__bookkeeping !== undefined) {
      return await this.refresh(id, props, {
        exclusive: props.exclusive ?? [],
        applied: appliedTopics(props),
      });
    }
    throw new DeploymentError("a RetainedMessageSet cannot be read by its id: declare it, or use RetainedMessage.get");
  }

  async import(): Promise<never> {
    throw new DeploymentError(
      "a RetainedMessageSet cannot be imported by an id: use `iot-retained import-file` and `pulumi import --file`",
    );
  }

  protected override async tellTaken(taken: Taken, { __urn, __secrets, rollout }: SetInputs): Promise<void> {
    if (!isUnderWay(rollout)) return;
    // On the way back nothing is published over.
    const { leftovers } = taken;
    const told = rollout?.percent === 0 ? { overwritten: [], refusedLater: [], leftovers } : taken;
    await this.warn(__urn, takenWarnings(told, hasSecretTopics(__secrets)));
  }

  /** @returns whether a rollout is under way */
  private async tellRollout(plan: Pick<Plan, "publish" | "clear">, inputs: SetInputs): Promise<boolean> {
    const { __urn, __secrets } = inputs;
    const rollout = this.rollouts.get(__urn);
    if (rollout === undefined) return false;
    const { messages: stable } = readStable(inputs.__stable);
    await this.tell(
      "info",
      __urn,
      rolloutLine(nameInUrn(__urn), rollout, plan, (topic) => stable.has(topic)),
    );
    await this.warn(__urn, rolloutWarnings(rollout, hasSecretTopics(__secrets)));
    return true;
  }

  private async warn(urn: string, lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.tell("warning", urn, line);
  }

  private async tellPlan(plan: Plan, inputs: SetInputs): Promise<void> {
    if (await this.tellRollout(plan, inputs)) return;
    const { publish, clear, unchanged } = plan;
    const { __urn } = inputs;
    const parts = formatCounts([
      [publish.length, "to publish"],
      [this.toClear(clear, inputs).length, "to clear"],
      [unchanged, "unchanged"],
    ]);
    await this.tell("info", __urn, `${nameInUrn(__urn)}: ${parts}`);
  }
}

function isSame({ publish, clear, isRestated }: Plan, olds: SetState, news: SetInputs): boolean {
  return (
    publish.length === 0 &&
    clear.length === 0 &&
    !isRestated &&
    !olds.__drifted &&
    sameForAll(olds, news) &&
    JSON.stringify(olds.exclusive ?? []) === JSON.stringify(news.exclusive ?? []) &&
    sameRollout(olds, news) &&
    olds.applied === news.applied &&
    placeChanges(olds, news).length === 0
  );
}

/** Inputs that the engine hands back, as handlers have them. */
function asHandled(declared: SetInputs): SetInputs {
  return withStableOutside(withoutExtras(declared));
}

/** Arguments without the stable messages of before, which `ignoreChanges` of the rollout has put there. */
function withoutStable(olds: PropertyBag, news: PropertyBag): PropertyBag {
  const stableOf = ({ rollout }: PropertyBag) => (isRecord(rollout) ? rollout["stable"] : undefined);
  if (stableOf(news) === undefined || stableOf(news) !== stableOf(olds)) return news;
  const { __stable: _, ...others } = withStableOutside(news as unknown as SetInputs);
  return others as unknown as PropertyBag;
}

/** Whether a rollout is where it was, also as the next check and the next refresh have to know it. */
function sameRollout(olds: SetState, news: SetInputs): boolean {
  const isUnderWayIn = [olds, news].some(({ rollout }) => isUnderWay(rollout));
  return (
    JSON.stringify(olds.rollout ?? {}) === JSON.stringify(news.rollout ?? {}) &&
    (!isUnderWayIn || olds.__stable === news.__stable)
  );
}

function hasSecretTopics(secrets: readonly string[] = []): boolean {
  return secrets.includes("messages") || secrets.includes("exclusive");
}

/** Inputs without arguments of messages, and without defaults, that are null: a secret that resolves to undefined is. */
function withoutNullArguments(given: PropertyBag): PropertyBag {
  const { messages, defaults } = given;
  const stripped = (value: unknown) => (isRecord(value) ? withoutNulls(value) : value);
  const all = isRecord(messages) ? mapValues(messages, stripped) : undefined;
  return {
    ...given,
    ...(all === undefined ? {} : { messages: all }),
    ...(defaults === undefined ? {} : { defaults: stripped(defaults) }),
  };
}

/** Whether it is the engine that has put extras among the arguments: a program that names one is told so. */
function ignoresExtras(olds: PropertyBag, { messages }: PropertyBag): boolean {
  const before = olds["messages"];
  if (!isRecord(messages) || !isRecord(before)) return false;
  return Object.keys(messages).every((topic) => !isExtra(messages[topic]) || isExtra(before[topic]));
}
