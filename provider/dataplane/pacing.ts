import { setTimeout as sleep } from "node:timers/promises";

/** Calls per second of one kind over the whole process: each call waits for its turn. */
export class Pace {
  private next = 0;

  /** @param perSecond calls a second; Infinity sets no pace */
  constructor(private readonly perSecond: number) {}

  async turn(): Promise<void> {
    const now = performance.now();
    const turn = Math.max(now, this.next);
    this.next = turn + 1000 / this.perSecond;
    if (turn > now) await sleep(turn - now);
  }
}

/** At most `size` tasks at a time, first come, first served. */
export class Gate {
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

/** Publishes and reads a second that leave room for the devices of an account. */
export function defaultRates(region: string): { publishRate: number; readRate: number } {
  return smallRegions.has(region) ? { publishRate: 25, readRate: 25 } : { publishRate: 100, readRate: 250 };
}
