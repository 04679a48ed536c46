import { setTimeout as sleep } from "node:timers/promises";
import { classify } from "./errors";

/** Calls a second that are tried whatever the service says: fewer would never find out that it has room again. */
const LEAST = 5;

/** What each accepted call adds to a pace that has fallen, in calls a second: 5 % in a second. */
const RISE = 0.05;

/** Milliseconds by which calls may be behind their turns and still make up for it. */
const CATCH_UP = 100;

/**
 * Calls per second of one kind over the whole process: each call waits for its turn. Where the service throttles, the
 * pace falls to what it has accepted in a second, and from there rises again, so that it stays near what is allowed.
 */
export class RateLimiter {
  private next = 0;
  private rate: number;
  private since = 0;
  private accepted = 0;
  private throttled = 0;
  /** When the last call of the present window was answered. */
  private last = 0;

  /** @param perSecond calls a second; Infinity sets no pace */
  constructor(private readonly perSecond: number) {
    this.rate = perSecond;
  }

  /** Makes a call at its turn. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    await this.turn();
    try {
      const answer = await call();
      this.accepted++;
      this.last = performance.now();
      this.rate = Math.min(this.perSecond, this.rate + RISE);
      return answer;
    } catch (error) {
      if (classify(error).kind === "throttled") {
        this.throttled++;
        this.last = performance.now();
      }
      throw error;
    }
  }

  async turn(): Promise<void> {
    const now = performance.now();
    this.adapt(now);
    // A process that was busy for a moment is not slower for it.
    const turn = this.next < now - CATCH_UP ? now : this.next;
    this.next = turn + 1000 / this.rate;
    if (turn > now) await sleep(turn - now);
  }

  /** Quotas are per second, so that less than a second says nothing of them. */
  private adapt(now: number): void {
    if (now - this.since < 1000) return;
    // Time without calls says nothing of them either.
    const seconds = Math.max(1, (this.last - this.since) / 1000);
    if (this.throttled > 0) {
      const least = Math.min(this.perSecond, LEAST);
      this.rate = Math.min(this.rate, Math.max(least, this.accepted / seconds));
    }
    this.since = now;
    this.accepted = 0;
    this.throttled = 0;
  }
}

/** Milliseconds between two publishes on one topic: a quota of AWS, not adjustable. */
const TOPIC_INTERVAL = 1000;

/** One publish a second on each topic. */
export class TopicRateLimiter {
  private readonly latest = new Map<string, number>();

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

/** At most `size` tasks at a time, first come, first served. */
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

/** Regions whose default quotas are a tenth of the others'. */
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

/** Pages of the listing a second: a quota of AWS, not adjustable. */
export const LIST_RATE = 10;

/** Gets a second that AWS allows where nobody has asked for more. */
export const GET_QUOTA = 500;

/** Publishes and reads a second that leave room for the devices of an account. */
export function defaultRates(region: string): { publishRate: number; readRate: number } {
  return smallRegions.has(region) ? { publishRate: 25, readRate: 25 } : { publishRate: 100, readRate: 250 };
}
