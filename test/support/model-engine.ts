import { isDeepStrictEqual } from "node:util";
import type { DataPlane } from "../../provider/dataplane/data-plane";
import { DataPlaneError } from "../../provider/dataplane/errors";
import type { Places } from "../../provider/dataplane/places";
import { checkResponse, errorToEngine } from "../../provider/dynamic/answers";
import type { Checked, DiffResponse } from "../../provider/engine/handlers";
import { PublicationHandlers } from "../../provider/engine/publication";
import { RetainedMessageHandlers } from "../../provider/engine/retained-message";
import { RetainedMessageSetHandlers } from "../../provider/engine/retained-message-set";
import { DeploymentError } from "../../provider/messages/deployment-error";
import { Session } from "../../provider/process/session";
import { answer, copy, type PropertyBag, received } from "./engine-wire";

const place = { region: "eu-west-1", dataEndpoint: "http://127.0.0.1:1" };

/** Owner of what a model publishes, if it has no other. */
export const OWNER = "o/p/s";

/** What the engine asks of a kind of resource; what goes over is copied, so that no type of ours matters. */
interface Handlers {
  check(olds: PropertyBag, news: PropertyBag): Checked<object>;
  diff(id: string, olds: object, news: object): DiffResponse;
  create(inputs: object): Promise<{ id: string; outs: object }>;
  update(id: string, olds: object, news: object): Promise<{ outs: object }>;
  delete(id: string, props: object): Promise<void>;
  read(id: string, props: object): unknown;
}

const kinds = {
  Publication: (session: Session) => new PublicationHandlers(session) as unknown as Handlers,
  RetainedMessage: (session: Session) => new RetainedMessageHandlers(session) as unknown as Handlers,
  RetainedMessageSet: (session: Session) => new RetainedMessageSetHandlers(session) as unknown as Handlers,
};

