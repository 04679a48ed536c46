import { COMPLETE } from "../../messages/rollout";

/** Why a walk goes no further, in words. */
export interface Stop {
  reason: string;
}

/** How far the rollout of a stack is, by its state. */
export interface Standing {
  /** Percentage of the rollout that is under way; undefined if none is. */
  percent?: number | undefined;
  /** Whether the last deployment was killed or has failed half way: it may have published more than the state says. */
  isCutOff: boolean;
  /** Whether a set of the stack has been rolled out before. */
  hasRolledOut: boolean;
}

/** The stack whose rollout is walked. */
export interface WalkedStack {
  standing(): Promise<Standing>;
  /**
   * Makes a percentage the setting of the stack, and runs the command of the user.
   *
   * @param how on the way back it has to see what a killed run has left; to hold, the setting is as before after it
   * @throws CommandError if the command has failed
   */
  deploy(percent: number, how: "forward" | "back" | "hold"): Promise<void>;
}

/** What is looked at between two steps. */
export interface Watch {
  /** Looks once, before anything is published. */
  before(): Promise<Stop | undefined>;
  /** Looks for the bake time at what a step has published. */
  bake(percent: number): Promise<Stop | undefined>;
}

/** A walk through the steps of a rollout. */
export interface Walk {
  /** Percentages, each above the one before. */
  steps: readonly number[];
  /** What an abort does: it goes back to the version of before, or leaves everything as it is. */
  onAbort: "rollback" | "stop";
  stack: WalkedStack;
  watch: Watch;
  say: (line: string) => void;
}

/** How a walk has ended. */
export type WalkEnd = "done" | "aborted";

/** Why a walk does not begin. */
export class NotWalked extends Error {}

/**
 * Begins a rollout, and walks all its steps.
 *
 * @throws NotWalked if one is under way
 */
export async function begin(walk: Walk): Promise<WalkEnd> {
  const { percent = 0 } = await walk.stack.standing();
  if (percent > 0) {
    throw new NotWalked(`a rollout is under way, at ${percent} %: go on with \`--resume\`, or back with \`--abort\``);
  }
  return (await stopBefore(walk)) ?? (await takeSteps(walk, walk.steps));
}

/**
 * Goes on where a walk has ended. If its percentage is one of the steps, what it has published is watched once more, since
 * nobody knows for how long it was. A step that was cut off is taken again.
 *
 * @throws NotWalked if no rollout is under way
 */
export async function resume(walk: Walk): Promise<WalkEnd> {
  const { percent = 0, isCutOff } = await walk.stack.standing();
  if (percent === 0 && !isCutOff) throw new NotWalked("no rollout is under way: leave out `--resume` to begin one");
  walk.say(`the rollout is at ${percent} %${isCutOff ? ", and its last deployment was cut off" : ""}`);
  const stopped = await stopBefore(walk);
  if (stopped !== undefined) return stopped;
  if (walk.steps.includes(percent) && !isCutOff) {
    const stop = await walk.watch.bake(percent);
    if (stop !== undefined) return await abort(walk, percent, stop);
  }
  return await takeSteps(
    walk,
    walk.steps.filter((step) => (isCutOff ? step >= percent : step > percent)),
  );
}

/**
 * Deploys once without going on, as a repair on a schedule does: at the percentage of the rollout or, if none is under way, at
 * 0, so that no change of the program gets out.
 *
 * @throws NotWalked if nobody can tell a repair from a change
 */
export async function hold({ stack }: Pick<Walk, "stack">): Promise<void> {
  const { percent, isCutOff, hasRolledOut } = await stack.standing();
  if (percent === undefined && isCutOff) {
    throw new NotWalked("the last deployment was cut off: go on with `--resume`, or back with `--abort`");
  }
  if (percent === undefined && !hasRolledOut) {
    throw new NotWalked(
      "the stack has had no rollout yet, so that nobody can tell a repair from a change. Take the steps of a first one",
    );
  }
  await stack.deploy(percent ?? 0, "hold");
}

/**
 * Puts back the version of before.
 *
 * @throws NotWalked if it is forgotten
 */
export async function goBack({ stack, say }: Pick<Walk, "stack" | "say">): Promise<void> {
  const { percent, isCutOff } = await stack.standing();
  if (percent === undefined && !isCutOff) {
    throw new NotWalked(
      "no rollout is under way, so that the version of before is forgotten: revert the change, and deploy that",
    );
  }
  await putBack(stack, say);
}

async function putBack(stack: WalkedStack, say: Walk["say"]): Promise<void> {
  await stack.deploy(0, "back");
  say("rollout 0 %: the version of before is back");
}

async function takeSteps(walk: Walk, steps: readonly number[]): Promise<WalkEnd> {
  for (const percent of steps) {
    await walk.stack.deploy(percent, "forward");
    const stop = await walk.watch.bake(percent);
    if (stop !== undefined) return await abort(walk, percent, stop);
  }
  return "done";
}

async function stopBefore({ watch, say }: Walk): Promise<WalkEnd | undefined> {
  const stop = await watch.before();
  if (stop === undefined) return undefined;
  say(`nothing was published: ${stop.reason}`);
  return "aborted";
}

async function abort(walk: Walk, percent: number, { reason }: Stop): Promise<WalkEnd> {
  const { onAbort, say } = walk;
  say(`rollout aborted at ${percent} %: ${reason}`);
  if (percent === COMPLETE) {
    say(
      "the rollout is complete, so that the version of before is forgotten: revert the change, and run the command again",
    );
  } else if (onAbort === "rollback") await putBack(walk.stack, say);
  else say("it stays as it is: go on with `--resume`, or back with `--abort`");
  return "aborted";
}
