import { RetainedMessage, RetainedMessageSet } from "pulumi-iot-retained";
import { BYTES, benchMessages, benchPayload, benchTopic } from "./payloads";
import { withSite } from "./site";

/** The floor that measures compare with: a stack of one RetainedMessage. */
export function one(): void {
  new RetainedMessage("defaults", { topic: benchTopic(0), payload: benchPayload(0, BYTES) });
}

/** A stack of one RetainedMessageSet; its payloads are made here, since making them is not what is measured. */
export function many(count: number, bytes = BYTES, revision = 1): () => void {
  const messages = benchMessages(count, bytes, revision);
  return () => {
    new RetainedMessageSet("defaults", { messages });
  };
}

/** Seconds of an `up` that creates one RetainedMessage. */
export function floorSeconds(): Promise<number> {
  return withSite(({ stack }) => stack.up(one));
}
