import { checkResponse, errorToEngine } from "../../provider/dynamic/answers";
import type { Checked, DiffResponse } from "../../provider/engine/handlers";
import { PublicationHandlers } from "../../provider/engine/publication";
import { RetainedMessageHandlers } from "../../provider/engine/retained-message";
import { RetainedMessageSetHandlers } from "../../provider/engine/retained-message-set";
import { Kinds } from "../../provider/native/kinds";
import { CHANGES, type MethodName, methods, type Request, type Response } from "../../provider/native/protocol";
import { PartialFailure } from "../../provider/process/partial-failure";
import type { Session } from "../../provider/process/session";
import { decode, encode, type MessageType } from "../../provider/wire/message";
import { answer, copy, opened, type PropertyBag, received } from "./engine-wire";

/** Kinds of resource. */
export type Kind = "Publication" | "RetainedMessage" | "RetainedMessageSet";

/** What the engine knows of a resource. */
export interface Asked {
  urn: string;
  id: string;
  inputs: PropertyBag;
  outputs: PropertyBag;
}

/** An error of a create or update, with the state that the engine keeps if it has failed in part. */
export class HostError extends Error {
  constructor(
    override readonly cause: unknown,
    readonly kept: { id: string; outputs: PropertyBag } | undefined,
  ) {
    super((cause as Error).message, { cause });
  }
}

/** A provider process of one kind, as the engine asks it: nothing but copies go over. */
export interface ModelHost {
  /** Inputs from arguments, as the program of this host sends them. */
  goal(args: object, urn: string, ignoreChanges: readonly string[]): PropertyBag;
  check(urn: string, olds: PropertyBag, news: PropertyBag): { inputs: PropertyBag; reasons: string[] };
  /** Undefined changes: the engine compares the inputs. */
  diff(olds: Asked, news: PropertyBag, ignoreChanges: readonly string[]): { changes?: boolean; replaces: string[] };
  create(urn: string, inputs: PropertyBag): Promise<{ id: string; outputs: PropertyBag }>;
  update(olds: Asked, news: PropertyBag, ignoreChanges: readonly string[]): Promise<PropertyBag>;
  delete(olds: Asked): Promise<void>;
  /** Undefined if the resource is gone. */
  read(olds: Asked): Promise<{ outputs: PropertyBag; inputs: PropertyBag; hasDrifted: boolean } | undefined>;
}

/** What the dynamic-provider process asks of handlers. */
interface Handlers {
  check(olds: PropertyBag, news: PropertyBag): Checked<object>;
  diff(id: string, olds: object, news: object): DiffResponse;
  create(inputs: object): Promise<{ id: string; outs: object }>;
  update(id: string, olds: object, news: object): Promise<{ outs: object }>;
  delete(id: string, props: object): Promise<void>;
  read(id: string, props: object): unknown;
}

const handlersOf = {
  Publication: (session: Session) => new PublicationHandlers(session) as unknown as Handlers,
  RetainedMessage: (session: Session) => new RetainedMessageHandlers(session) as unknown as Handlers,
  RetainedMessageSet: (session: Session) => new RetainedMessageSetHandlers(session) as unknown as Handlers,
};

/** The dynamic provider: the program sends hidden inputs, and the engine takes off the envelopes of secrets. */
function dynamicHost(kind: Kind, session: Session, owner: string): ModelHost {
  const handlers = handlersOf[kind](session);
  return {
    goal: (args, urn, ignoreChanges) => {
      const hidden = { __provider: "text", __urn: urn, __owner: owner };
      return { ...args, ...hidden, ...(ignoreChanges.length > 0 ? { __ignored: ignoreChanges } : {}) };
    },
    check: (_urn, olds, news) => {
      const { inputs, failures } = checkResponse(handlers.check(plain(olds), plain(news)));
      return { inputs: received(inputs) as PropertyBag, reasons: failures.map(({ reason }) => reason) };
    },
    diff: ({ id, outputs }, news) => {
      const { foresee: _, replaces = [], ...difference } = handlers.diff(id, plain(outputs), plain(news));
      return { ...difference, replaces };
    },
    create: async (_urn, inputs) => {
      const { id = "", outs = {} } = await kept(handlers.create(plain(inputs)));
      return { id, outputs: outs };
    },
    update: async ({ id, outputs }, news) => (await kept(handlers.update(id, plain(outputs), plain(news)))).outs ?? {},
    delete: ({ id, outputs }) => handlers.delete(id, plain(outputs)),
    read: async ({ id, outputs, inputs }) => {
      const read = await answer(handlers.read(id, plain(outputs)));
      if (read.id === undefined) return undefined;
      return { outputs: read.props ?? {}, inputs: read.inputs ?? inputs, hasDrifted: read.inputs !== undefined };
    },
  };
}

