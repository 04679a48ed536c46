import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import {
  type Deployment,
  LocalWorkspace,
  type OpMap,
  type PreviewResult,
  PulumiCommand,
  type Stack,
} from "@pulumi/pulumi/automation";
import { type LocalCall, type LocalEndpoint, type LocalEndpointOptions, startLocalEndpoint } from "../../provider/local";
import { findEngine } from "../../scripts/engine";

/** Where test stacks live: inside of the project, since the provider process resolves the package from there. */
const stacks = join(__dirname, "../../.pulumi-local/tests");

export type Program = () => unknown;

/** A real stack on the real engine, which publishes to a local endpoint of its own. */
export class TestStack {
  readonly calls: LocalCall[] = [];

  private constructor(
    readonly stack: Stack,
    readonly directory: string,
    readonly local: LocalEndpoint,
    calls: LocalCall[],
  ) {
    this.calls = calls;
  }

  static async create(options: { local?: LocalEndpointOptions; config?: Record<string, string> } = {}) {
    const calls: LocalCall[] = [];
    const local = await startLocalEndpoint({ ...options.local, onCall: (call) => calls.push(call) });
    await mkdir(stacks, { recursive: true });
    const directory = await mkdtemp(join(stacks, "stack-"));
    const engine = await findEngine((line) => process.stderr.write(`${line}\n`));
    process.env["PATH"] = `${engine.bin}${delimiter}${process.env["PATH"]}`;
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "test", projectName: "iot-retained-test", program: async () => {} },
      {
        workDir: directory,
        pulumiHome: join(directory, "home"),
        pulumiCommand: await PulumiCommand.get(),
        envVars: {
          PULUMI_BACKEND_URL: `file://${directory}`,
          PULUMI_CONFIG_PASSPHRASE: "test",
          PULUMI_SKIP_UPDATE_CHECK: "true",
          PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        },
      },
    );
    const config = { "iot-retained:endpoint": local.endpoint, "iot-retained:region": "eu-west-1", ...options.config };
    await stack.setAllConfig(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])));
    return new TestStack(stack, directory, local, calls);
  }

  async up(program: Program, options: { replace?: string[]; target?: string[]; refresh?: boolean } = {}) {
    this.calls.length = 0;
    return await this.stack.up({ program: async () => void (await program()), color: "never", ...options });
  }

  async preview(program: Program, options: { diff?: boolean } = {}): Promise<PreviewResult> {
    this.calls.length = 0;
    return await this.stack.preview({ program: async () => void (await program()), color: "never", ...options });
  }

  async refresh(options: { expectNoChanges?: boolean } = {}) {
    this.calls.length = 0;
    return await this.stack.refresh({ color: "never", ...options });
  }

  async destroy() {
    this.calls.length = 0;
    return await this.stack.destroy({ color: "never" });
  }

  /** The whole state as text, as a file backend keeps it. */
  async state(): Promise<string> {
    return JSON.stringify((await this.stack.exportStack()) satisfies Deployment);
  }

  /** Calls of one operation since the last engine command began. */
  count(operation: LocalCall["operation"]): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  async close(): Promise<void> {
    await this.local.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Changes of a deployment without those of the stack resource and without zeros. */
export function changesOf(summary: OpMap | undefined): OpMap {
  const { same = 0, ...rest } = summary ?? {};
  return { ...rest, ...(same > 1 ? { same: same - 1 } : {}) };
}
