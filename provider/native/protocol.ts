import { flag, int, type MessageType, map, message, repeated, struct, text, type Values } from "../wire/message";

/** One thing that is wrong with arguments. If it named a property, the engine would print the value of that property. */
const checkFailure = { property: text(1), reason: text(2) } satisfies MessageType;

/** How one property differs, and whether that shows in the inputs, or only in the state. */
const propertyDiff = { kind: int(1), inputDiff: flag(2) } satisfies MessageType;

const check = {
  request: { urn: text(1), olds: struct(2), news: struct(3) },
  response: { inputs: struct(1), failures: repeated((number) => message(number, checkFailure), 2) },
} satisfies Method;

const diff = {
  request: {
    id: text(1),
    urn: text(2),
    olds: struct(3),
    news: struct(4),
    ignoreChanges: repeated(text, 5),
    oldInputs: struct(6),
  },
  response: {
    replaces: repeated(text, 1),
    changes: int(4),
    diffs: repeated(text, 5),
    detailedDiff: map(6, propertyDiff),
    hasDetailedDiff: flag(7),
  },
} satisfies Method;

const nothing = { request: {}, response: {} } satisfies Method;

/** What is asked in a call, and what is answered. */
interface Method {
  request: MessageType;
  response: MessageType;
}

/**
 * The calls of `pulumirpc.ResourceProvider` that this provider answers, with those of their fields that it uses.
 *
 * @see https://pulumi-developer-docs.readthedocs.io/latest/docs/_generated/proto/provider.html
 */
export const methods = {
  Handshake: {
    request: { engineAddress: text(1) },
    response: { acceptSecrets: flag(1), acceptResources: flag(2), acceptOutputs: flag(3) },
  },
  GetSchema: { request: { version: int(1) }, response: { schema: text(1) } },
  GetPluginInfo: { request: {}, response: { version: text(1) } },
  CheckConfig: check,
  DiffConfig: diff,
  Configure: {
    request: { args: struct(2) },
    response: { acceptSecrets: flag(1), supportsPreview: flag(2), acceptResources: flag(3), acceptOutputs: flag(4) },
  },
  Invoke: {
    request: { tok: text(1), args: struct(2) },
    response: { return: struct(1) },
  },
  Check: check,
  Diff: diff,
  Create: {
    request: { urn: text(1), properties: struct(2), preview: flag(4) },
    response: { id: text(1), properties: struct(2) },
  },
  Read: {
    request: { id: text(1), urn: text(2), properties: struct(3), inputs: struct(4) },
    response: { id: text(1), properties: struct(2), inputs: struct(3) },
  },
  Update: {
    request: {
      id: text(1),
      urn: text(2),
      olds: struct(3),
      news: struct(4),
      ignoreChanges: repeated(text, 6),
      preview: flag(7),
    },
    response: { properties: struct(1) },
  },
  Delete: { request: { id: text(1), urn: text(2), properties: struct(3) }, response: {} },
  Cancel: nothing,
  Attach: { request: { address: text(1) }, response: {} },
} satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;

/** What is asked in a call. A value that is the default of its type may be missing. */
export type Request<N extends MethodName> = Values<(typeof methods)[N]["request"]>;

/** What a call answers. */
export type Response<N extends MethodName> = Values<(typeof methods)[N]["response"]>;

/** How an answer to a diff names what it has found. */
export const CHANGES = { none: 1, some: 2 } as const;

/** Kinds of difference of one property. */
export const DIFF_KINDS = { add: 0, addReplace: 1, delete: 2, deleteReplace: 3, update: 4, updateReplace: 5 } as const;

/** The details of a create or update that has failed half way: the engine keeps this state. */
const errorResourceInitFailed = {
  id: text(1),
  properties: struct(2),
  reasons: repeated(text, 3),
} satisfies MessageType;

/** `google.protobuf.Any` of such details. */
const any = { typeUrl: text(1), value: message(2, errorResourceInitFailed) } satisfies MessageType;

/** `google.rpc.Status`, in which gRPC carries the details of an error. */
export const status = {
  code: int(1),
  message: text(2),
  details: repeated((number) => message(number, any), 3),
} satisfies MessageType;

/** Names the details of a create or update that has failed half way. */
export const INIT_FAILED_URL = "type.googleapis.com/pulumirpc.ErrorResourceInitFailed";