/** What the dynamic provider has of values: a copy, in which secrets are plain. */
function plain(bag: PropertyBag): PropertyBag {
  return opened(copy(bag)) as PropertyBag;
}

/** An answer; of an error, the state that came with it. */
async function kept(asked: Promise<unknown>) {
  try {
    return await answer(asked);
  } catch (error) {
    const { id, properties } = errorToEngine(error, []) as { id?: string; properties?: PropertyBag };
    if (id === undefined || properties === undefined) throw error;
    const { outs = {} } = await answer({ outs: received(properties) });
    throw new HostError(error, { id, outputs: outs });
  }
}

/** The native provider, over its own wire. */
function nativeHost(kind: Kind, session: Session): ModelHost {
  const native = new Kinds(session).of(`iot-retained:index:${kind}`);
  const state = (bag: PropertyBag | undefined) => bag ?? {};
  return {
    goal: (args) => ({ ...args }),
    check: (urn, olds, news) => {
      const { inputs, failures = [] } = back("Check", native.check(over("Check", { urn, olds, news })));
      return { inputs: state(inputs), reasons: failures.map(({ reason = "" }) => reason) };
    },
    diff: ({ urn, id, inputs: oldInputs, outputs: olds }, news, ignoreChanges) => {
      const asked = over("Diff", { urn, id, olds, oldInputs, news, ignoreChanges: [...ignoreChanges] });
      const { changes, replaces = [] } = back("Diff", native.diff(asked));
      return { changes: changes === CHANGES.some, replaces };
    },
    create: async (urn, properties) => {
      const asked = over("Create", { urn, properties });
      const { id = "", properties: outputs } = back("Create", await orKept(() => native.create(asked)));
      return { id, outputs: state(outputs) };
    },
    update: async ({ urn, id, outputs: olds }, news, ignoreChanges) => {
      const asked = over("Update", { urn, id, olds, news, ignoreChanges: [...ignoreChanges] });
      return state(back("Update", await orKept(() => native.update(asked))).properties);
    },
    delete: async ({ urn, id, outputs: properties }) => {
      await native.delete(over("Delete", { urn, id, properties }));
    },
    read: async ({ urn, id, outputs: properties, inputs }) => {
      const read = back("Read", await native.read(over("Read", { urn, id, properties, inputs })));
      if (read.id === undefined) return undefined;
      const now = state(read.inputs);
      const hasDrifted = JSON.stringify(now) !== JSON.stringify(over("Read", { inputs }).inputs);
      return { outputs: state(read.properties), inputs: now, hasDrifted };
    },
  };

  async function orKept<R>(run: () => Promise<R>): Promise<R> {
    try {
      return await run();
    } catch (error) {
      const failed = native.failed(error, []);
      if (!(failed instanceof PartialFailure)) throw failed;
      throw new HostError(failed, { id: failed.id, outputs: wired({ ...failed.properties }) });
    }
  }
}

/** What the provider has of a question. */
function over<N extends MethodName>(name: N, request: Request<N>): Request<N> {
  const type: MessageType = methods[name].request;
  return decode(type, encode(type, request)) as Request<N>;
}

/** What the engine has of an answer. */
function back<N extends MethodName>(name: N, response: Response<N>): Response<N> {
  const type: MessageType = methods[name].response;
  return decode(type, encode(type, response)) as Response<N>;
}

function wired(bag: PropertyBag): PropertyBag {
  return back("Update", { properties: bag }).properties ?? {};
}

/** The two hosts, by which a model asks the handlers. */
export const modelHosts = { dynamic: dynamicHost, native: nativeHost };

export type HostName = keyof typeof modelHosts;
