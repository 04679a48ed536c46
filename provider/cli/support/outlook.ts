import { messageDigest } from "../../files/in-code";
import type { FileMessage } from "../../files/read-messages";
import type { MessageValue } from "../../messages/message-value";
import type { DesiredTopics } from "../../topics/desired";
import { type Plan, planOf } from "../../topics/plan";
import type { RecordedTopics } from "../../topics/recorded";
import { entriesOf } from "../../topics/topic-map";
import type { StackState } from "./stack-state";
import type { StateResource } from "./state-resource";

/** What the next `up` would do about the topics of a resource, as long as only files have changed since the last one. */
export interface ResourceOutlook {
  resource: StateResource;
  desired: DesiredTopics;
  recorded: RecordedTopics;
  plan: Plan;
  /** Topics that the program has added to those of files, or whose messages it has changed. */
  inCode: ReadonlySet<string>;
}

/** What the next `up` would do. */
export interface Outlook {
  resources: ResourceOutlook[];
  /** Topics of files that no resource has yet. */
  added: Set<string>;
  /** Topics of which only a preview can tell what becomes of them, each with the reason in words. */
  unclear: Map<string, { reason: string; resource?: StateResource }>;
  /** Topics that the program has made from files with changes, and that the last refresh has not found. */
  gone: string[];
  /** How many topics that the program has added the last refresh has not found. The state does not name them. */
  unnamed: number;
  /** How many topics wait for a rollout: with another message than the declared one, with none, or to be cleared. */
  waiting: number;
}

const reasons = {
  hasFile: "declared in code, and has a file now",
  otherFile: "changed in code, and its file is not that of the last `up`",
  noFile: "changed in code, and its file is gone",
  leftOut: "left out in code, and its file is not that of the last `up`",
  ofOther: "is of a resource that was not named",
  untold: "has no file, and this state does not tell whether code declares it: the next `up` notes it",
} as const;

/**
 * Looks ahead by what the state says of files and code. The program is the one of the last `up`: if the message of a topic
 * is as its file says, it will be as its file says now. If code has changed it, it stays as long as its file does.
 */
export function lookAhead(files: ReadonlyMap<string, FileMessage>, { resources, all }: StackState): Outlook {
  const outlook: Outlook = { resources: [], added: new Set(), unclear: new Map(), gone: [], unnamed: 0, waiting: 0 };
  const digests = new Map<string, string | undefined>();
  const digestOf = (topic: string) => {
    if (!digests.has(topic)) digests.set(topic, messageDigest(files.get(topic)?.message));
    return digests.get(topic);
  };
  const target = targetAmong(resources);
  const ofTarget: string[] = [];
  const addTo = (topic: string) => (target === undefined ? outlook.added.add(topic) : ofTarget.push(topic));
  // Those that are compared come last, and so win.
  const inOrder = [...all.filter((resource) => !resources.includes(resource)), ...resources];
  const holders = new Map(inOrder.flatMap((each) => [...each.declared.keys()].map((topic) => [topic, each])));
  for (const topic of files.keys()) {
    const holder = holders.get(topic);
    if (holder !== undefined) {
      // A wrong name must not make a change go unseen.
      const reason = holder.inCode === true ? reasons.hasFile : `${reasons.ofOther}: ${holder.name}`;
      if (!resources.includes(holder)) outlook.unclear.set(topic, { reason, resource: holder });
      continue;
    }
    const made = madeInCode(topic, resources);
    if (made === undefined) addTo(topic);
    else if (made.file !== digestOf(topic)) outlook.unclear.set(topic, { reason: made.reason });
    else if (made.reason !== reasons.leftOut) outlook.gone.push(topic);
  }
  for (const resource of resources) {
    const messages = new Map<string, MessageValue>();
    const inCode = new Set<string>();
    for (const [topic, value] of resource.declared) {
      const file = files.get(topic);
      const changed = resource.changedInCode(topic);
      const reason = reasonAgainst(resource, changed, file, () => digestOf(topic));
      if (reason !== undefined) outlook.unclear.set(topic, { reason, resource });
      else if (changed !== undefined) messages.set(topic, value);
      else if (file !== undefined) messages.set(topic, file.message);
      if (reason === undefined && changed !== undefined) inCode.add(topic);
    }
    const found = new Set([...resource.declared.keys(), ...files.keys()]);
    const changes = [...found].filter((topic) => resource.changedInCode(topic) !== undefined).length;
    outlook.unnamed += Math.max(0, resource.changesInCode - changes);
    if (resource === target) for (const topic of ofTarget) messages.set(topic, files.get(topic)?.message ?? "");
    const { waiting, ...desired } = resource.desired(messages);
    outlook.waiting += waiting;
    const recorded = without(resource.recorded, outlook.unclear);
    outlook.resources.push({ resource, desired, recorded, plan: planOf(desired, recorded), inCode });
  }
  return outlook;
}

/** The resource that topics of new files will belong to: the only set, if there is one. */
function targetAmong(resources: readonly StateResource[]): StateResource | undefined {
  const sets = resources.filter(({ isSet }) => isSet);
  return sets.length === 1 ? sets[0] : undefined;
}

/** What code has made of a file whose topic no resource has now. */
function madeInCode(topic: string, resources: readonly StateResource[]) {
  for (const resource of resources) {
    const leftOut = resource.leftOutInCode(topic);
    if (leftOut !== undefined) return { ...leftOut, reason: reasons.leftOut };
    const changed = resource.inCode === true ? undefined : resource.changedInCode(topic);
    if (changed === undefined) continue;
    return { ...changed, reason: changed.file === undefined ? reasons.hasFile : reasons.otherFile };
  }
  return undefined;
}

/** Why nobody can tell what becomes of a topic in the state; undefined if that is known. */
function reasonAgainst(
  { inCode }: StateResource,
  changed: { file: string | undefined } | undefined,
  file: FileMessage | undefined,
  digest: () => string | undefined,
): string | undefined {
  if (inCode === undefined) return file === undefined ? reasons.untold : undefined;
  if (changed === undefined) return undefined;
  if (changed.file === undefined) return file === undefined ? undefined : reasons.hasFile;
  if (file === undefined) return reasons.noFile;
  return changed.file === digest() ? undefined : reasons.otherFile;
}

function without(recorded: RecordedTopics, topics: ReadonlyMap<string, unknown>): RecordedTopics {
  const { messages } = recorded;
  const kept = [...entriesOf(messages)].filter(([topic]) => !topics.has(topic));
  return kept.length === messages.size ? recorded : { ...recorded, messages: new Map(kept) };
}
