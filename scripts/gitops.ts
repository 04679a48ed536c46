/** `npm run gitops`: takes a repository of defaults (examples/gitops) through its life on this machine. */

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type LocalEndpoint, startLocalEndpoint } from "../provider/local";
import { findEngine } from "./engine";
import { LOCAL_STATE } from "./local-stack";
import { Device } from "./walk/device";
import { Repository } from "./walk/repository";
import { expectLive, runWalk, Walk, WalkError } from "./walk/walk";

/** The number of messages in examples/gitops, as they are in production. */
const COUNT = 77;

const prefix = "acme/defaults";
const pump = `${prefix}/plant-lyon/line-1/pump-101`;
const valve = `${prefix}/plant-lyon/line-1/valve-103`;
const notice = `${prefix}/plant-gdansk/notices/maintenance`;
const alarms = `${prefix}/plant-pune/line-3/alarms`;
const changed = `${prefix}/changed`;

const quiet = ["--yes", "--skip-preview", "--suppress-progress"];
const up = ["up", ...quiet, "--suppress-outputs"];

async function main(signal: AbortSignal): Promise<void> {
  const engine = await findEngine((line) => console.log(line));
  await mkdir(LOCAL_STATE, { recursive: true });
  // The state is removed together with the copy.
  const directory = await mkdtemp(join(LOCAL_STATE, "gitops-"));
  const files = Repository.copyTo(join(directory, "device-defaults"));
  const local = await startLocalEndpoint();
  const walk = new Walk(engine, { signal, directory: files.directory, state: directory });
  const device = await Device.connect(
    local.mqtt,
    (line) => walk.say(line),
    () => false,
  );
  const steps: Steps = { walk, device, local, files };
  try {
    await publish(steps);
    await change(steps);
    await add(steps);
    await remove(steps);
    await refuse(steps);
    await repair(steps);
    await destroy(steps);
  } finally {
    await device.disconnect();
    await local.close();
    await rm(directory, { recursive: true, force: true });
  }
}

interface Steps {
  walk: Walk;
  device: Device;
  local: LocalEndpoint;
  files: Repository;
}

/** Compares the files with the live messages. Status 0 means that they are the same, 1 different, 2 an error. */
function diff({ walk, local }: Steps, status: 0 | 1 | 2, shows: readonly RegExp[]): Promise<void> {
  const scope = ["--owner", "organization/device-defaults/local", "--exclusive", `${prefix}/`];
  return walk.iotRetained(["diff", "environments/prod", ...scope, "--endpoint", local.endpoint], { status, shows });
}

async function publish({ walk, device, local }: Steps): Promise<void> {
  walk.heading(`Up: ${COUNT} files of three plants become ${COUNT} retained messages.`);
  await walk.quietly(["stack", "init", "local"]);
  await walk.quietly(["config", "set", "iot-retained:endpoint", local.endpoint]);
  await walk.pulumi(["up", ...quiet], { shows: [/\+ 3 created/, text(`count   : ${COUNT}`)] });
  await expectLive(local.endpoint, COUNT);
  walk.say("A device connects, and receives its defaults.");
  const topics = [pump, valve, notice, alarms, changed];
  await device.subscribe(topics);
  for (const topic of [pump, notice, alarms]) await device.received((received) => received.topic === topic);
}