export type Kind = keyof typeof kinds;

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
  __state?: { nonce?: string; publishedTime?: number; uncertain?: true };
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

  /** @param owner in the markers of the messages */
  constructor(
    private readonly account: ModelAccount,
    private readonly owner = OWNER,
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
    return await this.run(plane, async (handlersOf) => {
      const steps: Promise<ModelState>[] = [];
      this.steps = [];
      for (const declared of program) {
        // Check and diff are made one after another in any case.
        const step = (await this.plan(declared, handlersOf(declared.kind)))();
        steps.push(step);
        await (isParallel ? undefined : step);
      }
      await Promise.allSettled(steps);
      const kept = await Promise.all(steps);
      await this.remove((resource) => !kept.includes(resource), handlersOf);
    });
  }

  async refresh(plane: ModelPlane = this.account.plane()): Promise<{ end: End; hasDrifted: boolean }> {
    let hasDrifted = false;
    const end = await this.run(plane, async (handlersOf) => {
      for (const resource of [...this.resources]) {
        const { kind, id, outputs } = resource;
        const read = await answer(handlersOf(kind).read(id, copy(outputs)));
        if (read.id === undefined) this.forget(resource);
        hasDrifted ||= read.id === undefined || read.inputs !== undefined;
        Object.assign(resource, { outputs: read.props, hasFailed: false });
        if (read.inputs !== undefined) resource.inputs = read.inputs;
      }
    });
    return { end, hasDrifted };
  }

  async destroy(plane: ModelPlane = this.account.plane()): Promise<End> {
    return await this.run(plane, async (handlersOf) => await this.remove(() => true, handlersOf));
  }

  /** What brings one resource to what is declared. What a replacement replaces is deleted at the end. */
  private async plan(declared: Declaration, handlers: Handlers): Promise<() => Promise<ModelState>> {
    const { kind, name, args, ignoreChanges = [] } = declared;
    const urn = `urn:pulumi:s::p::${kind}::${name}`;
    const hidden = { __provider: "text", __urn: urn, __owner: this.owner };
    const goal: PropertyBag = { ...args, ...hidden, ...(ignoreChanges.length > 0 ? { __ignored: ignoreChanges } : {}) };
    const old = this.resources.find((resource) => resource.urn === urn && !resource.isReplaced);
    if (old === undefined) {
      const inputs = await checked(handlers, {}, goal);
      this.steps.push("create");
      return () => this.create({ urn, kind, inputs }, handlers);
    }

    const inputs = await checked(handlers, old.inputs, withIgnored(goal, old.inputs, ignoreChanges));
    const { foresee: _, ...difference } = handlers.diff(old.id, copy(old.outputs), copy(inputs));
    const { changes, replaces = [] } = await answer(difference);
    // If the provider leaves it open, the engine compares the inputs.
    const isChanged = changes ?? !isDeepStrictEqual(old.inputs, inputs);
    if (isChanged && replaces.length > 0) {
      const inputs = await checked(handlers, {}, goal);
      this.steps.push("replace");
      return () => this.create({ urn, kind, inputs }, handlers, old);
    }
    if (isChanged || old.hasFailed) {
      this.steps.push("update");
      return () => this.update(old, inputs, handlers);
    }
    this.steps.push("same");
    return async () => Object.assign(old, { inputs });
  }

  private async update(old: ModelState, inputs: PropertyBag, handlers: Handlers): Promise<ModelState> {
    const { outputs, failure } = await tried(handlers.update(old.id, copy(old.outputs), copy(inputs)));
    // Of an update that has failed in part, the engine keeps the outputs, and the inputs of before.
    Object.assign(old, { outputs, hasFailed: failure !== undefined, ...(failure === undefined ? { inputs } : {}) });
    if (failure !== undefined) throw failure;
    return old;
  }

  private async create(
    declared: Pick<ModelState, "urn" | "kind" | "inputs">,
    handlers: Handlers,
    replaced?: ModelState,
  ): Promise<ModelState> {
    const { id, outputs, failure } = await tried(handlers.create(copy(declared.inputs)));
    const resource = { ...declared, id: id ?? "", outputs, hasFailed: failure !== undefined, isReplaced: false };
    this.resources.push(resource);
    if (replaced !== undefined) replaced.isReplaced = true;
    if (failure !== undefined) throw failure;
    return resource;
  }

  /** Deletes resources, the last one first. */
  private async remove(isToGo: (resource: ModelState) => boolean, handlersOf: (kind: Kind) => Handlers): Promise<void> {
    for (const resource of this.resources.filter(isToGo).reverse()) {
      await handlersOf(resource.kind).delete(resource.id, copy(resource.outputs));
      this.forget(resource);
    }
  }

  private forget(resource: ModelState): void {
    this.resources = this.resources.filter((other) => other !== resource);
  }

  private async run(plane: ModelPlane, command: (handlersOf: (kind: Kind) => Handlers) => Promise<void>): Promise<End> {
    const said: string[] = [];
    this.said = said;
    const session = new ModelSession(plane, said);
    const work = command((kind) => kinds[kind](session)).then(
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
  ) {
    super(account);
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
  ) {
    const write = async (_severity: string, _urn: string | undefined, line: string) => void said.push(line);
    super({ write, status: async (_urn, line) => void said.push(line) }, {});
  }

  override get settings(): Session["settings"] {
    return { marker: true, previewReads: true, concurrency: 3 };
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
async function checked(handlers: Handlers, olds: PropertyBag, news: PropertyBag): Promise<PropertyBag> {
  const { inputs, failures } = checkResponse(handlers.check(copy(olds), copy(news)));
  if (failures[0] !== undefined) throw new DeploymentError(failures[0].reason);
  return received(inputs) as PropertyBag;
}

/** The arguments that `ignoreChanges` names are as they were, also if they were not there. */
function withIgnored(goal: PropertyBag, olds: PropertyBag, names: readonly string[]): PropertyBag {
  const others = Object.entries(goal).filter(([name]) => !names.includes(name));
  return Object.fromEntries([...others, ...Object.entries(olds).filter(([name]) => names.includes(name))]);
}

/** The outputs of a create or update; those of one that has failed in part come with the error. */
async function tried(asked: Promise<unknown>): Promise<{ id?: string; outputs: ModelOutputs; failure?: unknown }> {
  try {
    const { id, outs = {} } = await answer(asked);
    return { ...(id === undefined ? {} : { id }), outputs: outs };
  } catch (error) {
    const { id, properties } = errorToEngine(error, []) as { id?: string; properties?: PropertyBag };
    if (id === undefined || properties === undefined) throw error;
    const { outs = {} } = await answer({ outs: received(properties) });
    return { id, outputs: outs, failure: error };
  }
}

/** How a command ends that has thrown; what no user should see fails the test. */
function endOf(error: unknown): End {
  if (!(error instanceof DeploymentError || error instanceof DataPlaneError)) throw error;
  return /already has a retained message|somebody else's retained message/.test(error.message) ? "refused" : "failed";
}
