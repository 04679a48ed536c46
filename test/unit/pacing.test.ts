import { AwsDataPlane } from "../../provider/dataplane/aws-data-plane";
import { RateLimiter, Semaphore } from "../../provider/dataplane/pacing";
import { MAX_ATTEMPTS } from "../../provider/dataplane/retry";
import { type Fault, type LocalEndpoint, startLocalEndpoint } from "../../provider/local";

// A clock that only waiting moves, so that a busy machine changes nothing.
let clock = 0;
jest.mock("node:timers/promises", () => ({
  setTimeout: async (ms: number) => {
    clock += ms;
  },
}));

beforeEach(() => {
  clock = 0;
  jest.spyOn(performance, "now").mockImplementation(() => clock);
  jest.spyOn(Math, "random").mockReturnValue(1);
});

afterEach(() => jest.restoreAllMocks());

test("a rate limiter gives every call its turn, however many come at once", async () => {
  const limiter = new RateLimiter(10);
  const turns: number[] = [];
  for (let i = 0; i < 4; i++) {
    await limiter.turn();
    turns.push(clock);
  }
  expect(turns).toEqual([0, 100, 200, 300]);
});

test("a rate limiter falls to what the service takes, stays near it, and rises again", async () => {
  const limiter = new RateLimiter(100);
  let limit = 50;
  let [second, taken, accepted, throttled] = [0, 0, 0, 0];
  const call = async () => {
    if (Math.floor(clock / 1000) !== second) [second, taken] = [Math.floor(clock / 1000), 0];
    if (++taken > limit)
      throw Object.assign(new Error(), { name: "ThrottlingException", $metadata: { httpStatusCode: 429 } });
    accepted++;
  };
  const until = async (end: number) => {
    [accepted, throttled] = [0, 0];
    while (clock < end) await limiter.run(call).catch(() => throttled++);
  };
  await until(1_000);
  expect(throttled).toBe(50);
  await until(11_000);
  expect(accepted).toBeGreaterThan(470);
  expect(throttled).toBeLessThan(50);
  limit = 1000;
  await until(41_000);
  await until(42_000);
  expect(accepted).toBeGreaterThan(95);
});

test("a semaphore runs so many tasks at a time, and the next when one has ended", async () => {
  const semaphore = new Semaphore(2);
  let inside = 0;
  let most = 0;
  const task = async () => {
    most = Math.max(most, ++inside);
    await new Promise(setImmediate);
    inside--;
  };
  await Promise.all(Array.from({ length: 9 }, () => semaphore.run(task)));
  expect([most, inside]).toEqual([2, 0]);
});

describe("a data plane", () => {
  let local: LocalEndpoint;
  let fault: Fault | undefined;
  let at: number[];

  beforeEach(async () => {
    at = [];
    fault = undefined;
    local = await startLocalEndpoint({ onCall: () => at.push(clock), fault: () => fault });
  });

  afterEach(() => local.close());

  function dataPlane(publishRate: number, beforeCall?: () => Promise<void>): AwsDataPlane {
    const place = { region: "eu-west-1", dataEndpoint: local.endpoint };
    return new AwsDataPlane(place, {}, { publishRate, readRate: 1, concurrency: 1 }, undefined, beforeCall);
  }

  const message = { topic: "a", payload: Buffer.from("x"), qos: 1, userProperties: [] } as const;

  test("makes its retries at the allowed rate, and ends after the last attempt", async () => {
    fault = { error: "InternalFailureException" };
    // The waits alone would be 100, 200, 400, 800 and 1600 ms.
    const publish = dataPlane(1).publish({ ...message, userProperties: [] });
    await expect(publish).rejects.toThrow(`after ${MAX_ATTEMPTS} attempts`);
    expect(at).toEqual([0, 1000, 2000, 3000, 4000, 5600]);
  });

  test("waits longer after a throttle, twice as long each time", async () => {
    fault = { error: "ThrottlingException" };
    const publish = dataPlane(1000).publish({ ...message, userProperties: [] });
    await expect(publish).rejects.toThrow(`after ${MAX_ATTEMPTS} attempts`);
    expect(at).toEqual([0, 1000, 2000, 4000, 8000, 16000]);
  });

  test("asks before each attempt, after it has waited for its turn", async () => {
    fault = { error: "InternalFailureException" };
    const asked: number[] = [];
    const plane = dataPlane(1, async () => {
      asked.push(clock);
      if (asked.length === 3) throw Object.assign(new Error("stopped"), { name: "Stopped" });
    });
    await expect(plane.publish({ ...message, userProperties: [] })).rejects.toThrow("stopped");
    expect([asked, at]).toEqual([
      [0, 1000, 2000],
      [0, 1000],
    ]);
  });

  test("publishes at its rate", async () => {
    const plane = dataPlane(4);
    for (const topic of ["a", "b", "c", "d"]) await plane.publish({ ...message, topic, userProperties: [] });
    expect(at).toEqual([0, 250, 500, 750]);
  });

  test("publishes and clears a topic once a second at most", async () => {
    const plane = dataPlane(1000);
    await plane.publish({ ...message, userProperties: [] });
    await plane.publish({ ...message, topic: "b", userProperties: [] });
    await plane.clear("a");
    expect(at).toEqual([0, 1, 1000]);
  });
});
