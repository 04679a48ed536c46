/** `npm start`: shows the main uses of the package on this machine, with the real engine and the local endpoint. */

import { type LocalEndpoint, startLocalEndpoint } from "../provider/local";
import { findEngine } from "./engine";
import { Device } from "./walk/device";
import { expectLive, runWalk, Walk, WalkError } from "./walk/walk";

/** The topics of examples/quickstart. */
const topics = [
  "acme/pumps/defaults",
  "homeassistant/sensor/pump-1/pressure/config",
  "homie/5/pump-1/$description",
  "acme/pumps/trusted-authority",
  "acme/site-1/wifi",
];
const [defaults = ""] = topics;
const isSecret = (topic: string) => topic.endsWith("/wifi");

const up = ["up", "--yes", "--skip-preview", "--suppress-progress"];

const keep = process.argv.includes("--keep");

/** The headings of the walk, in their order. */
const steps = {
  preview: "Preview: what devices would receive. Nothing is published.",
  up: "Up: five retained messages.",
  device: "A device connects, and receives its configuration.",
  unchanged: "Up again: nothing changed, so nothing is published.",
  change: "A changed value: preview shows its topic alone, and up sends it to the connected device.",
  repair: "Drift: a device overwrites the defaults. Refresh finds it, preview shows it, up repairs it.",
  refuse: "Another stack declares the same topic: refused, because it is not its own.",
  end: keep
    ? "The endpoint and the stack stay up until Ctrl-C. In another terminal:"
    : "Destroy: the topics are cleared, and the endpoint is empty.",
};

async function main(signal: AbortSignal): Promise<void> {
  announce();
  const engine = await findEngine((line) => console.log(line));
  const walk = new Walk(engine, { signal, never: [/correct horse/] });
  const local = await startLocalEndpoint();
  const device = await Device.connect(local.mqtt, (line) => walk.say(line), isSecret);
  try {
    await prepare(walk, local.endpoint);
    await publish(walk, local, device);
    await change(walk, device);
    await repair(walk, device);
    await refuse(walk, local.endpoint);
    if (keep) await leave(walk, local, signal);
    else await destroy(walk, local);
  } finally {
    await device.disconnect();
    await local.close();
  }
}

/** Says what will be shown. */
function announce(): void {
  console.log(
    "The stack of examples/quickstart goes up against a local AWS IoT Core. This takes about a minute, once the Pulumi CLI is there:\n",
  );
  for (const [i, heading] of Object.values(steps).entries()) console.log(`${i + 1}. ${heading}`);
  console.log("");
}

/** Makes new stacks, whose state is in the git-ignored folder of the project. */
async function prepare(walk: Walk, endpoint: string): Promise<void> {
  for (const stack of ["local", "rival"]) {
    const existing = await walk.quietly(["config", "get", "iot-retained:endpoint", "--stack", stack]);
    if (existing !== undefined && !existing.startsWith("http://127.0.0.1:")) {
      throw new WalkError(`the stack ${stack} publishes to ${existing.trim()}: rename or destroy it first`);
    }
    // The state is removed by force: the messages of an earlier walk have gone with its endpoint.
    await walk.quietly(["stack", "rm", stack, "--yes", "--force"]);
    await walk.quietly(["stack", "init", stack, "--no-select"]);
    await walk.quietly(["config", "set", "iot-retained:endpoint", endpoint, "--stack", stack]);
  }
  await walk.quietly(["stack", "select", "local"]);
}

async function publish(walk: Walk, local: LocalEndpoint, device: Device): Promise<void> {
  walk.heading(steps.preview);
  await walk.pulumi(["preview"], { shows: [/\+ 6 to create/] });
  await expectLive(local.endpoint, 0);

  walk.heading(steps.up);
  await walk.pulumi(up, { shows: [/\+ 6 created/] });
  await expectLive(local.endpoint, topics.length);

  walk.heading(steps.device);
  await device.subscribe(topics);
  for (const topic of topics) await device.received((received) => received.topic === topic && received.packet.retain);

  walk.heading(steps.unchanged);
  const before = device.count;
  await walk.pulumi(up, { shows: [/6 unchanged/] });
  if (device.count !== before) throw new WalkError("an unchanged stack published something");
}

