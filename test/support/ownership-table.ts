import { readMarker } from "../../provider/messages/marker";
import type { LiveMessage } from "../../provider/messages/message";
import type { FakeAccount } from "./fake-data-plane";
import { type ModelResource, type ModelState, OWNER } from "./model-engine";

// The table of ownership, written a second time for a RetainedMessage in the model: what may be touched by whom.

/** What of the arguments the table asks for. */
interface Wanted {
  topic: string;
  overwrite?: boolean;
}

/** The row of the table. */
export function rowOf(live: LiveMessage, state: ModelState | undefined): "ours" | "moved" | "foreign" | "unmarked" {
  const marker = readMarker(live.userProperties);
  if (marker === undefined) return "unmarked";
  if (marker.nonce === state?.outputs.__state?.nonce) return "ours";
  return marker.owner === OWNER ? "moved" : "foreign";
}

/** Whether an `up` updates what is in the state; if nobody knows whether a create was acted on, it is still a create. */
export function isUpdate(state: ModelState | undefined, topic: string): state is ModelState {
  return state?.outputs["topic"] === topic && state.outputs.__state?.uncertain !== true;
}

/** Whether an `up` may publish over a message on its topic. */
export function mayPublish(live: LiveMessage, state: ModelState | undefined, { topic, overwrite }: Wanted): boolean {
  const row = rowOf(live, state);
  if (overwrite || row === "ours" || row === "moved") return true;
  return row === "unmarked" && isUpdate(state, topic);
}

/** Whether the delete of a resource may clear a message. */
export function mayClear(live: LiveMessage, state: ModelState): boolean {
  const row = rowOf(live, state);
  const { topic, marker, payload, payloadBase64, lastModifiedTime, __state } = state.outputs;
  if (topic !== live.topic || row === "moved" || row === "foreign") return false;
  if (row === "ours" || (marker === true && !__state?.uncertain)) return true;
  // Unmarked, and perhaps somebody else's: it has to be the very message in the state, and no refresh may have found it so.
  if (__state?.found) return false;
  if (__state?.uncertain) return live.lastModifiedTime === __state.publishedTime;
  const time = __state?.publishedTime ?? lastModifiedTime;
  if (time !== undefined) return live.lastModifiedTime === time;
  const bytes =
    payloadBase64 === undefined ? Buffer.from(String(payload)) : Buffer.from(String(payloadBase64), "base64");
  return bytes.equals(live.payload);
}

/** What an `up` of these arguments may not touch. */
export function protectedFrom(args: Wanted, { live, ours }: FakeAccount, engine: ModelResource): LiveMessage[] {
  const leaving = engine.resources.filter((one) => one.isReplaced || one.outputs["topic"] !== args.topic);
  return [...live.values()].filter((message) => {
    const isWanted = message.topic === args.topic;
    // Whatever the state believes: where we have never published, nothing unmarked is ours.
    const isNeverOurs = !ours.has(message.topic) && rowOf(message, engine.state) === "unmarked";
    if (isNeverOurs) return !(isWanted && args.overwrite);
    return isWanted ? !mayPublish(message, engine.state, args) : !leaving.some((one) => mayClear(message, one));
  });
}
