import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { type LocalEndpoint, startLocalEndpoint } from "../../provider/local";
import { look, publishAs } from "./look";

/** A program of `examples/device`, without its arguments. */
export interface DeviceProgram {
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
}

const TOPIC = "acme/pump-1/config";
const ACKNOWLEDGED = `${TOPIC}/applied`;
const versionOf = (payload: string) => createHash("sha256").update(payload).digest("hex").slice(0, 16);

/** Waits until something is so; after half a minute the test goes on, and fails at what it expects. */
async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 600 && !(await isSo()); i++) await sleep(50);
}

/** Defines the tests that each device of `examples/device` has to pass. */
export function deviceBehaves(program: () => DeviceProgram): void {
  let local: LocalEndpoint;
  let device: ChildProcess | undefined;

  beforeEach(async () => {
    local = await startLocalEndpoint();
  });

  afterEach(async () => {
    await stop();
    await local.close();
  });

  /** Starts the device, and waits until it has applied what is retained. */
  async function start(): Promise<void> {
    const { command, args, env = process.env } = program();
    const { hostname, port } = new URL(local.mqtt);
    device = spawn(command, [...args, hostname, port, TOPIC], { env, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    device.stdout?.on("data", (chunk) => (output += chunk));
    await eventually(() => output.includes("reporting every"));
  }

  async function stop(): Promise<void> {
    const running = device;
    device = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const closed = once(running, "close");
    running.kill("SIGKILL");
    await closed;
  }

  /** The acknowledgement, once it is as expected; what it is at last, if it does not become so. */
  async function acknowledged(isExpected: (text: string) => boolean): Promise<string> {
    let text = "";
    await eventually(async () => {
      text = (await look(local.endpoint, ACKNOWLEDGED))?.payload.toString() ?? "";
      return isExpected(text);
    });
    return text;
  }

  const says = async (payload: string) => JSON.parse(await acknowledged((text) => text.includes(versionOf(payload))));
  const publish = (payload: string) => publishAs(local.endpoint, TOPIC, payload);
  const good = (seconds: number) => JSON.stringify({ intervalSeconds: seconds });

  test("it applies what is retained, what comes then, and refuses what is wrong, without quoting it", async () => {
    await publish(good(60));
    await start();
    expect(await says(good(60))).toEqual({ applied: versionOf(good(60)) });
    await publish(good(120));
    expect(await says(good(120))).toEqual({ applied: versionOf(good(120)) });
    await publish(good(7200));
    expect(await says(good(7200))).toEqual({
      refused: versionOf(good(7200)),
      reason: "intervalSeconds: expected 1 to 3600",
    });
    await publish("sesame");
    const { refused, reason } = await says("sesame");
    expect([refused, reason]).toEqual([versionOf("sesame"), expect.stringMatching(/\w/)]);
    expect(reason).not.toContain("sesame");
  });

  test("it lives on whatever it is sent", async () => {
    await publish(good(60));
    await start();
    for (const payload of ["[".repeat(30_000), '{"intervalSeconds":true}']) {
      await publish(payload);
      expect(await says(payload)).toMatchObject({ refused: versionOf(payload) });
    }
  });

  test("after a restart it does not say again what is retained, and says again what is published again", async () => {
    await publish(good(60));
    await start();
    await says(good(60));
    await stop();
    const spy = await connectAsync(local.mqtt);
    const answers: string[] = [];
    spy.on("message", (_topic, payload) => answers.push(payload.toString()));
    await spy.subscribeAsync(ACKNOWLEDGED);
    await start();
    await publish(good(90));
    await says(good(90));
    await publish(good(90));
    await eventually(() => answers.length >= 3);
    await spy.endAsync();
    // The first is what was retained when the spy came.
    expect(answers.map((answer) => JSON.parse(answer).applied)).toEqual([
      versionOf(good(60)),
      versionOf(good(90)),
      versionOf(good(90)),
    ]);
  });

  test("if its acknowledgement was cleared while it was away, it says it again", async () => {
    await publish(good(60));
    await start();
    await says(good(60));
    // It is stopped until all is done: otherwise it might come back too soon.
    device?.kill("SIGSTOP");
    const clientId = TOPIC.replaceAll("/", "-");
    const sameClient = await connectAsync(local.mqtt, { clientId, reconnectPeriod: 0 });
    await publishAs(local.endpoint, ACKNOWLEDGED, "");
    await sameClient.endAsync();
    device?.kill("SIGCONT");
    expect(await says(good(60))).toEqual({ applied: versionOf(good(60)) });
  });

  test("if its configuration is cleared, it clears the acknowledgement", async () => {
    await publish(good(60));
    await start();
    await says(good(60));
    await publish("");
    expect(await acknowledged((text) => text === "")).toBe("");
  });
}
