import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
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

test("after `pulumi state move`, the export of the gaining stack keeps what it owns now", async () => {
  await stack.up(() => [
    new RetainedMessage("motd", { topic: "motd", payload: "welcome" }),
    new RetainedMessage("stays", { topic: "stays", payload: "x" }),
    new RetainedMessageSet("moves", { messages: messages(topicsOf("moves", 3)) }),
  ]);
  const cli = async (...args: string[]) => {
    const options = { cwd: stack.directory, env: stack.environment };
    return (await promisify(execFile)("pulumi", [...args, "--non-interactive"], options)).stdout;
  };
  await cli("stack", "init", "gaining");
  const { deployment } = JSON.parse(await stack.export());
  const moved = deployment.resources.flatMap(({ urn }: { urn: string }) => (/::(motd|moves)$/.test(urn) ? [urn] : []));
  await cli("state", "move", "--source", "test", "--dest", "gaining", "--yes", ...moved);

  const here = join(stack.directory, "here.json");
  const there = join(stack.directory, "there.json");
  await writeFile(here, await stack.export("--show-secrets"));
  await writeFile(there, await cli("stack", "export", "--show-secrets", "--stack", "gaining"));
  const clear = ["clear", "--endpoint", stack.endpoint, "--owner", owner, "--keep-state", here];
  const alone = await run(...clear);
  expect(alone.stderr).toMatch(
    /No given state has the resources of 4 messages, such as motd. If another stack has them/,
  );
  const { code, stderr } = await run(...clear, "--keep-state", there, "--yes");
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/^5 messages stay: the stacks know them.\nNothing to clear/),
  ]);
  expect(await topics(stack.endpoint)).toEqual(["motd", ...topicsOf("moves", 3), "stays"]);
});
