import { once } from "node:events";
import { RetainedMessage } from "../../provider";
import { gone, holdReadBack, kill, processes, startUp, testOnLinux } from "../support/interruption";
import { text, topics } from "../support/look";
import { useStack } from "../support/stack";

const stack = useStack();

const topic = "site/a/config";
const message = (payload: string) => () => new RetainedMessage("message", { topic, payload });

const start = (payload: string) =>
  startUp(stack, `new RetainedMessage("message", ${JSON.stringify({ topic, payload })})`);

/** Runs an `up` that is killed after it has published, and before it knows. */
async function killedUp(payload: string): Promise<void> {
  const held = holdReadBack(stack, 60_000);
  const up = await start(payload);
  await held;
  await kill(stack, up);
  expect(await text(stack.endpoint, topic)).toBe(payload);
}

test("kill -9 in a create: the next up of the same program converges, and destroy clears", async () => {
  await killedUp("first");
  await stack.up(message("first"));
  expect(await text(stack.endpoint, topic)).toBe("first");
  await stack.refresh({ expectNoChanges: true });
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("kill -9 in an update: up --refresh converges after a revert", async () => {
  await stack.up(message("first"));
  await killedUp("second");
  await stack.up(message("first"), { refresh: true });
  expect(await text(stack.endpoint, topic)).toBe("first");
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("kill -9 in an update: the next up of the same program converges", async () => {
  await stack.up(message("first"));
  await killedUp("second");
  await stack.up(message("second"));
  expect(await text(stack.endpoint, topic)).toBe("second");
  await stack.refresh({ expectNoChanges: true });
});

testOnLinux("kill -9 ends the provider process too, so that no publish comes late", async () => {
  const throttled = new Promise<void>((resolve) => {
    stack.fault = ({ operation }) => {
      if (operation !== "Publish") return undefined;
      resolve();
      return { error: "ThrottlingException" };
    };
  });
  const up = await start("first");
  await throttled;
  expect(await processes(stack, "cmd/dynamic-provider")).toHaveLength(1);
  up.kill("SIGKILL");
  await once(up, "exit");
  await gone(stack);
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("Ctrl-C lets the call in flight end, and nothing is lost", async () => {
  const held = holdReadBack(stack, 2_000);
  const up = await start("first");
  await held;
  up.kill("SIGINT");
  await once(up, "exit");
  stack.fault = () => undefined;
  expect((await stack.up(message("first"))).changes).toEqual({ same: 1 });
  expect(stack.count("Publish")).toBe(0);
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});
