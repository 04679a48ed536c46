import { RetainedMessage } from "../../provider";
import { text } from "../support/look";
import type { Overrides } from "../support/message";
import { useStack } from "../support/stack";

const stack = useStack();

const topic = "site/a/offer";
const HOUR = 3_600_000;

function message(args: Overrides) {
  return () => new RetainedMessage("message", { topic, payload: "on", ...args });
}

/** Publishes by a clock that is an hour behind, and then sets it right: to everybody, an hour has passed. */
async function publishAnHourAgo(program: () => unknown): Promise<void> {
  stack.now = () => Date.now() - HOUR;
  await stack.up(program);
  expect(await text(stack.endpoint, topic)).toBe("on");
  stack.now = Date.now;
}

test("a message that is gone after its expiry is as declared", async () => {
  const program = message({ messageExpiry: 60 });
  await publishAnHourAgo(program);
  expect(await text(stack.endpoint, topic)).toBeUndefined();
  await stack.refresh({ expectNoChanges: true });
  expect((await stack.up(program)).changes).toEqual({ same: 1 });
  expect(stack.calls).toEqual([]);
  await stack.destroy();
});

test("with onExpiry republish it is drift, and published again", async () => {
  const program = message({ messageExpiry: 60, onExpiry: "republish" });
  await publishAnHourAgo(program);
  expect((await stack.refresh()).changes).toEqual({ delete: 1 });
  await stack.up(program);
  expect(await text(stack.endpoint, topic)).toBe("on");
});

test("a message that is gone before its expiry is drift", async () => {
  const program = message({ messageExpiry: 7200 });
  await publishAnHourAgo(program);
  expect(await text(stack.endpoint, topic)).toBe("on");
  await stack.refresh({ expectNoChanges: true });
  stack.now = () => Date.now() + 2 * HOUR;
  expect((await stack.refresh()).changes).toEqual({ delete: 1 });
});

test("an expired message is published again when its declaration changes", async () => {
  await publishAnHourAgo(message({ messageExpiry: 60 }));
  await stack.up(message({ messageExpiry: 60, payload: "off" }));
  expect(await text(stack.endpoint, topic)).toBe("off");
});
