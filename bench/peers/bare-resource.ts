import * as pulumi from "@pulumi/pulumi";
import { BYTES, benchPayload, benchText, benchTopic } from "../support/payloads";

/** A provider that does nothing at all. @param changes what it says of differences */
export function bareProvider(changes: boolean): string {
  return (
    'exports.handler = () => ({ check: async (_, inputs) => ({ inputs }), create: async () => ({ id: "bare", outs: {} }), ' +
    `diff: async () => ({ changes: ${changes} }), update: async () => ({ outs: {} }) });`
  );
}

class Bare extends pulumi.CustomResource {
  constructor(name: string, messages: Record<string, string>) {
    super("pulumi-nodejs:dynamic/bench:Bare", name, { messages, __provider: bareProvider(false) });
  }
}

/** The same texts by the same topics as in a set. */
export function bareTexts(count: number, bytes = BYTES, revision = 1): Record<string, string> {
  const texts = Array.from({ length: count }, (_, i) => [benchTopic(i), benchText(benchPayload(i, bytes, revision))]);
  return Object.fromEntries(texts);
}

/** A stack of one resource that has them, to measure the time that Pulumi itself takes. */
export function bareResource(count: number): () => void {
  const messages = bareTexts(count);
  return () => {
    new Bare("defaults", messages);
  };
}
