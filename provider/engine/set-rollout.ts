import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import type { Defaults } from "../messages/message-value";
import { isUnderWay } from "../messages/rollout";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { type Current, type RolledOut, rollOut } from "../rollout/roll-out";
import { readStable, writeStable } from "../rollout/stable";
import type { ForAll } from "../rollout/whole-message";
import { earlyTopics } from "../validation/early-topics";
import { isRecord } from "../validation/is-record";
import type { Issue } from "../validation/issue";
import type { KnownBefore } from "./handlers";
import { withStableOutside } from "./set-stable";
import type { SetInputs, SetState } from "./set-types";

/** What a rollout means for a set, beside its inputs. */
export interface RolloutOfSet
  extends Pick<RolledOut, "changing" | "waiting" | "waitingNew" | "kept" | "irreversible" | "stuck"> {
  percent: number;
  /** Globs of `first` that match no topic. */
  unmatched: readonly string[];
}

/** Inputs of a set with the messages that its rollout gives it now. */
interface SetRolledOut {
  inputs: SetInputs;
  /** Undefined if every topic is to have what is declared. */
  rollout?: RolloutOfSet;
  issues: Issue[];
}

/**
 * Gives each topic of a set the declared message or the one of before, as its rollout says. Inputs that are not known yet
 * stay as they are.
 *
 * @param olds inputs of before; empty before the create
 * @param known whether the rollout reaches a topic, if the topic itself does not say it, and whether another resource of the
 * program declares one
 */
export function setRolledOut(
  olds: PropertyBag,
  inputs: SetInputs,
  { isEarly, isElsewhere }: Pick<KnownBefore, "isEarly" | "isElsewhere"> = {},
): SetRolledOut {
  const { rollout, messages, defaults } = inputs;
  const isOpen = isUnknown(rollout) || !isRecord(messages) || (defaults !== undefined && !isRecord(defaults));
  if (rollout === undefined || isOpen || !isUnderWay(rollout)) return { inputs, issues: [] };
  const current = currentOf(olds);
  const early = earlyTopics(Object.keys(messages), rollout);
  const issues = early.issues.map((reason): Issue => ({ path: "rollout", reason: `first: ${reason}` }));
  const has = isEarly ?? early.has;
  const done = rollOut(current, { all: allOf(inputs), messages }, has, isElsewhere);
  const { changing, waiting, waitingNew, kept, irreversible, stuck } = done;
  const { defaults: _, __stable: __, __secrets: ___, ...others } = inputs;
  return {
    inputs: {
      ...others,
      ...done.all,
      ...defined({
        __stable: writeStable({ messages: done.stable, waiting: waitingNew }),
        __secrets: secretsOf(olds, inputs),
      }),
      messages: done.messages as SetInputs["messages"],
    },
    rollout: {
      ...{ changing, waiting, waitingNew, kept, irreversible, stuck },
      percent: rollout.percent ?? 0,
      unmatched: isEarly === undefined ? early.unmatched : [],
    },
    issues,
  };
}

/**
 * A rollout that begins has to know what each topic should have now.
 *
 * @throws DeploymentError if a refresh has found drift that is not repaired
 */
export function assertRepaired({ __drifted }: SetState, { rollout }: SetInputs): void {
  if (!__drifted || !isUnderWay(rollout)) return;
  throw new DeploymentError(
    "the last refresh has found drift, and a rollout that begins now would take it for the version of before. Repair it " +
      "first: run `up` without `rollout`, and without the change that is to be rolled out",
  );
}

/**
 * A replacement publishes what is declared and reached, and then clears what the resource had: topics that wait would end empty.
 *
 * @throws DeploymentError while a rollout is under way
 */
export function assertNotUnderWay({ rollout }: SetInputs): void {
  if (!isUnderWay(rollout)) return;
  throw new DeploymentError(
    "a rollout is under way, and a change of the Region or the endpoint would leave the topics that it has not reached " +
      "without a message. Complete the rollout first, with 100 percent",
  );
}

function currentOf(olds: PropertyBag): Current | undefined {
  const { messages, __stable } = withStableOutside(olds);
  return isRecord(messages) ? { all: allOf(olds), messages, stable: readStable(__stable).messages } : undefined;
}

function allOf({ defaults, marker }: { defaults?: unknown; marker?: unknown }): ForAll {
  return { ...(isRecord(defaults) ? { defaults: defaults as Defaults } : {}), marker: marker !== false };
}

/** A message of before stays secret, if it was. */
function secretsOf(olds: PropertyBag, { __secrets = [] }: SetInputs): readonly string[] | undefined {
  const before = Array.isArray(olds["__secrets"]) ? (olds["__secrets"] as string[]) : [];
  const ofMessages = before.filter((path) => /^(messages|defaults)\b/.test(path));
  const all = [...new Set([...__secrets, ...ofMessages])];
  return all.length === 0 ? undefined : all;
}
