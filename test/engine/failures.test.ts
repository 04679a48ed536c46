import { RetainedMessage } from "../../provider";
import type { Fault, LocalOperation } from "../../provider/local";
import { publishAs, text, topics } from "../support/look";
import { message, topic } from "../support/message";
import { useStack } from "../support/stack";

const stack = useStack();

/** Returns the fault for the first `times` calls of an operation, from now on. */
function fail(operation: LocalOperation, answer: Fault, times = Number.POSITIVE_INFINITY): void {
  let left = times;
  stack.fault = (call) => (call.operation === operation && left-- > 0 ? answer : undefined);
}

const heal = () => {
  stack.fault = () => undefined;
};

describe("retried", () => {
  test.each<[string, Fault]>([
    ["throttling", { error: "ThrottlingException" }],
    ["an internal failure", { error: "InternalFailureException" }],
    ["an unavailable service", { error: "ServiceUnavailableException" }],
    ["a connection reset before the call was acted on", { drop: "before" }],
    ["a connection reset after it was acted on", { drop: "after" }],
  ])("%s", async (_name, answer) => {
    fail("Publish", answer, 2);
    await stack.up(message());
    expect(stack.count("Publish")).toBe(3);
    expect(await text(stack.endpoint, topic)).toBe("first");
    heal();
    await stack.refresh({ expectNoChanges: true });
  });
});

test("a publish that is throttled to the end names the quota of retained messages", async () => {
  fail("Publish", { error: "ThrottlingException" });
  await expect(stack.up(message())).rejects.toThrow(/after 6 attempts.*quota of retained messages/);
  heal();
  await stack.up(message());
  expect(await text(stack.endpoint, topic)).toBe("first");
});

describe("a create that may have published keeps its state", () => {
  test("a connection that is lost every time: destroy clears what was stored", async () => {
    fail("Publish", { drop: "after" });
    await expect(stack.up(message())).rejects.toThrow(/no answer/);
    expect(await text(stack.endpoint, topic)).toBe("first");
    heal();
    await stack.destroy();
    expect(await topics(stack.endpoint)).toEqual([]);
  });

  test("and what somebody else puts there meanwhile is not ours: neither overwritten nor cleared", async () => {
    fail("Publish", { drop: "before" });
    await expect(stack.up(message())).rejects.toThrow(/no answer/);
    heal();
    await publishAs(stack.endpoint, topic, "somebody's");
    await expect(stack.up(message())).rejects.toThrow(/already has a retained message/);
    const destroyed = await stack.destroy();
    expect(destroyed.stdout).toMatch(/was left: it has no marker/);
    expect(await text(stack.endpoint, topic)).toBe("somebody's");
  });

  test("a message that cannot be read back: the next up finishes it", async () => {
    let published = false;
    stack.fault = ({ operation }) => {
      if (operation === "Publish") published = true;
      return operation === "GetRetainedMessage" && published ? { error: "ForbiddenException" } : undefined;
    };
    await expect(stack.up(message())).rejects.toThrow(/iot:GetRetainedMessage/);
    heal();
    expect((await stack.up(message())).changes).toEqual({ update: 1 });
    await stack.refresh({ expectNoChanges: true });
  });
});

test("an update that could not be read back is undone by a revert", async () => {
  await stack.up(message({ contentType: "text/plain" }));
  stack.fault = ({ operation }) =>
    operation === "GetRetainedMessage" && stack.count("Publish") > 0 ? { error: "ForbiddenException" } : undefined;
  await expect(stack.up(message({ contentType: "text/html" }))).rejects.toThrow(/iot:GetRetainedMessage/);
  heal();
  expect(await stack.properties(topic)).toMatchObject({ contentType: "text/html" });
  await stack.up(message({ contentType: "text/plain" }));
  expect(await stack.properties(topic)).toMatchObject({ contentType: "text/plain" });
});

test("read-back: somebody else who publishes in between is noticed, and the next up repairs it", async () => {
  let stolen: Promise<void> | undefined;
  stack.fault = ({ operation }) => {
    if (operation !== "GetRetainedMessage" || stack.count("Publish") === 0 || stolen !== undefined) return undefined;
    stolen = publishAs(stack.endpoint, topic, "somebody's");
    // The answer is made after the other publish.
    return { delay: 500 };
  };
  await expect(stack.up(message())).rejects.toThrow(/was published, but there is now 10 bytes of .*without an owner's/);
  heal();
  await stack.refresh();
  await stack.up(message());
  expect(await text(stack.endpoint, topic)).toBe("first");
});

test("half way: what was published stays, and the next up publishes the rest only", async () => {
  const program = () => {
    for (const name of ["a", "b", "c"]) new RetainedMessage(name, { topic: `site/${name}`, payload: name });
  };
  stack.fault = (call) =>
    call.operation === "Publish" && call.topic === "site/b" ? { error: "ForbiddenException" } : undefined;
  await expect(stack.up(program)).rejects.toThrow(/site\/b/);
  heal();
  await stack.up(program);
  expect(stack.calls.filter(({ operation }) => operation === "Publish").map((call) => call.topic)).toEqual(
    expect.arrayContaining(["site/b"]),
  );
  expect(await topics(stack.endpoint)).toEqual(["site/a", "site/b", "site/c"]);
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("an update whose answer was lost, refreshed and then reverted, is taken back", async () => {
  await stack.up(message());
  fail("Publish", { drop: "after" });
  await expect(stack.up(message({ payload: "second" }))).rejects.toThrow();
  heal();
  await stack.refresh();
  await stack.up(message());
  expect(await text(stack.endpoint, topic)).toBe("first");
});

test.each([
  ["at once", async () => undefined],
  ["after a refresh", async () => void (await stack.refresh())],
  [
    "after a refresh and an up",
    async () => {
      await stack.refresh();
      await stack.up(message({ payload: "second", marker: false }));
    },
  ],
])("what a lost update has published without a marker is cleared by destroy: %s", async (_when, meanwhile) => {
  await stack.up(message({ marker: false }));
  fail("Publish", { drop: "after" });
  await expect(stack.up(message({ payload: "second", marker: false }))).rejects.toThrow();
  heal();
  await meanwhile();
  expect(await text(stack.endpoint, topic)).toBe("second");
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("what a refresh finds after a lost update, of somebody else and without a marker, is left by destroy", async () => {
  await stack.up(message());
  fail("Publish", { drop: "before" });
  await expect(stack.up(message({ payload: "second" }))).rejects.toThrow();
  heal();
  await publishAs(stack.endpoint, topic, "somebody's");
  await stack.refresh();
  const destroyed = await stack.destroy();
  expect(destroyed.stdout).toMatch(/was left: it has no marker/);
  expect(await text(stack.endpoint, topic)).toBe("somebody's");
});
