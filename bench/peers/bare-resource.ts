import * as pulumi from "@pulumi/pulumi";
import { BYTES, benchPayload, benchText, benchTopic } from "../support/payloads";

/** A provider that does nothing at all. */
const provider =
  'exports.handler = () => ({ check: async (_, inputs) => ({ inputs }), create: async () => ({ id: "bare", outs: {} }), ' +
  "diff: async () => ({ changes: false }) });";

class Bare extends pulumi.CustomResource {
  constructor(name: string, messages: Record<string, string>) {
    super("pulumi-nodejs:dynamic/bench:Bare", name, { messages, __provider: provider });
  }
}

/** A stack of one resource that has the same texts and topics, to measure the time that Pulumi itself takes. */
export function bareResource(count: number): () => void {
  const entries = Array.from({ length: count }, (_, i) => [benchTopic(i), benchText(benchPayload(i, BYTES))]);
  const messages = Object.fromEntries(entries) as Record<string, string>;
  return () => {
    new Bare("defaults", messages);
  };
}
