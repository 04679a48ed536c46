import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { RetainedMessageSet } from "../../provider";
import { gone, holdAfter, kill, processes, startUp, testOnLinux } from "../support/interruption";
import { text, topics } from "../support/look";
import { useStack } from "../support/stack";

// A set whose run ends in the middle: the next up converges, and destroy leaves nothing behind.

const stack = useStack();

// A few at a time, so that a run can be ended between two.
const CONCURRENCY = 4;
beforeEach(() => stack.configure({ "iot-retained:concurrency": String(CONCURRENCY) }));

const COUNT = 40;
const topicsOf = (count = COUNT) => Array.from({ length: count }, (_, i) => `a/${String(i).padStart(2, "0")}`);
const messages = (payload: string, count?: number) =>
  Object.fromEntries(topicsOf(count).map((topic) => [topic, payload]));
const set = (payload: string, count?: number) => () =>
  new RetainedMessageSet("defaults", { messages: messages(payload, count) });
const start = (payload: string, count?: number) =>
  startUp(stack, `new RetainedMessageSet("defaults", ${JSON.stringify({ messages: messages(payload, count) })})`);

async function expectConverged(payload: string, count = COUNT): Promise<void> {
  for (const topic of topicsOf(count)) expect(await text(stack.endpoint, topic)).toBe(payload);
  expect(await topics(stack.endpoint)).toEqual(topicsOf(count));
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
}

testOnLinux("kill -9 in a create: it knows its own marker, is not refused, and publishes again", async () => {
  const held = holdAfter(stack, "Publish", 15);
  const up = await start("first");
  await held;
  await kill(stack, up);
  const published = await topics(stack.endpoint);
  expect(published.length).toBeGreaterThan(10);
  expect(published.length).toBeLessThan(COUNT);
  await stack.up(set("first"));
  expect(stack.count("Publish")).toBe(COUNT);
  await expectConverged("first");
});

testOnLinux("kill -9 in an update: the next up publishes only the rest, and clears", async () => {
  await stack.up(set("first", COUNT + 5));
  const held = holdAfter(stack, "Publish", 15);
  const up = await start("second");
  await held;
  await kill(stack, up);
  const left = (await Promise.all(topicsOf().map((topic) => text(stack.endpoint, topic)))).filter((t) => t === "first");
  expect(left.length).toBeGreaterThan(10);
  await stack.up(set("second"));
  expect(stack.calls.filter(({ operation, payloadSize }) => operation === "Publish" && payloadSize > 0)).toHaveLength(
    left.length,
  );
  await expectConverged("second");
});

testOnLinux("kill -9 while it clears, and while it sees that all is stored", async () => {
  await stack.up(set("first", COUNT + 10));
  const held = holdAfter(stack, "Publish", COUNT + 3);
  const up = await start("second");
  await held;
  await kill(stack, up);
  await stack.up(set("second"));
  expect(stack.calls.filter(({ operation, payloadSize }) => operation === "Publish" && payloadSize > 0)).toEqual([]);

  const heldAgain = holdAfter(stack, "ListRetainedMessages", 1);
  const verifying = await start("third");
  await heldAgain;
  await kill(stack, verifying);
  await stack.up(set("third"));
  expect(stack.count("Publish")).toBe(0);
  await expectConverged("third");
});

testOnLinux("kill -9 of the provider process: the run fails, and the next one converges", async () => {
  await stack.up(set("first"));
  const held = holdAfter(stack, "Publish", 15);
  const up = await start("second");
  await held;
  const [provider] = await processes(stack, "cmd/dynamic-provider");
  process.kill(provider ?? 0, "SIGKILL");
  const [code] = await once(up, "exit");
  expect(code).not.toBe(0);
  stack.fault = () => undefined;
  await stack.up(set("second"));
  expect(stack.count("Publish")).toBeLessThan(COUNT);
  await expectConverged("second");
});

test("Ctrl-C lets the set end, and nothing is lost", async () => {
  const begun = new Promise<void>((resolve) => {
    stack.fault = ({ operation }) => {
      if (operation !== "Publish") return undefined;
      resolve();
      return { delay: 20 };
    };
  });
  const up = await start("first");
  await begun;
  up.kill("SIGINT");
  await once(up, "exit");
  stack.fault = () => undefined;
  await stack.up(set("first"));
  expect(stack.count("Publish")).toBe(0);
  await expectConverged("first");
});

testOnLinux("kill -9 at full pace: only what was on its way is published, however late the end shows", async () => {
  await stack.configure({ "iot-retained:publishRate": "100000" });
  let begun = 0;
  const atFullPace = new Promise<void>((resolve) => {
    stack.fault = ({ operation }) => {
      if (operation === "Publish" && ++begun === 500) resolve();
      return undefined;
    };
  });
  const up = await start("first", 5_000);
  await atFullPace;
  const [provider = 0] = await processes(stack, "cmd/dynamic-provider");
  up.kill("SIGKILL");
  await once(up, "exit");
  // Stands for a process that is too busy to see at once that its engine has gone.
  const isLeft = signal(provider, "SIGSTOP");
  await sleep(500);
  const before = begun;
  if (isLeft) signal(provider, "SIGCONT");
  await gone(stack);
  expect(before).toBeLessThan(5_000);
  expect(begun - before).toBeLessThanOrEqual(CONCURRENCY);
});

/** Signals a process, and tells whether there was one. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
