import { isDeepStrictEqual } from "node:util";
import type { DataPlane } from "../../provider/dataplane/data-plane";
import { DataPlaneError } from "../../provider/dataplane/errors";
import type { Places } from "../../provider/dataplane/places";
import { DeploymentError } from "../../provider/messages/deployment-error";
import { Session } from "../../provider/process/session";
import type { PropertyBag } from "./engine-wire";
import { HostError, type HostName, type Kind, type ModelHost, modelHosts } from "./model-hosts";

export type { Kind } from "./model-hosts";

const place = { region: "eu-west-1", dataEndpoint: "http://127.0.0.1:1" };

/** Owner of what a model publishes, if it has no other. */
export const OWNER = "o/p/s";

/** A resource of a program. */
export interface Declaration {
  kind: Kind;
  name: string;
  args: object;
  /** Names of arguments, as the engine is given them. */
  ignoreChanges?: readonly string[];
}

/** What the tests look at in the outputs of a resource. */
interface ModelOutputs extends PropertyBag {
  __state?: { nonce?: string; publishedTime?: number; found?: true; uncertain?: true };
  __bookkeeping?: string;
}

/** A resource in the state. */
export interface ModelState {
  readonly urn: string;
  readonly kind: Kind;
  readonly id: string;
  inputs: PropertyBag;
  outputs: ModelOutputs;
  /** Whether the last create or update has failed in part: the engine calls it errors of initialisation. */
  hasFailed: boolean;
  /** Whether another one has replaced it, and it is still to be deleted. */
  isReplaced: boolean;
}

/** The data plane of one process. */
export interface ModelPlane extends DataPlane {
  /** Resolves when the process has been killed; a plane without it lives on. */
  readonly death?: Promise<"killed">;
}

/** What the engine publishes to. */
export interface ModelAccount {
  /** The data plane of one more process. */
  plane(): ModelPlane;
}

/** How a command has ended. */
export type End = "done" | "failed" | "refused" | "killed";

/**
 * The engine with a stack, as the handlers see it. Each command is a process of its own, and the state is written after
 * each step, so that only the step that a killed process was at is lost.
 */
export class ModelEngine {
  resources: ModelState[] = [];
  /** What the last deployment was about to do with each resource of the program, in order. */
  steps: ("create" | "update" | "replace" | "same")[] = [];
  /** What the last command has told the user, errors included. */
  said: string[] = [];

  /**
   * @param owner in the markers of the messages
   * @param host by which the handlers are asked; a stack may change it between two commands
   */
  constructor(
    private readonly account: ModelAccount,
    private readonly owner = OWNER,
    public host: HostName = "dynamic",
  ) {}

  /**
   * @param plane of the process that this command starts
   * @param isParallel whether no resource depends on the one before: then its step runs beside the others
   */
  async deploy(
    program: readonly Declaration[],
    plane: ModelPlane = this.account.plane(),
    isParallel = false,
  ): Promise<End> {
    return await this.run(plane, async (hostOf) => {
      const steps: Promise<ModelState>[] = [];
      this.steps = [];
      for (const declared of program) {
        // Check and diff are made one after another in any case.
        const step = this.plan(declared, hostOf(declared.kind))();
        steps.push(step);
        await (isParallel ? undefined : step);
      }
      await Promise.allSettled(steps);
      const kept = await Promise.all(steps);
      await this.remove((resource) => !kept.includes(resource), hostOf);
    });
  }

  async refresh(plane: ModelPlane = this.account.plane()): Promise<{ end: End; hasDrifted: boolean }> {
    let hasDrifted = false;
    const end = await this.run(plane, async (hostOf) => {
      for (const resource of [...this.resources]) {
        const read = await hostOf(resource.kind).read(resource);
        hasDrifted ||= read?.hasDrifted ?? true;
        if (read === undefined) this.forget(resource);
        else Object.assign(resource, { outputs: read.outputs, inputs: read.inputs, hasFailed: false });
      }
    });
    return { end, hasDrifted };
  }

  async destroy(plane: ModelPlane = this.account.plane()): Promise<End> {
    return await this.run(plane, async (hostOf) => await this.remove(() => true, hostOf));
  }

  /** What brings one resource to what is declared. What a replacement replaces is deleted at the end. */
  private plan(declared: Declaration, host: ModelHost): () => Promise<ModelState> {
    const { kind, name, args, ignoreChanges = [] } = declared;
    const urn = `urn:pulumi:s::p::${kind}::${name}`;
    const goal = host.goal(args, urn, ignoreChanges);
    const old = this.resources.find((resource) => resource.urn === urn && !resource.isReplaced);
    if (old === undefined) {
      const inputs = checked(host, urn, {}, goal);
      this.steps.push("create");
      return () => this.create({ urn, kind, inputs }, host);
    }

    const inputs = checked(host, urn, old.inputs, withIgnored(goal, old.inputs, ignoreChanges));
    const { changes, replaces } = host.diff(old, inputs, ignoreChanges);
    // If the provider leaves it open, the engine compares the inputs.
    const isChanged = changes ?? !isDeepStrictEqual(old.inputs, inputs);
    if (isChanged && replaces.length > 0) {
      const inputs = checked(host, urn, {}, goal);
      this.steps.push("replace");
      return () => this.create({ urn, kind, inputs }, host, old);
    }
    if (isChanged || old.hasFailed) {
      this.steps.push("update");
      return () => this.update(old, inputs, ignoreChanges, host);
    }
    this.steps.push("same");
    return async () => Object.assign(old, { inputs });
  }

