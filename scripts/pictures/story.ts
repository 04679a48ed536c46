import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startLocalEndpoint } from "../../provider/local";
import type { Engine } from "../engine";
import { layOutProject } from "../walk/project";
import { ROOT, Walk, WalkError } from "../walk/walk";

/** A command of the story as the README shows it. */
export interface Scene {
  /** The picture, from the root of the checkout. */
  file: string;
  /** What happened before, as a comment in a shell. */
  before: string;
  command: string;
  /** What the command printed, in colours. */
  output: string;
}

const topic = "acme/pumps/defaults";

/** Runs the first program of the README on the real engine: a changed payload, and a message that somebody else changed. */
export async function tellStory(engine: Engine, signal: AbortSignal): Promise<Scene[]> {
  const directory = await mkdtemp(join(tmpdir(), "fleet-"));
  const local = await startLocalEndpoint();
  const walk = new Walk(engine, { signal, directory, state: join(directory, ".state") });
  const pulumi = async (...args: string[]) => {
    const output = await walk.quietly([...args, "--color", "always"]);
    if (output === undefined) throw new WalkError(`pulumi ${args.join(" ")} failed`);
    return output;
  };
  const program = firstProgram();
  const changed = program.replace("reportIntervalSeconds: 60", "reportIntervalSeconds: 15");
  if (changed === program) throw new WalkError("the first program of the README has no interval of 60 seconds");
  try {
    layOutProject(directory, "fleet", { "index.ts": program });
    await pulumi("stack", "init", "dev");
    await pulumi("config", "set", "iot-retained:endpoint", local.endpoint);
    await pulumi("config", "set", "iot-retained:region", "eu-west-1");
    await pulumi("up", "--yes", "--skip-preview");

    writeFileSync(join(directory, "index.ts"), changed);
    const preview = await pulumi("preview", "--diff");

    await pulumi("up", "--yes", "--skip-preview");
    await publishByHand(local.endpoint, { reportIntervalSeconds: 3600, units: "metric" });
    const drift = await pulumi("refresh", "--preview-only", "--diff");
    return [
      {
        file: "docs/preview.svg",
        before: "the payload in the program is changed from 60 to 15",
        command: "pulumi preview --diff",
        output: preview,
      },
      {
        file: "docs/drift.svg",
        before: "a script has published 3600 on the topic",
        command: "pulumi refresh --preview-only --diff",
        output: drift,
      },
    ];
  } finally {
    await local.close();
    await rm(directory, { recursive: true });
  }
}

function firstProgram(): string {
  const program = /^```ts\n([\s\S]*?)^```/m.exec(readFileSync(join(ROOT, "README.md"), "utf8"))?.[1];
  if (program === undefined) throw new WalkError("the README has no program");
  return program;
}

async function publishByHand(endpoint: string, payload: unknown): Promise<void> {
  const url = `${endpoint}/topics/${encodeURIComponent(topic)}?qos=1&retain=true`;
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(payload) });
  if (!answer.ok) throw new WalkError(`the endpoint answers ${answer.status}`);
}
