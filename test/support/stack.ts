import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { LocalWorkspace, type OpMap, type PreviewResult, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import { connectAsync, type IPublishPacket } from "mqtt";
import {
  type LocalCall,
  type LocalEndpoint,
  type LocalEndpointOptions,
  type Registry,
  startLocalEndpoint,
} from "../../provider/local";
import { findEngine } from "../../scripts/engine";

/** Where test stacks live: inside of the project, since the provider process resolves the package from there. */
const stacks = join(__dirname, "../../.pulumi-local/tests");

export type Program = () => unknown;

/** A real stack on the real engine, which publishes to a local endpoint of its own. */
export class TestStack {
  /** HTTP calls since the last engine command began. */
  readonly calls: LocalCall[] = [];
  /** What goes wrong at the endpoint; nothing, until a test says so. */
  fault: NonNullable<LocalEndpointOptions["fault"]> = () => undefined;
  /** Clock of the endpoint. */
  now: () => number = Date.now;
  /** Things of the endpoint. */
  registry: Registry = { things: {} };

  private constructor(
    readonly stack: Stack,
    readonly directory: string,
    readonly local: LocalEndpoint,
  ) {}

  static async create(): Promise<TestStack> {
    const behaviour: Pick<TestStack, "calls" | "fault" | "now" | "registry">[] = [];
    const local = await startLocalEndpoint({
      now: () => behaviour[0]?.now() ?? Date.now(),
      registry: () => behaviour[0]?.registry ?? { things: {} },
      fault: (call) => behaviour[0]?.fault(call),
      onCall: (call) => behaviour[0]?.calls.push(call),
    });
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
    const created = new TestStack(stack, directory, local);
    await created.configure({ "iot-retained:endpoint": local.endpoint, "iot-retained:region": "eu-west-1" });
    behaviour.push(created);
    return created;
  }

  /** Sets variables of the environment in which the CLI runs. */
  inEnvironment(variables: Record<string, string>): void {
    Object.assign(this.stack.workspace.envVars, variables);
  }

  /** Sets configuration of the stack; a secret key is a secret there. */
  async configure(config: Record<string, string>): Promise<void> {
    const entries = Object.entries(config).map(([key, value]) => [key, { value, secret: key === "aws:secretKey" }]);
    await this.stack.setAllConfig(Object.fromEntries(entries));
  }

  /** Operations called since the last engine command began. */
  get operations(): LocalCall["operation"][] {
    return this.calls.map(({ operation }) => operation);
  }

  /** Sizes of what was published on a topic since the last engine command began; 0 is a clear. */
  published(topic: string): number[] {
    return this.calls
      .filter((call) => call.operation === "Publish" && call.topic === topic)
      .map(({ payloadSize }) => payloadSize);
  }

  /** URL of the data plane. */
  get endpoint(): string {
    return this.local.endpoint;
  }

  async up(
    program: Program,
    options: { replace?: string[]; target?: string[]; refresh?: boolean; continueOnError?: boolean } = {},
  ) {
    this.calls.length = 0;
    return await this.stack.up({ program: async () => await outputsOf(program), color: "never", ...options });
  }

  async preview(program: Program, options: { diff?: boolean } = {}): Promise<PreviewResult> {
    this.calls.length = 0;
    return await this.stack.preview({ program: async () => await outputsOf(program), color: "never", ...options });
  }

  async refresh(options: { expectNoChanges?: boolean; runProgram?: Program } = {}) {
    this.calls.length = 0;
    return await this.stack.refresh({ color: "never", ...this.running(options) });
  }

  async destroy(options: { target?: string[]; continueOnError?: boolean; runProgram?: Program } = {}) {
    this.calls.length = 0;
    return await this.stack.destroy({ color: "never", ...this.running(options) });
  }

  /** Options of a command that runs no program, unless it is given one. */
  private running<T extends { runProgram?: Program }>({ runProgram, ...options }: T) {
    if (runProgram === undefined) return options;
    this.stack.workspace.program = async () => await outputsOf(runProgram);
    return { ...options, runProgram: true };
  }

  /** Runs a command of the CLI that the Automation API does not have, and gives what it prints. */
  async command(args: string[]): Promise<string> {
    const options = { cwd: this.directory, env: this.environment };
    return (await promisify(execFile)("pulumi", [...args, "--stack", "test"], options)).stdout;
  }

  /** What `pulumi stack export` prints. */
  async export(...options: string[]): Promise<string> {
    return await this.command(["stack", "export", ...options]);
  }

  /** Frees the state of a run that was killed, as a user does. */
  async unlock(): Promise<void> {
    await this.command(["cancel", "--yes"]);
  }

  /** The environment in which the CLI finds the stack. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.stack.workspace.envVars, PULUMI_HOME: join(this.directory, "home") };
  }

  /** MQTT 5 properties with which a new subscriber receives the message of a topic. */
  async properties(topic: string): Promise<Record<string, unknown>> {
    const client = await connectAsync(this.local.mqtt, { protocolVersion: 5 });
    const received = new Promise<IPublishPacket>((resolve) =>
      client.on("message", (_topic, _payload, packet) => resolve(packet)),
    );
    await client.subscribeAsync(topic, { qos: 1 });
    const { properties = {} } = await received;
    await client.endAsync();
    const { correlationData, ...rest } = properties;
    return { ...rest, correlationData: correlationData?.toString() };
  }

  /** The state file as it lies on disk, secrets encrypted. */
  async state(): Promise<string> {
    return await readFile(join(this.directory, ".pulumi/stacks/iot-retained-test/test.json"), "utf8");
  }

  /** Which resources the state holds, and when their messages were stored. */
  async recorded(): Promise<[urn: string, lastModifiedTime: unknown][]> {
    const { checkpoint } = JSON.parse(await this.state());
    return checkpoint.latest.resources.map(
      ({ urn, outputs }: { urn: string; outputs?: { lastModifiedTime?: unknown } }) => [urn, outputs?.lastModifiedTime],
    );
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

/** What a program returns are the stack's outputs, if it is a plain object. */
async function outputsOf(program: Program): Promise<Record<string, unknown>> {
  const returned = await program();
  const plain =
    typeof returned === "object" && returned !== null && Object.getPrototypeOf(returned) === Object.prototype;
  return plain ? (returned as Record<string, unknown>) : {};
}

/** Changes of a deployment without those of the stack resource and without zeros. */
export function changesOf(summary: OpMap | undefined): OpMap {
  const { same = 0, ...rest } = summary ?? {};
  return { ...rest, ...(same > 1 ? { same: same - 1 } : {}) };
}

/** URN of a RetainedMessage without a parent in a test stack. */
export function urnOf(name: string): string {
  return `urn:pulumi:test::iot-retained-test::pulumi-nodejs:dynamic/iot-retained:RetainedMessage::${name}`;
}
