import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../process/session";
import type { PropertyBag } from "../pulumi/property-bag";
import { nameInUrn } from "../pulumi/urn";
import { checkConfig, configReader, diffConfig } from "./configuration";
import { invoke } from "./functions";
import { Kinds } from "./kinds";
import type { MethodName, Request, Response } from "./protocol";
import type { NativeResource } from "./resource";

/** What the engine asks of this provider. Each method answers one call of `pulumirpc.ResourceProvider`. */
export type Methods = {
  [N in MethodName]: (request: Request<N>) => Response<N> | Promise<Response<N>>;
};

/**
 * The methods of a native provider.
 *
 * @param version of this package
 */
export function nativeProvider(session: Session, version: string): Methods {
  const kinds = new Kinds(session);

  /** Asks the kind of a resource, and takes a secret topic out of its errors. */
  async function asked<R>(
    urn: string | undefined,
    question: readonly (PropertyBag | undefined)[],
    ask: (kind: NativeResource) => R | Promise<R>,
  ): Promise<R> {
    const kind = kinds.of(urn?.split("::")[2] ?? "");
    try {
      return await ask(kind);
    } catch (error) {
      throw kind.failed(error, question);
    }
  }

  return {
    Handshake: () => ({ acceptSecrets: true, acceptResources: false, acceptOutputs: false }),
    GetPluginInfo: () => ({ version }),
    GetSchema: () => ({ schema: readFileSync(join(__dirname, "schema.json"), "utf8") }),
    Attach: () => ({}),
    Cancel: () => ({}),
    CheckConfig: (request) => {
      session.isExplicit = !isDefaultProvider(request.urn);
      return checkConfig(request);
    },
    DiffConfig: diffConfig,
    Configure: ({ args = {} }) => {
      session.configure(configReader(args));
      return { acceptSecrets: true, supportsPreview: true };
    },
    Invoke: ({ tok = "", args = {} }) => invoke(session, tok, args),
    Check: (request) => asked(request.urn, [request.olds, request.news], (kind) => kind.check(request)),
    Diff: (request) => asked(request.urn, [request.olds, request.news], (kind) => kind.diff(request)),
    Create: (request) => asked(request.urn, [request.properties], (kind) => kind.create(request)),
    Read: (request) => asked(request.urn, [request.properties], (kind) => kind.read(request)),
    Update: (request) => asked(request.urn, [request.olds, request.news], (kind) => kind.update(request)),
    Delete: (request) => asked(request.urn, [request.properties], (kind) => kind.delete(request)),
  };
}

/** Whether the engine has made a provider by itself, named `default_0_5_0` or the like. */
function isDefaultProvider(urn = ""): boolean {
  return /^default(_|$)/.test(nameInUrn(urn));
}
