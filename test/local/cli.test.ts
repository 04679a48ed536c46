import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { endCommands, main, run, start } from "../support/command";
import { folder } from "../support/folder";
import { connectMqtt, http } from "./support/clients";

afterEach(endCommands);

let group: number | undefined;

afterEach(() => {
  try {
    if (group !== undefined) process.kill(-group, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
  group = undefined;
});

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  return line;
}

const anyPort = ["local", "--port", "0", "--mqtt-port", "0"];

test.each(["SIGINT", "SIGTERM"] as const)(
  "--json prints one line of two URLs that serve; %s ends it with 0",
  async (signal) => {
    const child = start(...anyPort, "--json");
    const line = await firstLine(child);
    const { endpoint, mqtt } = JSON.parse(line);
    expect(line).toBe(`{"endpoint":"${endpoint}","mqtt":"${mqtt}"}`);
    expect([endpoint, mqtt].join()).toMatch(/^http:\/\/127\.0\.0\.1:\d+,mqtt:\/\/127\.0\.0\.1:\d+$/);
    expect((await http(endpoint, "POST", "/topics/t?retain=true", { body: "kept" })).status).toBe(200);
    const device = await connectMqtt(mqtt, { protocolVersion: 5, clientId: "device" });
    await device.client.subscribeAsync("t");
    expect(await device.texts(1)).toEqual(["kept"]);
    const closed = once(child, "close");
    child.kill(signal);
    child.kill(signal);
    expect(await closed).toEqual([0, null]);
    device.client.end(true);
  },
);

test("it ends if `npx`, which has started it, is killed", async () => {
  // In a project that has it: in this checkout, npx would install it first, and so build it anew while other tests use it.
  const command = "node_modules/.bin/iot-retained";
  const project = folder({ "package.json": "{}", [command]: `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n` });
  chmodSync(join(project, command), 0o755);
  // In a group of its own, of which nothing may be left if the test fails.
  const options = { cwd: project, detached: true };
  const npx = spawn("npx", ["iot-retained", ...anyPort, "--json"], options);
  group = npx.pid;
  const { endpoint } = JSON.parse(await firstLine(npx));
  // The pipes are closed when the last process that writes to them has ended.
  const closed = once(npx, "close");
  npx.kill();
  await closed;
  await expect(http(endpoint, "GET", "/retainedMessage")).rejects.toThrow("ECONNREFUSED");
});

test("without --json it says how to point a stack at it and how to watch", async () => {
  const child = start(...anyPort);
  let text = "";
  for await (const line of createInterface(child.stdout)) {
    text += `${line}\n`;
    if (line.includes("Ctrl+C")) break;
  }
  expect(text).toMatch(/pulumi config set iot-retained:endpoint http:\/\/127\.0\.0\.1:\d+\n/);
  expect(text).toMatch(/mosquitto_sub -h 127\.0\.0\.1 -p \d+ -t TOPIC\n/);
});

test.each(["--port", "--mqtt-port"])("a %s in use is one sentence, and exit 2", async (option) => {
  const first = start(...anyPort, "--json");
  const { endpoint, mqtt } = JSON.parse(await firstLine(first));
  const { port } = new URL(option === "--port" ? endpoint : mqtt);
  // If an option is given twice, the last one counts.
  const { code, stdout, stderr } = await run(...anyPort, option, port);
  expect([code, stdout, stderr]).toEqual([2, "", `Port ${port} on 127.0.0.1 is already in use.\n`]);
});

test.each([
  [["local", "--port", "x"]],
  [["local", "--port", "65536"]],
  [["local", "--mqtt-port", "-1"]],
  [["local", "--unknown"]],
  [["local", "extra"]],
  [["lokal"]],
])("%j is one line, and exit 2", async (args) => {
  const { code, stdout, stderr } = await run(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^error: .+\n$/);
});

test("--help shows the ports and an example", async () => {
  const { code, stdout } = await run("local", "--help");
  expect(code).toBe(0);
  expect(stdout).toMatch(/default: 18830[\s\S]*18831[\s\S]*\$ iot-retained local\n/);
});

test("--help loads no package but the parser of options, so that it is quick", async () => {
  const script = `
    process.on("exit", () => console.error(Object.keys(require.cache).join("\\n")));
    require(${JSON.stringify(main)});`;
  for (const args of [["--help"], ["diff", "--help"]]) {
    const { stderr } = await promisify(execFile)(process.execPath, ["-e", script, "--", ...args]);
    const packages = [...stderr.matchAll(/node_modules\/(@[^/]+\/[^/]+|[^/]+)\/(?!.*node_modules)/g)];
    expect([...new Set(packages.map(([, name]) => name))]).toEqual(["commander"]);
  }
});
