import { COMPLETE } from "../../messages/rollout";

/** Why a walk goes no further, in words. */
export interface Stop {
  reason: string;
}

/** The stack whose rollout is walked. */
export interface WalkedStack {
  /** Percentage of the last deployment; undefined if no rollout is under way. */
  percent(): Promise<number | undefined>;
  /**
   * Makes a percentage the setting of the stack, and runs the command of the user.
   *
   * @param isBack whether this is the way back: it has to see what a killed run has left
   * @throws CommandError if the command has failed
   */
  deploy(percent: number, isBack: boolean): Promise<void>;
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
  const percent = await walk.stack.percent();
  if (percent !== undefined && percent > 0) {
    throw new NotWalked(`a rollout is under way, at ${percent} %: go on with \`--resume\`, or back with \`--abort\``);
  }
  return (await stopBefore(walk)) ?? (await takeSteps(walk, walk.steps));
}

/**
 * Goes on where a walk has ended. If its percentage is one of the steps, what it has published is watched once more, since
 * nobody knows for how long it was.
 *
 * @throws NotWalked if no rollout is under way
 */
export async function resume(walk: Walk): Promise<WalkEnd> {
  const percent = await walk.stack.percent();
  if (percent === undefined || percent === 0) {
    throw new NotWalked(
      percent === 0
        ? "the rollout was put back: leave out `--resume` to begin it anew"
        : "no rollout is under way: leave out `--resume` to begin one",
    );
  }
  walk.say(`the rollout is at ${percent} %`);
  const stopped = await stopBefore(walk);
  if (stopped !== undefined) return stopped;
  if (walk.steps.includes(percent)) {
    const stop = await walk.watch.bake(percent);
    if (stop !== undefined) return await abort(walk, percent, stop);
  }
  return await takeSteps(
    walk,
    walk.steps.filter((step) => step > percent),
  );
}

/** Deploys once at the percentage that the rollout has, as a repair in the middle of it does. */
export async function hold({ stack }: Pick<Walk, "stack">): Promise<void> {
  await stack.deploy((await stack.percent()) ?? COMPLETE, false);
}

/** Puts back the version of before. */
export async function goBack({ stack, say }: Pick<Walk, "stack" | "say">): Promise<void> {
  await stack.deploy(0, true);
  say("rollout 0 %: the version of before is back");
}

async function takeSteps(walk: Walk, steps: readonly number[]): Promise<WalkEnd> {
  for (const percent of steps) {
    await walk.stack.deploy(percent, false);
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
  } else if (onAbort === "rollback") await goBack(walk);
  else say("it stays as it is: go on with `--resume`, or back with `--abort`");
  return "aborted";
}
