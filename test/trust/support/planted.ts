import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Host } from "../../support/host";
import type { TestStack } from "../../support/stack";

/** A part of every secret that is planted here. */
export const PLANTED = "hunter2-8d1f";

const places = [
  "payload",
  "leaf",
  "topic",
  "property",
  "correlation",
  "message of a set",
  "leaf of a set",
  "property of a set",
  "defaults",
  "topic of a secret set",
  "signal",
  "trigger",
  "config",
  "aws:secretKey",
  "iot-retained:secretKey",
  "drift",
] as const;

export type PlantedPlace = (typeof places)[number];

/** The secret that is planted in a place. */
export function secretOf(place: PlantedPlace): string {
  return `${PLANTED} in ${place}`;
}

/** How many secrets there are. */
export const plantedCount = places.length;

const hidden = (place: PlantedPlace) => pulumi.secret(secretOf(place));
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Plants the secrets of the configuration. */
export async function plantConfig(stack: TestStack): Promise<void> {
  await stack.configure({ "iot-retained:owner": "acme/trust/secrets" });
  await stack.configure({ "aws:accessKey": "AKIAIOSFODNN7EXAMPLE", "aws:secretKey": secretOf("aws:secretKey") });
  const own = {
    "iot-retained:accessKey": "AKIAIOSFODNN7EXAMPLE",
    "iot-retained:secretKey": secretOf("iot-retained:secretKey"),
  };
  await stack.configure(own);
  await stack.stack.setConfig("app:password", { value: secretOf("config"), secret: true });
}

/** A program in which every kind of resource holds secrets, in each of its arguments that can. */
export function plantedProgram(version: 1 | 2, host: Host): () => Promise<void> {
  const declare = (kind: "RetainedMessage" | "RetainedMessageSet" | "Publication", name: string, args: object) =>
    new host[kind](name, args as never);
  return async () => {
    declare("RetainedMessage", "whole", {
      topic: "a/whole",
      payload: pulumi.interpolate`${hidden("payload")} ${version}`,
    });
    declare("RetainedMessage", "leaf", {
      topic: pulumi.interpolate`a/${hidden("topic")}`,
      payload: { version, password: hidden("leaf"), config: new pulumi.Config("app").requireSecret("password") },
      userProperties: { password: hidden("property") },
      correlationData: pulumi.secret(base64(secretOf("correlation"))),
    });
    declare("RetainedMessageSet", "set", {
      messages: {
        "b/message": pulumi.interpolate`${hidden("message of a set")} ${version}`,
        "b/leaf": {
          payload: { version, password: hidden("leaf of a set") },
          userProperties: { password: hidden("property of a set") },
        },
        "b/plain": `version ${version}`,
      },
    });
    declare("RetainedMessageSet", "defaults", {
      messages: { "c/plain": `version ${version}` },
      defaults: { userProperties: { password: hidden("defaults") } },
    });
    declare("RetainedMessageSet", "map", {
      messages: pulumi.secret({ [`d/${secretOf("topic of a secret set")}`]: `version ${version}` }),
    });
    declare("Publication", "signal", {
      topic: "e/signal",
      payload: hidden("signal"),
      triggers: [hidden("trigger"), version],
    });
  };
}

/** Topics of the program whose messages are secret as a whole. */
export const secretTopics = [
  "a/whole",
  `a/${secretOf("topic")}`,
  "b/message",
  `d/${secretOf("topic of a secret set")}`,
];

/** Everything that a command tells: what it prints, its log, and the events of the engine. */
export async function toldBy(
  command: (options: {
    color: "never";
    logVerbosity: number;
    logToStdErr: true;
    onEvent: (event: unknown) => void;
    onOutput: (text: string) => void;
    onError: (text: string) => void;
  }) => Promise<unknown>,
): Promise<string> {
  const told: string[] = [];
  const say = (text: string) => void told.push(text);
  try {
    await command({
      color: "never",
      logVerbosity: 3,
      logToStdErr: true,
      onEvent: (event) => say(JSON.stringify(event)),
      onOutput: say,
      onError: say,
    });
  } catch (error) {
    say(String(error));
  }
  return told.join("\n");
}

/** Every file that the backend has written: states, history, backups. */
export async function backendOf(stack: TestStack): Promise<string> {
  const folder = join(stack.directory, ".pulumi");
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((entry) => entry.isFile())
    .map((entry) => readFile(join(entry.parentPath, entry.name), "utf8"));
  return (await Promise.all(texts)).join("\n");
}

/** The forms in which a planted secret could show: as it is, and in base64 behind any bytes. */
export const forms = [PLANTED, ...["", "x", "xx"].map((before) => base64(before + PLANTED).slice(4, 12))];
