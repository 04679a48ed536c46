import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { PropertyBag } from "../../pulumi/property-bag";
import { nativeToken, typeOf } from "../../pulumi/provider-text";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../pulumi/signatures";
import { stackOfUrn } from "../../pulumi/urn";
import { CommandError } from "./exit";

/** The kinds of resources that retain messages. */
type Kind = "RetainedMessage" | "RetainedMessageSet";

/** A resource of this package in a state, of either provider. Its secrets are in envelopes. */
export interface ExportedResource {
  kind: Kind;
  urn: string;
  inputs: PropertyBag;
  outputs: PropertyBag;
  /** Whether it has been replaced and is to be deleted. */
  isReplaced: boolean;
  /** Whether the program only reads it, and does not manage it. */
  isRead: boolean;
  /** Whether its last create or update has failed half way. */
  hasFailed: boolean;
}

/** What `pulumi stack export` has printed, as far as it is about this package. */
export interface Exported {
  /** `<project>/<stack>`; undefined if the export has no resources. */
  stack: string | undefined;
  resources: ExportedResource[];
  /** Kinds of the resources at which a run was that was killed. */
  pending: Kind[];
}

const properties = z.record(z.string(), z.unknown()).nullish();
const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  inputs: properties,
  outputs: properties,
  delete: z.boolean().nullish(),
  external: z.boolean().nullish(),
  initErrors: z.array(z.unknown()).nullish(),
});

const exportSchema = z.object({
  version: z.number(),
  deployment: z.object({
    resources: z.array(resourceSchema).nullish(),
    pending_operations: z.array(z.object({ resource: z.object({ type: z.string() }) })).nullish(),
  }),
});

const kinds = new Map<string, Kind>(
  (["RetainedMessage", "RetainedMessageSet"] as const).flatMap((kind) => [
    [typeOf(kind), kind],
    [nativeToken(kind), kind],
  ]),
);

/**
 * Reads the output of `pulumi stack export`.
 *
 * @param file its path, or `-` for standard input
 * @throws CommandError if the file cannot be read, or is not an export
 */
export async function readExport(file: string): Promise<Exported> {
  return parseExport(await read(file), file === "-" ? "standard input" : file);
}

/**
 * Parses the output of `pulumi stack export`.
 *
 * @param name of what it comes from, for errors
 * @throws CommandError if it is not an export
 */
export function parseExport(text: string, name: string): Exported {
  const found = exportSchema.safeParse(parseJson(text, `${name} is not JSON: expected`));
  if (!found.success) throw new CommandError(`${name} is not the output of \`pulumi stack export\``);
  const { resources: all, pending_operations: pending } = found.data.deployment;
  return {
    stack: stackIn(all?.[0]?.urn),
    resources: (all ?? []).flatMap((resource) => {
      const kind = kinds.get(resource.type);
      return kind === undefined ? [] : [exported(kind, resource)];
    }),
    pending: (pending ?? []).flatMap(({ resource }) => kinds.get(resource.type) ?? []),
  };
}

function exported(kind: Kind, { urn, inputs, outputs, ...about }: z.infer<typeof resourceSchema>): ExportedResource {
  return {
    kind,
    urn,
    inputs: inputs ?? {},
    outputs: outputs ?? {},
    isReplaced: about.delete === true,
    isRead: about.external === true,
    hasFailed: (about.initErrors?.length ?? 0) > 0,
  };
}

/** Stands for the value of an encrypted secret. */
export const ENCRYPTED = Symbol("encrypted");

/** A value of the state; for a secret, the value that `--show-secrets` has shown. */
export function revealed(value: unknown): unknown {
  const { [SIGNATURE_KEY]: signature, plaintext } = (value ?? {}) as PropertyBag;
  if (signature !== SECRET_SIGNATURE) return value;
  return typeof plaintext === "string"
    ? parseJson(plaintext, "a secret in the export is not JSON: expected")
    : ENCRYPTED;
}

async function read(file: string): Promise<string> {
  try {
    return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw new CommandError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Parses JSON. Errors never quote the text, as those of the parser do, because it may contain secrets. */
function parseJson(json: string, issue: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new CommandError(`${issue} the output of \`pulumi stack export\``);
  }
}

function stackIn(urn: string | undefined): string | undefined {
  if (!/^urn:pulumi:.*?::.*?::/.test(urn ?? "")) return undefined;
  const { project, stack } = stackOfUrn(urn ?? "");
  return `${project}/${stack}`;
}
