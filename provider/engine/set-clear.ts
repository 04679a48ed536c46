import type { DataPlane, Place } from "../dataplane/data-plane";
import { type Failures, forEachTopic } from "../dataplane/many";
import type { Extra } from "../messages/bookkeeping";
import { sha256 } from "../messages/digest";
import type { LiveMessage } from "../messages/message";
import { isMarked } from "../messages/ownership";
import type { Verdict } from "./clearing";
import { Progress } from "./progress";
import type { Session } from "./session";
import type { Left } from "./set-report";

/** Topics that are to be cleared. */
export interface ClearTask {
  session: Session;
  dataPlane: DataPlane;
  place: Place;
  resource: { name: string; urn: string };
  topics: readonly string[];
  /** What is to be done with what is live on a topic. */
  verdict: (topic: string, live: LiveMessage | undefined) => Verdict;
  /** Told of each topic that is not the set's any more. */
  gone: (topic: string) => void;
  left: Left;
}

/** Clears topics, each looked at just before. */
export async function clearAll(task: ClearTask): Promise<{ failures: Failures; cleared: number }> {
  const { session, dataPlane, place, resource, topics, verdict, gone, left } = task;
  const progress = new Progress(session.log, resource, "cleared", topics.length);
  let cleared = 0;
  const failures = await forEachTopic(topics, session.settings.concurrency, (topic) =>
    session.alone(topic, async () => {
      const holder = await session.holder(topic, place);
      const found: Verdict =
        holder === undefined
          ? verdict(topic, await dataPlane.get(topic))
          : { step: "leave", severity: "info", reason: `${holder} has the topic now` };
      if (found.step === "leave") left.add(topic, found.severity, found.reason);
      if (found.step === "clear") {
        await dataPlane.clear(topic);
        cleared++;
      }
      gone(topic);
      progress.step();
    }),
  );
  return { failures, cleared };
}

/** What an update does with an extra: only what preview showed is cleared. */
export function verdictOnExtra(live: LiveMessage | undefined, extra: Extra): Verdict {
  if (live === undefined) return { step: "done" };
  const isAsShown = live.payload.length === extra.payloadSize && sha256(live.payload) === extra.payloadSha256;
  // One with a marker has an owner, this stack or another.
  if (isMarked(live.userProperties) || !isAsShown) {
    return { step: "leave", severity: "warning", reason: "it is not what the last refresh found" };
  }
  return { step: "clear" };
}
