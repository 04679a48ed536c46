import { RetainedMessage, RetainedMessageSet } from "../../provider";
import { endCommands, run, runWith } from "../support/command";
import { holdAfter, kill, startUp, testOnLinux } from "../support/interruption";
import { topics } from "../support/look";
import { useStack } from "../support/stack";

// What a killed run has left behind, which no state knows, and `iot-retained clear` finds.

const stack = useStack();

// A few at a time, so that a run can be ended between two.
beforeEach(() => stack.configure({ "iot-retained:concurrency": "4" }));

afterEach(endCommands);

const owner = "organization/iot-retained-test/test";
const topicsOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}/${String(i).padStart(2, "0")}`);
const messages = (names: string[]) => Object.fromEntries(names.map((topic) => [topic, "x"]));
const declare = (name: string, names: string[]) =>
  `new RetainedMessageSet("${name}", ${JSON.stringify({ messages: messages(names) })});`;

/** Runs a program until so many messages are published, and kills it. */
async function killAfter(published: number, declaration: string): Promise<void> {
  const held = holdAfter(stack, "Publish", published);
  const up = await startUp(stack, declaration);
  await held;
  await kill(stack, up);
}

/** Clears what a state does not know. */
async function clearAgainst(state: string): Promise<string> {
  const place = ["--endpoint", stack.endpoint];
  const { code, stderr } = await runWith(state, "clear", ...place, "--owner", owner, "--yes", "--keep-state", "-");
  expect(code).toBe(0);
  return stderr;
}

testOnLinux("kill -9 in a create: what the state knows stays, the rest is cleared", async () => {
  const kept = topicsOf("kept", 3);
  await stack.up(() => [
    new RetainedMessage("motd", { topic: "motd", payload: "welcome" }),
    new RetainedMessageSet("kept", { messages: messages(kept) }),
  ]);
  const motd = 'new RetainedMessage("motd", { topic: "motd", payload: "welcome" });';
  await killAfter(10, motd + declare("kept", kept) + declare("left", topicsOf("left", 30)));
  const live = await topics(stack.endpoint);
  expect(live.length).toBeGreaterThan(10);

  const { stdout } = await run("list", "--endpoint", stack.endpoint, "--owner", owner, "--json");
  expect(JSON.parse(stdout).map(({ topic }: { topic: string }) => topic)).toEqual(live);
  expect(await clearAgainst(await stack.export())).toMatch(/^4 messages stay: the stack knows them\.\n/);
  expect(await topics(stack.endpoint)).toEqual([...kept, "motd"]);

  await stack.destroy();
  expect(await topics(stack.endpoint)).toEqual([]);
});

testOnLinux("kill -9 in an update: only an export with secrets tells what the set knows", async () => {
  const before = topicsOf("before", 3);
  await stack.up(() => new RetainedMessageSet("defaults", { messages: messages(before) }));
  await killAfter(5, declare("defaults", [...before, ...topicsOf("new", 20)]));
  const live = await topics(stack.endpoint);
  expect(live.length).toBeGreaterThan(7);

  expect(await clearAgainst(await stack.export())).toContain("Export with `pulumi stack export --show-secrets`");
  expect(await topics(stack.endpoint)).toEqual(live);
  await clearAgainst(await stack.export("--show-secrets"));
  expect(await topics(stack.endpoint)).toEqual(before);
});
