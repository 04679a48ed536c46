import { RetainedMessage } from "../../provider";
import type { Fault, LocalOperation, ServiceErrorName } from "../../provider/local";
import { Door } from "../support/door";
import { messageOfFailed } from "../support/failure";
import { text, topics } from "../support/look";
import { useStack } from "../support/stack";

const stack = useStack();

const service = (error: ServiceErrorName): Fault => ({ error });
const answer = (status: number, type: string, body: string): Fault => ({
  status,
  headers: { "content-type": type },
  body,
});

/** A failure of the wire, what the user reads of it after the last attempt, and how many attempts there are. */
interface Case {
  fault: Fault;
  reads: RegExp;
  attempts: 1 | 6;
  /** Whether the message may be there though the publish has failed. */
  mayHaveActed?: true;
}

const cases: Record<string, Case> = {
  "400": {
    fault: service("InvalidRequestException"),
    reads: /400 InvalidRequestException.*limits of AWS IoT Core/,
    attempts: 1,
  },
  "401": { fault: service("UnauthorizedException"), reads: /401 UnauthorizedException.*Allow iot:/, attempts: 1 },
  "403": { fault: service("ForbiddenException"), reads: /403 ForbiddenException.*Allow iot:/, attempts: 1 },
  "405": {
    fault: service("MethodNotAllowedException"),
    reads: /405 MethodNotAllowedException.*Check that the endpoint/,
    attempts: 1,
  },
  "413": { fault: service("RequestEntityTooLargeException"), reads: /413 RequestEntityTooLarge/, attempts: 1 },
  "429": {
    fault: service("ThrottlingException"),
    reads: /429 ThrottlingException.* after 6 attempts\. Lower `iot-retained:publishRate`/,
    attempts: 6,
  },
  "500": {
    fault: service("InternalFailureException"),
    reads: /500 InternalFailureException.* after 6 attempts\. Run the command again later/,
    attempts: 6,
    mayHaveActed: true,
  },
  "503": {
    fault: service("ServiceUnavailableException"),
    reads: /503 ServiceUnavailableException.* after 6 attempts/,
    attempts: 6,
    mayHaveActed: true,
  },
  "504": {
    fault: service("GatewayTimeoutException"),
    reads: /504 GatewayTimeoutException.* after 6 attempts/,
    attempts: 6,
    mayHaveActed: true,
  },
  reset: {
    fault: { drop: "before" },
    reads: /no answer \(.*\) from .* after 6 attempts\. Check the network/,
    attempts: 6,
    mayHaveActed: true,
  },
  "proxy-404": {
    fault: answer(404, "text/html", "<html>hunter2</html>"),
    reads: /an answer \(status 404\) that is not one of AWS.*Check the endpoint, and any proxy/,
    attempts: 1,
    mayHaveActed: true,
  },
  "proxy-502": {
    fault: answer(502, "text/html", "<html>hunter2</html>"),
    reads: /502 .* after 6 attempts/,
    attempts: 6,
    mayHaveActed: true,
  },
};

/** Only of a publish: that there is no message is no failure of a read. */
const publishing: Record<string, Case> = {
  ...cases,
  "404": {
    fault: service("ResourceNotFoundException"),
    reads: /404 ResourceNotFoundException.*Check that the endpoint/,
    attempts: 1,
  },
};

/** Failures that only a call with an answer can meet. */
const garbled: Record<string, Case> = {
  garbage: {
    fault: answer(200, "application/json", '{"payload":"hunter2'),
    reads: /Check the endpoint, and any proxy/,
    attempts: 1,
  },
  page: { fault: answer(200, "text/html", "<html>hunter2</html>"), reads: /Check the endpoint/, attempts: 1 },
  empty: { fault: answer(200, "application/json", "{}"), reads: /an answer without a retained message/, attempts: 1 },
};

const reading = { ...cases, ...garbled };

/** A message for each case, its topic named for it. */
function messages(all: Record<string, Case>, payload: string) {
  return () => {
    for (const name of Object.keys(all)) new RetainedMessage(name, { topic: `site/${name}`, payload });
  };
}

/** What the state holds. */
async function urns(): Promise<string[]> {
  return (await stack.recorded()).map(([urn]) => urn).sort();
}

/** Lets every call of an operation fail as the case of its topic says. */
function failing(all: Record<string, Case>, operation: LocalOperation): void {
  stack.fault = (call) =>
    call.operation === operation ? all[call.topic?.replace("site/", "") ?? ""]?.fault : undefined;
}

const heal = () => {
  stack.fault = () => undefined;
};

