import { type CliStack, type Took, withCliStack } from "../support/cli-stack";
import type { Figures, Measure } from "../support/measure";
import { benchTopic } from "../support/payloads";
import { scaled } from "../support/size";

/** The most messages that a set may have. */
const count = scaled(100_000);

export const large: Measure = {
  id: "large",
  title: `${count} small messages in one set, on both hosts`,
  // It is for the record: what such a set takes.
  aims: {},
  // One round, whose commands may take minutes.
  run: async () => {
    const dynamic = await withCliStack("dynamic", lifeOf);
    const native = await withCliStack("native", lifeOf);
    return [{ ...named("dynamic", dynamic), ...named("native", native) }];
  },
};

/** Creates the set, previews it unchanged, changes a tenth, refreshes and destroys it. */
async function lifeOf(stack: CliStack): Promise<Figures> {
  const figures: Record<string, number> = {};
  const run = async (name: string, command: "up" | "preview" | "refresh" | "destroy") => {
    const took = await stack.run(command);
    Object.assign(figures, named(name, { ...figuresOf(took), LogMB: (await stack.takeLogBytes()) / 1e6 }));
  };
  await stack.declare(messages(0));
  await run("Create", "up");
  figures["StateMB"] = (await stack.stateBytes()) / 1e6;
  await run("Preview", "preview");
  await stack.declare(messages(Math.ceil(count / 10)));
  await run("Update", "up");
  await run("Refresh", "refresh");
  await run("Destroy", "destroy");
  return figures;
}

/** Messages of some 10 to 20 bytes. @param changed how many of them are in their second revision */
function messages(changed: number): object {
  const entries = Array.from({ length: count }, (_, index) => [
    benchTopic(index),
    { payload: `${index % 7 === 0 ? "off" : "on"} ${index} r${index < changed ? 2 : 1}` },
  ]);
  return Object.fromEntries(entries);
}

function figuresOf({ seconds, cli, provider, program }: Took): Figures {
  return {
    Seconds: seconds,
    CliCpuSeconds: cli.cpuSeconds,
    ProviderCpuSeconds: provider.cpuSeconds,
    ProgramCpuSeconds: program.cpuSeconds,
    CliPeakMB: cli.peakMB,
    ProviderPeakMB: provider.peakMB,
  };
}

function named(prefix: string, figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, figure]) => [`${prefix}${name}`, figure]));
}