async function change(walk: Walk, device: Device): Promise<void> {
  walk.heading(steps.change);
  await walk.pulumi(["config", "set", "reportIntervalSeconds", "15"]);
  await walk.pulumi(["preview", "--diff"], { shows: [/reportIntervalSeconds: 60 => 15/, /~ 1 to update/] });
  await walk.pulumi(up, { shows: [/~ 1 updated/, /5 unchanged/] });
  await device.received(({ topic, payload }) => topic === defaults && payload.includes('"reportIntervalSeconds":15'));
}

async function repair(walk: Walk, device: Device): Promise<void> {
  walk.heading(steps.repair);
  await device.publish(defaults, '{"reportIntervalSeconds":1}');
  await walk.pulumi(["refresh", "--yes", "--skip-preview", "--suppress-progress"], { shows: [/~ 1 updated/] });
  await walk.pulumi(["preview", "--diff"], { shows: [/reportIntervalSeconds: 1 => 15/] });
  const from = device.count;
  await walk.pulumi(up, { shows: [/~ 1 updated/] });
  await device.received(({ payload }) => payload.includes('"reportIntervalSeconds":15'), from);
  await walk.pulumi(["refresh", "--yes", "--skip-preview", "--suppress-progress", "--expect-no-changes"]);
}

async function refuse(walk: Walk, endpoint: string): Promise<void> {
  walk.heading(steps.refuse);
  const rival = [...up, "--stack", "rival", "--target", "**pump-defaults"];
  await walk.pulumi(rival, { status: "failure", shows: [/already has a retained message/, /overwrite: true/] });
  await expectLive(endpoint, topics.length);
}

async function destroy(walk: Walk, local: LocalEndpoint): Promise<void> {
  walk.heading(steps.end);
  await walk.pulumi(["destroy", "--yes", "--skip-preview", "--suppress-progress"], { shows: [/- 6 deleted/] });
  await expectLive(local.endpoint, 0);
  for (const stack of ["rival", "local"]) await walk.quietly(["stack", "rm", stack, "--yes", "--force"]);
  console.log("\nDone. Nothing is left running. Next:\n");
  for (const [what, why] of next) walk.say(`${what.padEnd(21)}${why}`);
}

/** What to do after the walk. */
const next = [
  ["npm start -- --keep", "leaves the endpoint and the stack up, and says what to try by hand"],
  ["npm run gitops", "the defaults of three plants as files under review"],
  ["README.md", "install the package, and declare a message in a program of your own"],
  ["docs/README.md", "what is on every page"],
] as const;

/** Keeps everything as it is until Ctrl-C, and says what to try. */
async function leave(walk: Walk, { endpoint, mqtt }: LocalEndpoint, signal: AbortSignal): Promise<void> {
  await walk.quietly(["stack", "rm", "rival", "--yes", "--force"]);
  // Removing a stack also removes the selection.
  await walk.quietly(["stack", "select", "local"]);
  walk.heading(steps.end);
  walk.say(`endpoint ${endpoint}, broker ${mqtt}`);
  walk.say(`open ${endpoint}/ in a browser: it shows the messages as they change`);
  walk.say("edit examples/quickstart/pump-defaults.json, then");
  walk.say("npm run --silent pulumi -- preview --diff");
  walk.say("npm run --silent pulumi -- up");
  walk.say(`mosquitto_sub -p ${new URL(mqtt).port} -V mqttv5 -t ${defaults}`);
  walk.say(`mosquitto_pub -p ${new URL(mqtt).port} -r -t ${defaults} -m drifted`);
  walk.say("npm run --silent pulumi -- refresh");
  walk.say("npm run --silent pulumi -- destroy");
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  walk.say("\nThe endpoint is down, and its messages are gone with it. `npm start` begins anew.");
}

runWalk(main);