/** Checks what a command that has failed says of each case. */
async function expectFailures(
  command: Promise<unknown>,
  all: Record<string, Case>,
  operation: LocalOperation,
  doing: string,
) {
  const failure = await messageOfFailed(command);
  for (const [name, { reads, attempts }] of Object.entries(all)) {
    const said = failure.split("\n").filter((line) => line.includes(`${doing} (site/${name})`));
    expect([name, said[0]]).toEqual([name, expect.stringMatching(reads)]);
    const calls = stack.calls.filter((call) => call.operation === operation && call.topic === `site/${name}`);
    expect([name, calls.length]).toEqual([name, attempts]);
  }
  expect(failure).not.toContain("hunter2");
  expect(failure).not.toMatch(/^\s+at .*\.[jt]s:\d/m);
}

test("create: reading fails: nothing is published, and the next up creates", async () => {
  failing(reading, "GetRetainedMessage");
  const up = stack.up(messages(reading, "one"), { continueOnError: true });
  await expectFailures(up, reading, "GetRetainedMessage", "reading retained message");
  expect(stack.count("Publish")).toBe(0);
  heal();
  const { changes } = await stack.up(messages(reading, "one"));
  expect(changes).toMatchObject({ create: Object.keys(reading).length });
});

test("create: publishing fails: what may have been published stays in the state, and destroy clears it", async () => {
  failing(publishing, "Publish");
  const up = stack.up(messages(publishing, "one"), { continueOnError: true });
  await expectFailures(up, publishing, "Publish", "publishing retained message");
  heal();
  const kept = Object.entries(publishing).filter(([, { mayHaveActed }]) => mayHaveActed);
  const recorded = (await urns()).filter((urn) => urn.includes("RetainedMessage::"));
  expect(recorded.map((urn) => urn.split("::").at(-1))).toEqual(kept.map(([name]) => name).sort());
  await stack.up(messages(publishing, "one"));
  expect(await topics(stack.endpoint)).toEqual(
    Object.keys(publishing)
      .map((name) => `site/${name}`)
      .sort(),
  );
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

test("update fails: the messages stay, and the next up publishes", async () => {
  await stack.up(messages(reading, "one"));
  failing(cases, "Publish");
  const update = stack.up(messages(reading, "two"), { continueOnError: true });
  await expectFailures(update, cases, "Publish", "publishing retained message");
  expect(await text(stack.endpoint, "site/403")).toBe("one");
  heal();
  await stack.up(messages(reading, "two"));
  expect(await text(stack.endpoint, "site/403")).toBe("two");
  await stack.refresh({ expectNoChanges: true });
});

test("refresh fails: the state stays, and the next refresh finds no change", async () => {
  await stack.up(messages(reading, "one"));
  const before = await urns();
  for (const [name, failure] of Object.entries(reading)) {
    const one = { [name]: failure };
    failing(one, "GetRetainedMessage");
    await expectFailures(stack.refresh(), one, "GetRetainedMessage", "reading retained message");
  }
  expect(await urns()).toEqual(before);
  heal();
  await stack.refresh({ expectNoChanges: true });
});

test("delete fails to read, and then to clear: the messages stay, and the next destroy clears them", async () => {
  await stack.up(messages(reading, "one"));
  for (const [all, operation, doing] of [
    [reading, "GetRetainedMessage", "reading retained message"],
    [cases, "Publish", "clearing retained message"],
  ] as const) {
    failing(all, operation);
    await expectFailures(stack.destroy({ continueOnError: true }), all, operation, doing);
    expect(await topics(stack.endpoint)).toEqual(
      Object.keys(all)
        .map((name) => `site/${name}`)
        .sort(),
    );
  }
  heal();
  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

describe("an endpoint that nobody listens at", () => {
  test("create, update, refresh and delete say so and keep the state", async () => {
    const door = new Door(stack.endpoint);
    await door.open();
    await stack.configure({ "iot-retained:endpoint": door.endpoint });
    const program = (payload: string) => () => new RetainedMessage("message", { topic: "site/a", payload });
    const refused = /no answer \(ECONNREFUSED\) from http.* after 6 attempts\. Check the endpoint, and the network/;
    await door.close();
    await expect(stack.up(program("one"))).rejects.toThrow(refused);
    await door.open();
    await stack.up(program("one"));
    await door.close();
    await expect(stack.up(program("two"))).rejects.toThrow(refused);
    await expect(stack.refresh()).rejects.toThrow(refused);
    await expect(stack.destroy()).rejects.toThrow(refused);
    await door.open();
    await stack.refresh({ expectNoChanges: true });
    await stack.destroy();
    await door.close();
    expect(await topics(stack.endpoint)).toEqual([]);
  });
});

test("a call that gets no answer in time is made again", async () => {
  let slow = 1;
  stack.fault = ({ operation }) => (operation === "Publish" && slow-- > 0 ? { delay: 20_000 } : undefined);
  await stack.up(() => new RetainedMessage("message", { topic: "site/a", payload: "one" }));
  expect(stack.count("Publish")).toBeGreaterThan(0);
  expect(slow).toBeLessThan(0);
  expect(await text(stack.endpoint, "site/a")).toBe("one");
});
