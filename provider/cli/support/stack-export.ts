import { decodeBookkeeping } from "../../engine/bookkeeping";
import type { PropertyBag } from "../../pulumi/property-bag";
import { CommandError } from "./exit";
import { ENCRYPTED, type ExportedResource, readExport, revealed } from "./exported-resources";

/**
 * What stacks know of a message, from the strongest to the weakest:
 *
 * - `known`: one of them has its topic, or it has the nonce of a RetainedMessage.
 * - `perhaps`: it has the nonce of a set whose topics are encrypted in the export.
 * - `left`: it has the nonce of a set that does not have its topic, so a killed run has left it.
 * - `unknown`: no resource has its topic or its nonce. The resource that has it may have moved to another stack.
 */
const knowledge = ["known", "perhaps", "left", "unknown"] as const;

export type Knowledge = (typeof knowledge)[number];

/** What the export of a stack tells about its messages. */
export interface StackExport {
  /** Path of its file, or `-`. */
  file: string;
  /** `<project>/<stack>`; undefined if the export has no resources. */
  name: string | undefined;
  /** The owners that its resources declare. */
  owners: ReadonlySet<string>;
  knowledgeOf(topic: string, nonce: string): Knowledge;
}

/**
 * Reads the output of `pulumi stack export`. Its pending operations protect nothing: what they published is what a killed
 * run left behind, and that is to be cleared.
 *
 * @param file its path, or `-` for standard input
 * @throws CommandError if the file cannot be read, is not an export, or has an encrypted topic or nonce
 */
export async function readStackExport(file: string): Promise<StackExport> {
  const { stack: name, resources } = await readExport(file);
  const topics = new Set<string>();
  const nonces = new Map<string, Knowledge>();
  const owners = new Set<string>();
  for (const resource of resources) {
    const found = resource.kind === "RetainedMessageSet" ? topicsOfSet(resource) : topicsOfMessage(resource);
    for (const topic of found.topics) topics.add(topic);
    const nonce = nonceOf(resource);
    // A state may have a resource twice, as it is and as it is to be deleted.
    if (nonce !== undefined) nonces.set(nonce, strongest([found.otherTopics, nonces.get(nonce) ?? "unknown"]));
    // A resource of the native provider has it in its outputs alone.
    const owner = revealed(resource.inputs["__owner"] ?? resource.outputs["__owner"]);
    if (typeof owner === "string") owners.add(owner);
  }
  const knowledgeOf = (topic: string, nonce: string) =>
    topics.has(topic) ? "known" : (nonces.get(nonce) ?? "unknown");
  return { file, name, owners, knowledgeOf };
}

/** Joins what several resources or stacks know of a message. */
export function strongest(found: readonly Knowledge[]): Knowledge {
  return knowledge.find((one) => found.includes(one)) ?? "unknown";
}

/** The topics of a resource, and what it knows of messages with its nonce on other topics. */
interface ResourceTopics {
  topics: string[];
  otherTopics: Knowledge;
}

function topicsOfMessage(resource: ExportedResource): ResourceTopics {
  const topics = [resource.inputs, resource.outputs].flatMap((properties) => {
    const topic = readable(resource, "topic", properties["topic"]);
    return typeof topic === "string" ? [topic] : [];
  });
  return { topics, otherTopics: "known" };
}

/** The topics that a set declares, and those in its bookkeeping unless that is encrypted. */
function topicsOfSet(resource: ExportedResource): ResourceTopics {
  const messages = readable(resource, "messages", resource.inputs["messages"]);
  const declared = Object.keys((messages ?? {}) as object);
  const bookkeeping = revealed(resource.outputs["__bookkeeping"]);
  if (typeof bookkeeping !== "string") return { topics: declared, otherTopics: "perhaps" };
  return { topics: [...declared, ...decodeBookkeeping(bookkeeping).messages.keys()], otherTopics: "left" };
}

function nonceOf(resource: ExportedResource): string | undefined {
  const state = readable(resource, "__state", resource.outputs["__state"]) as PropertyBag | undefined;
  const nonce = readable(resource, "__state", state?.["nonce"]);
  return typeof nonce === "string" ? nonce : undefined;
}

/** @throws CommandError if the value is encrypted: it decides which messages stay */
function readable({ urn }: ExportedResource, name: string, value: unknown): unknown {
  const found = revealed(value);
  if (found !== ENCRYPTED) return found;
  throw new CommandError(
    `\`${name}\` of ${urn} is a secret: export with \`pulumi stack export --show-secrets\`. Nothing was cleared`,
  );
}
