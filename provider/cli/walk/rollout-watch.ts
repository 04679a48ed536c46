import { setTimeout as sleep } from "node:timers/promises";
import type { Convergence, ConvergenceObserver, ExpectedMessage } from "../../convergence/observer";
import { hasConverged } from "../../convergence/sums";
import type { Alarm } from "../../dataplane/alarms";
import { formatCount } from "../../text/counts";
import type { Stop, Watch } from "./walk";

/** What is watched, and for how long. */
export interface Watched {
  /** Bake time in milliseconds: how long a step is watched before the next one. */
  bake: number;
  /** Alarms of CloudWatch; undefined if none are watched. */
  alarms?: (() => Promise<readonly Alarm[]>) | undefined;
  /** Acknowledgements of what the rollout has published; undefined if none are watched. */
  acknowledgements?: Acknowledgements | undefined;
  say: (line: string) => void;
  /** Shows on a terminal how far the bake time is. */
  progress: { show(text: string, share: number): void; end(): void };
  /** Aborted when the user presses Ctrl+C. */
  signal: AbortSignal;
}

/** What devices are to acknowledge. */
export interface Acknowledgements {
  observer: ConvergenceObserver;
  /** The messages that the rollout has published so far, by topic. */
  messages: () => ReadonlyMap<string, ExpectedMessage>;
  /** Percentage of them that has to be applied at the end of the bake time. */
  atLeast: number;
  /** A topic as it may be shown. */
  shown: (topic: string) => string;
}

/** Milliseconds between two looks, at most and at least. */
const [LONGEST, SHORTEST] = [15_000, 500];

/** Watches alarms and acknowledgements while a step bakes. */
export class RolloutWatch implements Watch {
  private readonly told = new Set<string>();

  constructor(private readonly watched: Watched) {}

  async before(): Promise<Stop | undefined> {
    return await this.alarmStop();
  }

  async bake(percent: number): Promise<Stop | undefined> {
    const { bake, say, progress, signal } = this.watched;
    const began = performance.now();
    const interval = Math.min(LONGEST, Math.max(SHORTEST, bake / 10));
    try {
      for (;;) {
        const left = began + bake - performance.now();
        const found = await this.look();
        const stop = (await this.alarmStop()) ?? this.refusal(found) ?? (left <= 0 ? this.shortfall(found) : undefined);
        if (stop !== undefined) return stop;
        const text = appliedText(found);
        if (left <= 0) {
          const seen = [...(this.watched.alarms === undefined ? [] : ["no alarm"]), ...text].join(", ");
          say(`rollout ${percent} %: baked for ${durationText(bake)}${seen === "" ? "" : `, ${seen}`}`);
          return undefined;
        }
        progress.show([`rollout ${percent} %`, `${durationText(left)} left`, ...text].join("  "), 1 - left / bake);
        await sleep(Math.min(interval, left), undefined, { signal });
      }
    } finally {
      progress.end();
    }
  }

  /** An alarm that rings. One that does not know is told once. */
  private async alarmStop(): Promise<Stop | undefined> {
    const { alarms, say } = this.watched;
    const all = (await alarms?.()) ?? [];
    for (const { name, state, reason } of all) {
      if (state !== "INSUFFICIENT_DATA" || this.told.has(name)) continue;
      this.told.add(name);
      say(`the alarm ${name} has not enough data to tell (INSUFFICIENT_DATA)${reason === "" ? "" : `: ${reason}`}`);
    }
    const ringing = all.filter(({ state }) => state === "ALARM");
    const [first] = ringing;
    if (first === undefined) return undefined;
    const others = ringing.length > 1 ? `, and ${ringing.length - 1} more` : "";
    return { reason: `the alarm ${first.name} is in ALARM${first.reason === "" ? "" : ` (${first.reason})`}${others}` };
  }

  private async look(): Promise<Convergence | undefined> {
    const { acknowledgements } = this.watched;
    const messages = acknowledgements?.messages();
    return messages === undefined || messages.size === 0 ? undefined : await acknowledgements?.observer.look(messages);
  }

  private refusal(found: Convergence | undefined): Stop | undefined {
    const [first] = [...(found?.topics ?? [])].filter(([, { state }]) => state === "refused");
    if (first === undefined || found === undefined) return undefined;
    const [topic, { reason }] = first;
    const others = found.sums.refused > 1 ? `, and ${formatCount(found.sums.refused - 1)} more are refused` : "";
    const shown = this.watched.acknowledgements?.shown(topic) ?? "";
    return { reason: `${shown} is refused by its device${reason === undefined ? "" : ` (${reason})`}${others}` };
  }

  private shortfall(found: Convergence | undefined): Stop | undefined {
    const { acknowledgements, bake } = this.watched;
    if (found === undefined || acknowledgements === undefined) return undefined;
    if (hasConverged(found.sums, acknowledgements.atLeast)) return undefined;
    return {
      reason: `${appliedText(found)} after ${durationText(bake)}, and \`--at-least\` asks for ${acknowledgements.atLeast} %`,
    };
  }
}

function appliedText(found: Convergence | undefined): string[] {
  if (found === undefined) return [];
  const { applied, total } = found.sums;
  return [`${formatCount(applied)} of ${formatCount(total)} applied (${Math.floor((applied * 1000) / total) / 10} %)`];
}

/** A duration in the words in which it is given: `90s`, `5m`. */
function durationText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 120) return `${seconds}s`;
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes < 120) return rest === 0 ? `${minutes}m` : `${minutes}m${rest}s`;
  return `${Math.floor(minutes / 60)}h${minutes % 60 === 0 ? "" : `${minutes % 60}m`}`;
}
