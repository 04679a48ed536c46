import { setTimeout as sleep } from "node:timers/promises";
import { classify } from "./errors";

/** The lowest rate, in calls per second. With a lower one, it would take long to notice that the service has room again. */
const MIN_RATE = 5;

/** How much each accepted call raises a rate that has fallen, in calls per second. This is 5 % in a second. */
const RATE_STEP = 0.05;

/** How many milliseconds a call may be late without delaying the calls after it. */
const MAX_LATENESS = 100;

/**
 * Limits the calls of one kind in the whole process to a rate: each call waits for its turn. If the service throttles,
 * the rate falls to the number of calls that the service has accepted in a second. From there it rises again, so that it
 * stays near what the service allows.
 */
export class RateLimiter {
  private nextTurn = 0;
  private rate: number;
  private windowStart = 0;
  private accepted = 0;
  private throttled = 0;
  /** When the last call of this window was answered. */
  private lastAnswer = 0;

  /** @param maxRate calls per second; Infinity sets no limit */
  constructor(private readonly maxRate: number) {
    this.rate = maxRate;
  }

  /** Makes a call at its turn. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    await this.turn();
    try {
      const answer = await call();
      this.accepted++;
      this.lastAnswer = performance.now();
      this.rate = Math.min(this.maxRate, this.rate + RATE_STEP);
      return answer;
    } catch (error) {
      if (classify(error).kind === "throttled") {
        this.throttled++;
        this.lastAnswer = performance.now();
      }
      throw error;
    }
  }

  /** Waits until the next call may be made. */
  async turn(): Promise<void> {
    const now = performance.now();
    this.adapt(now);
    // A short delay of this process does not lower the rate, because the calls after it make up for it.
    const turn = this.nextTurn < now - MAX_LATENESS ? now : this.nextTurn;
    this.nextTurn = turn + 1000 / this.rate;
    if (turn > now) await sleep(turn - now);
  }

  /** Lowers the rate if the service throttles. It looks at whole seconds, because quotas are per second. */
  private adapt(now: number): void {
    if (now - this.windowStart < 1000) return;
    // Time without calls does not count, because it says nothing about the quota.
    const seconds = Math.max(1, (this.lastAnswer - this.windowStart) / 1000);
    if (this.throttled > 0) {
      const minRate = Math.min(this.maxRate, MIN_RATE);
      this.rate = Math.min(this.rate, Math.max(minRate, this.accepted / seconds));
    }
    this.windowStart = now;
    this.accepted = 0;
    this.throttled = 0;
  }
}

/** Milliseconds between two publishes on one topic, by a quota of AWS that is not adjustable. */
const TOPIC_INTERVAL = 1000;

/** Limits the publishes on each topic to one per second. */
export class TopicRateLimiter {
  private readonly latest = new Map<string, number>();

  /** Waits until the topic may be published to. */
  async turn(topic: string): Promise<void> {
    const now = performance.now();
    for (const [old, at] of this.latest) {
      if (at + TOPIC_INTERVAL > now) break;
      this.latest.delete(old);
    }
    const turn = Math.max(now, (this.latest.get(topic) ?? Number.NEGATIVE_INFINITY) + TOPIC_INTERVAL);
    this.latest.delete(topic);
    this.latest.set(topic, turn);
    if (turn > now) await sleep(turn - now);
  }
}

/** Runs at most `size` tasks at a time, in the order in which they came. */
export class Semaphore {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(size: number) {
    this.free = size;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }
}

/** Regions whose default quotas are a tenth of those of the others. */
const smallRegions = new Set([
  "eu-north-1",
  "me-south-1",
  "me-central-1",
  "eu-west-3",
  "ap-east-1",
  "us-gov-east-1",
  "us-gov-west-1",
  "us-west-1",
  "ca-central-1",
  "cn-northwest-1",
  "ap-southeast-5",
  "eu-south-2",
]);

/** Pages of the listing per second, by a quota of AWS that is not adjustable. */
export const LIST_RATE = 10;

/** Gets per second, by the default quota of AWS. */
export const GET_QUOTA = 500;

/** The default rates, in calls per second. They leave room for the devices of the account. */
export function defaultRates(region: string): { publishRate: number; readRate: number } {
  return smallRegions.has(region) ? { publishRate: 25, readRate: 25 } : { publishRate: 100, readRate: 250 };
}
