import type { LiveMessage } from "../messages/message";
import { clearing, readMarker, standing } from "../messages/ownership";
import type { Outputs } from "./declared-message";
import { isUntouched } from "./state";

/** What a delete does with a live message, and why it leaves it. */
export type Verdict =
  | { step: "done" }
  | { step: "clear" }
  | { step: "leave"; severity: "info" | "warning"; reason: string };

/** What a delete of the message in state does with the one that is live. */
export function verdictOn(live: LiveMessage | undefined, props: Outputs): Verdict {
  const found = standing(live, { owner: props.__owner, nonce: props.__state?.nonce });
  const step = clearing(found);
  if (step === "leave") {
    const { owner = "somebody else", name = "" } = readMarker(live?.userProperties ?? []) ?? {};
    return { step, severity: found === "moved" ? "info" : "warning", reason: `${owner} ${name} has the topic now` };
  }
  const isDoubtful = found === "unmarked" && (!props.marker || props.__state?.uncertain === true);
  if (isDoubtful && !isUntouched(live, props)) {
    return { step: "leave", severity: "warning", reason: "it has no marker, and somebody else has published it" };
  }
  return { step };
}
