import { RetainedMessage, RetainedMessageSet } from "pulumi-iot-retained";
import { BYTES, benchMessages, benchPayload, benchTopic } from "./payloads";
import { withSite } from "./site";

/** A stack of one RetainedMessage: the floor that measures compare with. */
export function one(): void {
  new RetainedMessage("defaults", { topic: benchTopic(0), payload: benchPayload(0, BYTES) });
}

/** A stack of one RetainedMessageSet. Its payloads are made before the program runs, so that this is not measured. */
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
