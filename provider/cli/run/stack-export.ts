import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { decodeBookkeeping } from "../../engine/bookkeeping";
import type { PropertyBag } from "../../pulumi/property-bag";
import { typeOf } from "../../pulumi/provider-text";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../pulumi/signatures";
import { CommandError } from "../exit";

/** Whether a stack knows a message: `perhaps` where it has its nonce, and the topics of that nonce are encrypted. */
export type Keeping = "known" | "perhaps" | "unknown";

/** What a stack knows of its messages. */
export interface Known {
  topics: ReadonlySet<string>;
  /** What is known of a message with a nonce of the stack, on a topic that is not one of its own. */
  nonces: ReadonlyMap<string, Keeping>;
  /** Owners that its resources declare. */
  owners: ReadonlySet<string>;
  /** `<project>/<stack>`, undefined where the export has no resources. */
  stack: string | undefined;
}

/** Whether a stack knows a message, by its topic or its nonce. */
export function keeping({ topics, nonces }: Known, topic: string, nonce: string): Keeping {
  return topics.has(topic) ? "known" : (nonces.get(nonce) ?? "unknown");
}

const properties = z.record(z.string(), z.unknown()).nullish();
const exportSchema = z.object({
  version: z.number(),
  deployment: z.object({
    resources: z
      .array(z.object({ urn: z.string(), type: z.string(), inputs: properties, outputs: properties }))
      .nullish(),
  }),
});

/** A resource of ours in a state. */
interface Resource {
  urn: string;
  inputs: PropertyBag;
  outputs: PropertyBag;
}

/**
 * Reads what `pulumi stack export` has written. Operations that are pending there protect nothing: what a killed run
 * has published without its state being written is what is left behind.
 *
 * @param file its path, or `-` for standard input
 * @throws CommandError where it cannot be read, is no export, or hides a topic or a nonce
 */
export async function readExport(file: string): Promise<Known> {
  const content = await read(file);
  const found = exportSchema.safeParse(parsed(content, `${file} is no JSON: expected`));
  if (!found.success) throw new CommandError(`${file} is not the output of \`pulumi stack export\``);
  const resources = found.data.deployment.resources ?? [];
  const topics = new Set<string>();
  const nonces = new Map<string, Keeping>();
  const owners = new Set<string>();
  for (const { urn, type, inputs, outputs } of resources) {
    const isSet = type === typeOf("RetainedMessageSet");
    if (!isSet && type !== typeOf("RetainedMessage")) continue;
    const resource = { urn, inputs: inputs ?? {}, outputs: outputs ?? {} };
    const { names, others } = isSet ? topicsOfSet(resource) : topicsOfMessage(resource);
    for (const topic of names) topics.add(topic);
    const nonce = nonceOf(resource);
    if (nonce !== undefined) nonces.set(nonce, surer(others, nonces.get(nonce)));
    const owner = reveal(resource.inputs["__owner"]);
    if (typeof owner === "string") owners.add(owner);
  }
  return { topics, nonces, owners, stack: stackOf(resources[0]?.urn) };
}

async function read(file: string): Promise<string> {
  try {
    return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw new CommandError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** The parser's own words quote the text, which may hold secrets. */
function parsed(json: string, fault: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new CommandError(`${fault} the output of \`pulumi stack export\``);
  }
}

/** Topics of a resource, and what is known of messages with its nonce on other topics. */
interface Topics {
  names: string[];
  others: Keeping;
}

function topicsOfMessage(resource: Resource): Topics {
  const names = [resource.inputs, resource.outputs].flatMap((properties) => {
    const topic = shown(resource, "topic", properties["topic"]);
    return typeof topic === "string" ? [topic] : [];
  });
  return { names, others: "known" };
}

/** Those that a set declares, and those that it remembers, where that can be read. */
function topicsOfSet(resource: Resource): Topics {
  const messages = shown(resource, "messages", resource.inputs["messages"]);
  const declared = Object.keys((messages ?? {}) as object);
  const bookkeeping = reveal(resource.outputs["__bookkeeping"]);
  if (typeof bookkeeping !== "string") return { names: declared, others: "perhaps" };
  return { names: [...declared, ...decodeBookkeeping(bookkeeping).messages.keys()], others: "unknown" };
}

function nonceOf(resource: Resource): string | undefined {
  const state = shown(resource, "__state", resource.outputs["__state"]) as PropertyBag | undefined;
  const nonce = shown(resource, "__state", state?.["nonce"]);
  return typeof nonce === "string" ? nonce : undefined;
}

/** The same nonce may be there twice, of a resource as it is and as it is to be deleted. */
function surer(one: Keeping, other: Keeping = "unknown"): Keeping {
  return (["known", "perhaps"] as const).find((keeping) => keeping === one || keeping === other) ?? "unknown";
}

/** A secret that is encrypted. */
const HIDDEN = Symbol("hidden");

/** A value of the state; of a secret, what `--show-secrets` has shown. */
function reveal(value: unknown): unknown {
  const { [SIGNATURE_KEY]: kind, plaintext } = (value ?? {}) as PropertyBag;
  if (kind !== SECRET_SIGNATURE) return value;
  return typeof plaintext === "string" ? parsed(plaintext, "a secret in the export is no JSON: expected") : HIDDEN;
}

/** @throws CommandError where a value is encrypted that decides what stays */
function shown({ urn }: Resource, name: string, value: unknown): unknown {
  const found = reveal(value);
  if (found !== HIDDEN) return found;
  throw new CommandError(
    `\`${name}\` of ${urn} is a secret: export with \`pulumi stack export --show-secrets\`. Nothing was cleared`,
  );
}

function stackOf(urn = ""): string | undefined {
  const [, stack, project] = /^urn:pulumi:(.*?)::(.*?)::/.exec(urn) ?? [];
  return stack === undefined ? undefined : `${project}/${stack}`;
}
