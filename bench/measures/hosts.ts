import { type Took, withCliStack } from "../support/cli-stack";
import { atMost, type Figures, type Measure } from "../support/measure";
import { BYTES, benchMessages } from "../support/payloads";
import { scaled } from "../support/size";

const count = scaled(10_000);

export const hosts: Measure = {
  id: "hosts",
  title: `CPU of preview, create, refresh and update of ${count} messages by the native provider, against the dynamic one`,
  aims: { previewProviderRatio: atMost(0.5) },
  run: (rounds) =>
    rounds(async () => {
      const dynamic = await lifeOn("dynamic");
      const native = await lifeOn("native");
      const ratios = commands.map((name) => [
        `${name}ProviderRatio`,
        native[name].provider.cpuSeconds / dynamic[name].provider.cpuSeconds,
      ]);
      return { ...Object.fromEntries(ratios), ...figuresOf("dynamic", dynamic), ...figuresOf("native", native) };
    }),
};

const commands = ["preview", "create", "refresh", "update"] as const;

type Life = Record<(typeof commands)[number], Took>;

/** Creates a set, previews it unchanged, refreshes it, and changes all its messages. */
function lifeOn(host: "dynamic" | "native"): Promise<Life> {
  return withCliStack(host, async (stack, endpoint) => {
    await stack.declare(benchMessages(count, BYTES));
    const create = await stack.run("up");
    await endpoint.publishing(count);
    const preview = await stack.run("preview");
    const refresh = await stack.run("refresh");
    await stack.declare(benchMessages(count, BYTES, 2));
    const update = await stack.run("up");
    await endpoint.publishing(count);
    return { preview, create, refresh, update };
  });
}

function figuresOf(host: string, life: Life): Figures {
  const figures = commands.flatMap((name) => {
    const { cli, provider, program, seconds } = life[name];
    const prefix = `${host}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return [
      [`${prefix}CliCpuSeconds`, cli.cpuSeconds],
      [`${prefix}ProviderCpuSeconds`, provider.cpuSeconds],
      [`${prefix}ProgramCpuSeconds`, program.cpuSeconds],
      [`${prefix}Seconds`, seconds],
    ];
  });
  return Object.fromEntries(figures) as Figures;
}