  private async update(
    old: ModelState,
    inputs: PropertyBag,
    ignoreChanges: readonly string[],
    host: ModelHost,
  ): Promise<ModelState> {
    try {
      Object.assign(old, { outputs: await host.update(old, inputs, ignoreChanges), inputs, hasFailed: false });
      return old;
    } catch (error) {
      // Of an update that has failed in part, the engine keeps the outputs, and the inputs of before.
      const { outputs } = keptOf(error);
      Object.assign(old, { outputs, hasFailed: true });
      throw error;
    }
  }

  private async create(
    declared: Pick<ModelState, "urn" | "kind" | "inputs">,
    host: ModelHost,
    replaced?: ModelState,
  ): Promise<ModelState> {
    const add = (created: { id: string; outputs: PropertyBag }, hasFailed: boolean): ModelState => {
      const resource: ModelState = { ...declared, ...created, hasFailed, isReplaced: false };
      this.resources.push(resource);
      if (replaced !== undefined) replaced.isReplaced = true;
      return resource;
    };
    try {
      return add(await host.create(declared.urn, declared.inputs), false);
    } catch (error) {
      add(keptOf(error), true);
      throw error;
    }
  }

  /** Deletes resources, the last one first. */
  private async remove(isToGo: (resource: ModelState) => boolean, hostOf: (kind: Kind) => ModelHost): Promise<void> {
    for (const resource of this.resources.filter(isToGo).reverse()) {
      await hostOf(resource.kind).delete(resource);
      this.forget(resource);
    }
  }

  private forget(resource: ModelState): void {
    this.resources = this.resources.filter((other) => other !== resource);
  }

  private async run(plane: ModelPlane, command: (hostOf: (kind: Kind) => ModelHost) => Promise<void>): Promise<End> {
    const said: string[] = [];
    this.said = said;
    const session = new ModelSession(plane, said, this.host === "native" ? { owner: this.owner } : {});
    const work = command((kind) => modelHosts[this.host](kind, session, this.owner)).then(
      (): End => "done",
      (error: unknown) => {
        said.push(String((error as Error).message));
        return endOf(error);
      },
    );
    return await (plane.death === undefined ? work : Promise.race([work, plane.death]));
  }
}

/** A stack of one resource. */
export class ModelResource extends ModelEngine {
  constructor(
    account: ModelAccount,
    private readonly kind: Kind,
    host: HostName = "dynamic",
  ) {
    super(account, OWNER, host);
  }

  get state(): ModelState | undefined {
    return this.resources.find(({ isReplaced }) => !isReplaced);
  }

  async up(args: object, plane?: ModelPlane, ignoreChanges: readonly string[] = []): Promise<End> {
    return await this.deploy([{ kind: this.kind, name: "one", args, ignoreChanges }], plane);
  }
}

class ModelSession extends Session {
  constructor(
    private readonly plane: ModelPlane,
    said: string[],
    private readonly own: { owner?: string },
  ) {
    const write = async (_severity: string, _urn: string | undefined, line: string) => void said.push(line);
    super({ write, status: async (_urn, line) => void said.push(line) }, {});
  }

  override get settings(): Session["settings"] {
    return { marker: true, previewReads: true, concurrency: 3, ...this.own };
  }

  override get places(): Places {
    const places: Pick<Places, "resolveForUpdate" | "resolve" | "resolveRecorded" | "assertRoleOf" | "dataPlane"> = {
      resolveForUpdate: async () => place,
      resolve: async () => place,
      resolveRecorded: async () => ({ place, isSame: true }),
      assertRoleOf: () => undefined,
      dataPlane: () => this.plane,
    };
    return places as Places;
  }
}

/** The inputs after check. */
function checked(host: ModelHost, urn: string, olds: PropertyBag, news: PropertyBag): PropertyBag {
  const { inputs, reasons } = host.check(urn, olds, news);
  if (reasons[0] !== undefined) throw new DeploymentError(reasons[0]);
  return inputs;
}

/** The arguments that `ignoreChanges` names are as they were, also if they were not there. */
function withIgnored(goal: PropertyBag, olds: PropertyBag, names: readonly string[]): PropertyBag {
  const others = Object.entries(goal).filter(([name]) => !names.includes(name));
  return Object.fromEntries([...others, ...Object.entries(olds).filter(([name]) => names.includes(name))]);
}

/** The state that the engine keeps of a create or update that has failed in part. */
function keptOf(error: unknown): { id: string; outputs: PropertyBag } {
  if (error instanceof HostError && error.kept !== undefined) return error.kept;
  throw error;
}

/** How a command ends that has thrown; what no user should see fails the test. */
function endOf(thrown: unknown): End {
  const error = thrown instanceof HostError ? thrown.cause : thrown;
  if (!(error instanceof DeploymentError || error instanceof DataPlaneError)) throw error;
  return /already has a retained message|somebody else's retained message/.test(error.message) ? "refused" : "failed";
}
