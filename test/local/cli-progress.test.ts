import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { endCommands, run } from "../support/command";
import { publishAs } from "../support/look";
import { runOnTerminal, testOnTerminal } from "../support/terminal";

// The line with which long commands show how far they are.

const OWNER = "acme/pumps/prod";
const ERASE = "\r\u001b[K";

let local: LocalEndpoint;
let folder: string;

beforeEach(async () => {
  // Longer than the time before a line first appears.
  const fault = ({ operation }: { operation: string }) => (operation === "Publish" ? undefined : { delay: 600 });
  local = await startLocalEndpoint({ fault });
  folder = mkdtempSync(join(tmpdir(), "iot-retained-"));
  writeFileSync(join(folder, "a.txt"), "x");
  writeFileSync(join(folder, "b.txt"), "y");
  for (const topic of ["a", "b"])
    await publishAs(local.endpoint, topic, "x", [{ "managed-by": `pulumi:${OWNER}/d#1` }]);
});

afterEach(async () => {
  endCommands();
  await local.close();
  rmSync(folder, { recursive: true });
});

const commands: readonly [string, string, () => string[]][] = [
  ["export", "read", () => ["export", join(folder, "new")]],
  ["import-file", "read", () => ["import-file", "--owner", OWNER]],
  ["diff", "read", () => ["diff", folder]],
  ["clear", "cleared", () => ["clear", "--owner", OWNER, "--yes"]],
];

const at = () => ["--endpoint", local.endpoint];

testOnTerminal.each(commands)("%s draws a bar on a terminal, and erases it", async (_, verb, args) => {
  const shown = await runOnTerminal([...args(), ...at()]);
  expect(shown).toContain(`${ERASE}\u001b[32m[####################....................] \u001b[39m1 of 2 ${verb}`);
  expect(shown.slice(shown.lastIndexOf(` of 2 ${verb}`))).toMatch(new RegExp(`^ of 2 ${verb}\\r\\u001b\\[K`));
});

testOnTerminal("a listing shows how many messages there are so far", async () => {
  expect(await runOnTerminal(["list", ...at()])).toContain(`${ERASE}2 listed${ERASE}`);
});

testOnTerminal("the bar has no colour with NO_COLOR", async () => {
  const shown = await runOnTerminal(["import-file", "--owner", OWNER, ...at()], { NO_COLOR: "1" });
  expect(shown).toContain(`${ERASE}[####################....................] 1 of 2 read`);
});

testOnTerminal("nothing is drawn with --json, and nothing in CI", async () => {
  for (const shown of [
    await runOnTerminal(["diff", folder, "--json", ...at()]),
    await runOnTerminal(["list", "--json", ...at()]),
    await runOnTerminal(["export", join(folder, "new"), ...at()], { CI: "true" }),
  ]) {
    expect(shown).not.toContain("\u001b");
    expect(shown).not.toContain("of 2 read");
  }
});

test("nothing is drawn if standard error is no terminal", async () => {
  const { stderr } = await run("export", join(folder, "new"), ...at());
  expect(stderr).toBe(`2 messages at ${local.endpoint} written to ${join(folder, "new")}.\n`);
});