async function change(steps: Steps): Promise<void> {
  const { walk, device, files } = steps;
  walk.heading("A file changes: diff and preview show its topic alone, and up sends it to the connected device.");
  walk.say("The pump says only what is particular to it, and where each value comes from can be asked:");
  await files.replace("plant-lyon/line-1/pump-101.json", '"setpointBar"', '"rampSeconds": 25,\n  "setpointBar"');
  const origins = [
    /rampSeconds +25 +defaults\/plant-lyon\/line-1\/pump-101.json:3/,
    /fluid +"fresh water" +defaults\/base/,
  ];
  await walk.iotRetained(["render", "environments/prod", "--explain", pump], { status: 0, shows: origins });
  walk.say("What a pull request shows:");
  await diff(steps, 1, [/~ +acme.*pump-101/, text(`1 to publish, ${COUNT - 1} unchanged`)]);
  await walk.pulumi(["preview", "--diff", "--suppress-outputs"], {
    shows: [/rampSeconds +: 20 => 25/, /~ 2 to update/],
  });
  await walk.pulumi(up, { shows: [text(`1 published, ${COUNT - 1} unchanged`)] });
  await device.received(({ topic, payload }) => topic === pump && payload.includes('"rampSeconds":25'));
  await device.received(({ topic, packet }) => topic === changed && !packet.retain);
  walk.say("And now files and topics are the same:");
  await diff(steps, 0, [text(`${COUNT} unchanged`)]);
}

async function add({ walk, device, files, local }: Steps): Promise<void> {
  walk.heading("A file is added: a new topic.");
  await files.copy("plant-lyon/line-1/valve-102.json", "plant-lyon/line-1/valve-103.json");
  await walk.pulumi(up, { shows: [text(`1 published, ${COUNT} unchanged`)] });
  await device.received(({ topic }) => topic === valve);
  await expectLive(local.endpoint, COUNT + 1);
}

async function remove({ walk, device, files, local }: Steps): Promise<void> {
  walk.heading("A file is removed: its topic is cleared.");
  await files.remove("plant-gdansk/notices/maintenance.json");
  await walk.pulumi(up, { shows: [text(`1 cleared, ${COUNT} unchanged`)] });
  await device.received(({ topic, payload }) => topic === notice && payload.length === 0);
  await expectLive(local.endpoint, COUNT);
}

async function refuse(steps: Steps): Promise<void> {
  const { walk, device, files, local } = steps;
  walk.heading("A file breaks its schema: refused with file and place, before anything is published.");
  const before = device.count;
  await files.replace("plant-pune/line-3/alarms.yaml", "high: 40", "high: 400");
  const named = [/plant-pune\/line-3\/alarms\.yaml/, /\/temperatureCelsius\/high/];
  await diff(steps, 2, named);
  await walk.pulumi(up, { status: "failure", shows: named });
  if (device.count !== before) throw new WalkError("a folder with a broken file published something");
  await expectLive(local.endpoint, COUNT);
  await files.replace("plant-pune/line-3/alarms.yaml", "high: 400", "high: 40");
}

async function repair(steps: Steps): Promise<void> {
  const { walk, device, local } = steps;
  walk.heading("Drift: a script overwrites a topic, and leaves one of its own. Refresh finds both, up repairs them.");
  await device.publish(pump, '{"rampSeconds":1}');
  await device.publish(`${prefix}/plant-lyon/test`, "hello");
  const look = ["refresh", "--preview-only", "--diff", "--expect-no-changes", "--suppress-outputs"];
  await walk.pulumi(look, { status: "failure", shows: [/rampSeconds +: 25 => 1/, /plant-lyon\/test/] });
  await walk.pulumi(["refresh", ...quiet, "--suppress-outputs"], { shows: [/~ 1 updated/] });
  const from = device.count;
  await walk.pulumi(up, { shows: [text(`1 published, 1 cleared, ${COUNT - 1} unchanged`)] });
  await device.received(({ topic, payload }) => topic === pump && payload.includes('"rampSeconds":25'), from);
  await expectLive(local.endpoint, COUNT);
  await diff(steps, 0, [text(`${COUNT} unchanged`)]);
}

async function destroy({ walk, local }: Steps): Promise<void> {
  walk.heading("Destroy: the topics are cleared.");
  await walk.pulumi(["destroy", ...quiet, "--remove"], { shows: [/- 3 deleted/] });
  await expectLive(local.endpoint, 0);
  walk.say("Done. The files are in examples/gitops; the walk has worked on a copy.");
}

/** Matches a text without special characters. */
function text(plain: string): RegExp {
  return new RegExp(`\\b${plain}\\b`);
}

runWalk(main);
