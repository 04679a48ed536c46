import { ConvergenceObserver } from "../../convergence/observer";
import { Alarms } from "../../dataplane/alarms";
import type { DeclaredPlace } from "../../dataplane/data-plane";
import { AppliedTopics } from "../../messages/applied-topics";
import { openConnection } from "../support/connection";
import { DrawnLine } from "../support/drawn-line";
import { CommandError } from "../support/exit";
import { deployCommand } from "./command-line";
import type { RolloutOptions } from "./options";
import { PulumiStack } from "./pulumi-stack";
import { type Acknowledgements, RolloutWatch } from "./rollout-watch";
import { begin, goBack, hold, NotWalked, resume, type Walk, type WalkEnd } from "./walk";

/**
 * Walks a rollout of a stack of Pulumi.
 *
 * @param command of the user, which deploys the stack
 * @throws CommandError if it does not begin, or if the command fails
 */
export async function walkStack(
  command: readonly string[],
  options: RolloutOptions & { steps: readonly number[] },
  say: (line: string) => void,
): Promise<WalkEnd> {
  const { steps, bake, onAbort } = options;
  const stack = new PulumiStack(deployCommand(command, options.stack), say);
  const interrupted = new AbortController();
  // The command of the user has the same terminal, and stops by itself: the walk stops after it.
  const interrupt = () => interrupted.abort();
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    if (options.abort) {
      await goBack({ stack, say });
      return "done";
    }
    if (options.hold) {
      await hold({ stack });
      return "done";
    }
    const watching = await watched(stack, options);
    const bar = new DrawnLine();
    const progress = { show: (text: string, share: number) => bar.draw(text, { "#": share }), end: () => bar.erase() };
    const watch = new RolloutWatch({ bake, say, progress, signal: interrupted.signal, ...watching });
    const walk: Walk = { steps, onAbort, stack, watch, say };
    return await (options.resume ? resume(walk) : begin(walk));
  } catch (error) {
    if (interrupted.signal.aborted) {
      say("stopped: go on with `--resume`, or back with `--abort`");
      return "aborted";
    }
    if (error instanceof NotWalked) throw new CommandError(error.message);
    throw error;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** What is watched: alarms and acknowledgements where the messages of the stack are, if no option says another place. */
async function watched(stack: PulumiStack, options: RolloutOptions) {
  const { alarm: names = [], applied, atLeast } = options;
  if (names.length === 0 && applied === undefined) return {};
  const { region, dataEndpoint } = (await stack.standing()).place ?? {};
  const { settings, places } = openConnection({
    ...(region === undefined ? {} : { region }),
    ...(dataEndpoint === undefined ? {} : { endpoint: dataEndpoint }),
    ...options,
  });
  const declared: DeclaredPlace = {};
  const alarms = names.length === 0 ? undefined : new Alarms(await places.cloudWatch(declared), settings);
  const acknowledgements = async (template: string): Promise<Acknowledgements> => ({
    observer: new ConvergenceObserver({
      dataPlane: places.dataPlane(await places.resolve(declared)),
      concurrency: settings.concurrency,
      applied: new AppliedTopics(template),
    }),
    messages: () => stack.state?.published ?? new Map(),
    atLeast,
    shown: (topic) => stack.state?.shown(topic) ?? topic,
  });
  return {
    alarms: alarms && (() => alarms.read(names)),
    acknowledgements: applied === undefined ? undefined : await acknowledgements(applied),
  };
}
