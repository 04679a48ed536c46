import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { EngineEvent, OpMap, Stack } from "@pulumi/pulumi/automation";
import { connectAsync, type IPublishPacket } from "mqtt";
import {
  type LocalAlarms,
  type LocalCall,
  type LocalEndpoint,
  type LocalEndpointOptions,
  type Registry,
  startLocalEndpoint,
} from "../../provider/local";
import { blankStack, PROJECT, type SecretsProvider, STACK } from "./blank-stack";

export type Program = () => unknown;

/** How a command of the engine has ended. */
export interface Ran {
  stdout: string;
  stderr: string;
  /** Changes by kind of operation; the stack resource, which is always the same, is not counted. */
  changes: OpMap;
}

/** A stack for each test of a file, which is opened before the test and closed after it. */
export function useStack(secretsProvider?: SecretsProvider): TestStack {
  const stack = new TestStack(secretsProvider);
  beforeEach(() => stack.open());
  afterEach(() => stack.close());
  return stack;
}

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
  /** Alarms of the endpoint. */
  alarms: LocalAlarms = {};

  stack!: Stack;
  directory!: string;
  local!: LocalEndpoint;

  private readonly cleanups: (() => unknown)[] = [];

  constructor(private readonly secretsProvider: SecretsProvider = "hashivault://test") {}

  async open(): Promise<void> {
    this.calls.length = 0;
    this.fault = () => undefined;
    this.now = Date.now;
    this.registry = { things: {} };
    this.alarms = {};
    this.local = await startLocalEndpoint({
      now: () => this.now(),
      registry: () => this.registry,
      alarms: () => this.alarms,
      fault: (call) => this.fault(call),
      onCall: (call) => void this.calls.push(call),
    });
    Object.assign(this, await blankStack(this.secretsProvider));
    await this.configure({ "iot-retained:endpoint": this.local.endpoint, "iot-retained:region": "eu-west-1" });
  }

  /** One more stack, which is closed with this one. */
  async another(): Promise<TestStack> {
    const other = new TestStack(this.secretsProvider);
    await other.open();
    this.onClose(() => other.close());
    return other;
  }

  /** Runs something when the stack is closed, while its folder is still there. */
  onClose(cleanup: () => unknown): void {
    this.cleanups.push(cleanup);
  }

  async close(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0)) await cleanup();
    await this.local.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Sets variables of the environment in which the CLI runs. */
  inEnvironment(variables: Record<string, string>): void {
    Object.assign(this.stack.workspace.envVars, variables);
  }

  /** Sets configuration of the stack, or removes what is undefined; a secret key is a secret there. */
  async configure(config: Record<string, string | undefined>): Promise<void> {
    const { workspace } = this.stack;
    const settings = await workspace.stackSettings(STACK);
    const isSecret = (key: string) => key.endsWith(":secretKey");
    settings.config = { ...settings.config };
    for (const [key, value] of Object.entries(config)) {
      if (isSecret(key)) continue;
      if (value === undefined) delete settings.config[key];
      else settings.config[key] = value;
    }
    await workspace.saveStackSettings(STACK, settings);
    // The CLI alone can encrypt.
    for (const [key, value] of Object.entries(config)) {
      if (isSecret(key) && value !== undefined) await this.stack.setConfig(key, { value, secret: true });
    }
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
  ): Promise<Ran> {
    return await this.run((common) => this.stack.up({ program: inline(program), ...common, ...options }));
  }

  async preview(program: Program, options: { diff?: boolean } = {}): Promise<Ran> {
    return await this.run((common) => this.stack.preview({ program: inline(program), ...common, ...options }));
  }

  async refresh(options: { expectNoChanges?: boolean; runProgram?: Program } = {}): Promise<Ran> {
    return await this.run((common) => this.stack.refresh({ ...common, ...this.running(options) }));
  }

  async destroy(options: { target?: string[]; continueOnError?: boolean; runProgram?: Program } = {}): Promise<Ran> {
    return await this.run((common) => this.stack.destroy({ ...common, ...this.running(options) }));
  }

  private async run(
    command: (common: { color: "never"; onEvent: (event: EngineEvent) => void }) => Promise<Omit<Ran, "changes">>,
  ): Promise<Ran> {
    this.calls.length = 0;
    let changes: OpMap = {};
    const { stdout, stderr } = await command({
      color: "never",
      onEvent: ({ summaryEvent }) => {
        if (summaryEvent !== undefined) changes = withoutStackResource(summaryEvent.resourceChanges);
      },
    });
    return { stdout, stderr, changes };
  }

  /** Options of a command that runs no program, unless it is given one. */
  private running<T extends { runProgram?: Program }>({ runProgram, ...options }: T) {
    if (runProgram === undefined) return options;
    this.stack.workspace.program = inline(runProgram);
    return { ...options, runProgram: true };
  }

  /** The stack's outputs, secret ones too. */
  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.command(["stack", "output", "--json", "--show-secrets"]));
  }

  /** Runs a command of the CLI that the Automation API does not have, and gives what it prints. */
  async command(args: string[]): Promise<string> {
    const options = { cwd: this.directory, env: this.environment };
    return (await promisify(execFile)("pulumi", [...args, "--stack", STACK], options)).stdout;
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
    return { ...process.env, ...this.stack.workspace.envVars };
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
    return await readFile(join(this.directory, `.pulumi/stacks/${PROJECT}/${STACK}.json`), "utf8");
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
}

/** What a program returns are the stack's outputs, if it is a plain object. */
function inline(program: Program): () => Promise<Record<string, unknown>> {
  return async () => {
    const returned = await program();
    const plain =
      typeof returned === "object" && returned !== null && Object.getPrototypeOf(returned) === Object.prototype;
    return plain ? (returned as Record<string, unknown>) : {};
  };
}

function withoutStackResource({ same = 0, ...rest }: OpMap): OpMap {
  return { ...rest, ...(same > 1 ? { same: same - 1 } : {}) };
}

/** URN of a RetainedMessage without a parent in a test stack. */
export function urnOf(name: string): string {
  return `urn:pulumi:${STACK}::${PROJECT}::pulumi-nodejs:dynamic/iot-retained:RetainedMessage::${name}`;
}
