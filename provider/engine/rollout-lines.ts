import { formatCount, formatCounts, messageCount } from "../text/counts";
import type { Taken } from "../topics/foresee";
import type { Plan } from "../topics/plan";
import type { RolloutOfSet } from "./set-rollout";

/** Topics that a line names, of however many there are. */
const MAX_NAMED = 3;

/** What a deployment does while a rollout is under way; undefined if that is nothing. */
export function rolloutLine(
  name: string,
  { percent, changing, waiting, waitingNew, kept, stuck }: RolloutOfSet,
  { publish, clear }: Pick<Plan, "publish" | "clear">,
  hasReached: (topic: string) => boolean,
): string | undefined {
  const again = publish.filter((topic) => !hasReached(topic));
  const reached = publish.length - again.length;
  const isPutBack = new Set(again);
  const waitingAsTheyAre = waiting.filter((topic) => !isPutBack.has(topic)).length;
  const keeping = waitingAsTheyAre - waitingNew.length - stuck.length;
  const parts = [
    ...(changing > 0 ? [`${formatCount(reached)} of ${formatCount(changing)} to publish`] : []),
    formatCounts([
      [again.length, "to put back"],
      [clear.length, "to clear, since nothing was there before"],
      [keeping, `${keeping === 1 ? "keeps" : "keep"} the version of before`],
      [stuck.length, `${stuck.length === 1 ? "keeps what it has" : "keep what they have"}`],
      [waitingNew.length, `new ${waitingNew.length === 1 ? "one waits" : "ones wait"}`],
      [kept.length, "to clear when it is complete"],
    ]),
  ].filter((part) => part !== "");
  return parts.length === 0 ? undefined : `${name}: rollout ${percent} %: ${parts.join(", ")}`;
}

/** What a rollout cannot put back, and which of its globs match nothing. */
export function rolloutWarnings({ irreversible, unmatched }: RolloutOfSet, isSecret: boolean): string[] {
  const warnings = unmatched.map((glob) => `rollout.first: ${isSecret ? "a glob" : `\`${glob}\``} matches no topic`);
  if (irreversible.length > 0) {
    warnings.push(
      `the rollout cannot put back ${counted(irreversible, isSecret)}: the state has the hash of a file, and not its ` +
        "bytes. loadMessages and StringAsset keep them",
    );
  }
  return warnings;
}

/** What a rollout meets on topics that are new to it. */
export function takenWarnings({ overwritten, refusedLater, leftovers }: Taken, isSecret: boolean): string[] {
  const warnings: string[] = [];
  if (leftovers.length > 0) {
    warnings.push(
      `a run that was killed has published ${counted(leftovers, isSecret)} that the rollout has not reached: cleared`,
    );
  }
  if (overwritten.length > 0) {
    warnings.push(
      `the rollout cannot put back ${counted(overwritten, isSecret)}: what is there now is of another resource or of ` +
        "somebody else, and is published over",
    );
  }
  if (refusedLater.length > 0) {
    warnings.push(
      `${counted(refusedLater, isSecret)}: somebody else has the topic, and the deployment that is to publish there ` +
        "later will be refused",
    );
  }
  return warnings;
}

function counted(topics: readonly string[], isSecret: boolean): string {
  const count = messageCount(topics.length);
  if (isSecret) return count;
  const named = topics.slice(0, MAX_NAMED).join(", ");
  return `${count} (${named}${topics.length > MAX_NAMED ? ", …" : ""})`;
}
