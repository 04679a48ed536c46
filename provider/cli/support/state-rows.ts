import type { FileMessage } from "../../files/read-messages";
import { sha256 } from "../../messages/digest";
import { readMarker } from "../../messages/marker";
import type { LiveMessage } from "../../messages/message";
import { payloadBytes } from "../../messages/payload";
import { isUnderPrefix } from "../../messages/topic";
import { Listings } from "../../process/listings";
import { SECRET_TEXT } from "../../pulumi/secret-text";
import { changedParts, type MessagePart } from "../../topics/changes";
import { decide } from "../../topics/decide";
import type { DesiredMessage } from "../../topics/desired";
import { type Observed, observe } from "../../topics/observe";
import { ownershipOf } from "../../topics/ownership";
import { recordedAs } from "../../topics/plan";
import { asFound, isAsRecorded, type RecordedMessage, recordedDigest, vouchesFor } from "../../topics/recorded";
import { hasVanished } from "../../topics/refresh";
import type { TopicMap } from "../../topics/topic-map";
import { driftRow, foreignText, originText, type Payloads, payloadText, type Row, type Rows } from "./diff-rows";
import { bytes } from "./format";
import { assertAllRead, type LiveMessages } from "./live-messages";
import { lookAhead, type ResourceOutlook } from "./outlook";
import { note } from "./output";
import type { StackState } from "./stack-state";
import type { StateResource } from "./state-resource";

/** What is compared. */
interface Compared {
  files: ReadonlyMap<string, FileMessage>;
  live: LiveMessages;
  state: StackState;
  /** Of topics without files, only those under it. */
  prefix: string | undefined;
}

/** What the next `up` would do, and what is live otherwise than the state says. */
export async function rowsByState({
  files,
  live,
  state,
  prefix,
}: Compared): Promise<Rows & { added: ReadonlySet<string> }> {
  const outlook = lookAhead(files, state);
  const isAsked = (topic: string) => files.has(topic) || prefix === undefined || isUnderPrefix(topic, [prefix]);
  const unclear = [...outlook.unclear].filter(([topic]) => isAsked(topic));
  const rows: Row[] = [
    ...unclear.map(([topic, { reason, resource }]) => ({
      ...shownAs(topic, resource, files),
      change: "unclear" as const,
      what: reason,
    })),
    ...outlook.gone.map((topic) => ({
      ...shownAs(topic, undefined, files),
      change: "new" as const,
      what: "declared in code, and gone",
    })),
  ];
  const counts = { unchanged: 0, expired: 0, inCode: 0 };
  for (const each of outlook.resources) {
    const found = await new ResourceRows(each, { files, live, state, isAsked }).read();
    rows.push(...found.rows);
    for (const name of ["unchanged", "expired", "inCode"] as const) counts[name] += found[name];
  }
  const { unchanged, ...ofState } = counts;
  return {
    rows,
    unchanged,
    ofState: { ...ofState, goneInCode: outlook.unnamed, waiting: outlook.waiting },
    added: outlook.added,
  };
}

/** A topic and its files, as far as they may be shown. A topic of the folder stands in the name of a file. */
function shownAs(topic: string, resource: StateResource | undefined, files: ReadonlyMap<string, FileMessage>) {
  const found = files.get(topic);
  if (found === undefined) return { topic: resource?.hasSecretTopics ? SECRET_TEXT : topic };
  return { topic, file: found.file, files: found.sources.map(({ name }) => name) };
}

interface Work extends Omit<Compared, "prefix"> {
  isAsked: (topic: string) => boolean;
}

/** The rows of one resource. */
class ResourceRows {
  private readonly resource: StateResource;
  private readonly publish: ReadonlySet<string>;
  private readonly found = { rows: [] as Row[], unchanged: 0, expired: 0, inCode: 0 };

  constructor(
    private readonly outlook: ResourceOutlook,
    private readonly work: Work,
  ) {
    this.resource = outlook.resource;
    this.publish = new Set(outlook.plan.publish);
  }

  async read() {
    const { desired, recorded, plan } = this.outlook;
    const { live, isAsked } = this.work;
    const clear = new Set(plan.clear.filter(isAsked));
    const topics = [...desired.messages.keys(), ...clear];
    const unchanged = (topic: string) => (this.publish.has(topic) || clear.has(topic) ? undefined : recorded.messages);
    const looked = await observe({
      dataPlane: live.dataPlane,
      listings: new Listings(async (warning) => note(`warning: ${warning}`)),
      concurrency: live.concurrency,
      topics,
      total: topics.length,
      // Of what changes, the live message itself is needed.
      recorded: { ...keysOf(recorded.messages), get: (topic) => unchanged(topic)?.get(topic) },
      isProof: () => true,
      onEach: (topic, observed) => {
        const row = clear.has(topic) ? this.cleared(topic, observed) : this.declared(topic, observed);
        if (row !== undefined) this.found.rows.push(row);
      },
    });
    assertAllRead(looked.failures, topics.length);
    return this.found;
  }

  private declared(topic: string, observed: Observed): Row | undefined {
    const wanted = this.outlook.desired.messages.get(topic);
    if (wanted === undefined) return undefined;
    const record = this.outlook.recorded.messages.get(topic);
    if (record === undefined) return this.added(topic, wanted, messageIn(observed));
    return this.publish.has(topic)
      ? this.planned(topic, wanted, record, messageIn(observed))
      : this.drifted(topic, wanted, record, observed);
  }

  /** A topic that the state does not have. */
  private added(topic: string, wanted: DesiredMessage, live: LiveMessage | undefined): Row {
    const size = bytes(bytesOf(wanted)?.length ?? 0);
    if (live === undefined) return this.row(topic, "new", size, { payloads: { declared: bytesOf(wanted) } });
    if (this.isRefused(live, undefined)) return this.row(topic, "inTheWay", foreignText(live));
    return this.row(topic, "new", `${size}, over ${foreignText(live)}`);
  }

  /** A topic whose declaration is not what the state says. */
  private planned(topic: string, wanted: DesiredMessage, record: RecordedMessage, live: LiveMessage | undefined): Row {
    if (live === undefined) {
      const { message, payloadSha256 } = record;
      const differences = changedParts({ ...message, payloadSha256 }, wanted);
      const gone = hasVanished(record) ? "missing" : "expired";
      const what = [...this.words(differences, record, undefined, wanted), gone].join(", ");
      return this.row(topic, "changed", what, { differences, payloads: { declared: bytesOf(wanted) } });
    }
    if (this.isRefused(live, record)) return this.row(topic, "inTheWay", foreignText(live));
    const differences = changedParts(asFound(live, record), wanted);
    const words = this.words(differences, record, live, wanted);
    const what = words.length === 0 ? "as it is live already" : words.join(", ");
    return this.row(topic, "changed", what, {
      differences,
      payloads: this.payloads(wanted, record, live, differences),
    });
  }

  /** A topic whose declaration is as the state says: what is live may not be. */
  private drifted(topic: string, wanted: DesiredMessage, record: RecordedMessage, live: Observed): Row | undefined {
    const left = this.outlook.desired.leftToOthers(topic);
    if (left === "message") return this.asItIs(topic, "unchanged");
    if (live === undefined) {
      if (!hasVanished(record)) return this.asItIs(topic, "expired");
      const what = `${bytes(record.size ?? 0)}, missing`;
      return driftRow(this.row(topic, "new", what, { payloads: { declared: bytesOf(wanted) } }));
    }
    if (live === "as in state" || isAsRecorded(live, record)) {
      // A refresh has put into the state what somebody else has published. Only the program knows what was declared.
      const isFound = record.isFound && !this.resource.isUnmarked;
      if (!isFound || !this.outlook.inCode.has(topic)) return this.asItIs(topic, "unchanged");
      const changed = "declared in code, and changed outside, as the last refresh has found";
      return driftRow(this.row(topic, "changed", changed));
    }
    const differences = changedParts(asFound(live, record), wanted).filter((part) => !left.has(part));
    if (differences.length === 0) return this.asItIs(topic, "unchanged");
    if (this.isRefused(live, record)) return driftRow(this.row(topic, "inTheWay", foreignText(live)));
    const what = this.words(differences, record, live, wanted).join(", ");
    const payloads = this.payloads(wanted, record, live, differences);
    return driftRow(this.row(topic, "changed", what, { differences, payloads }));
  }

  private cleared(topic: string, observed: Observed): Row {
    const live = messageIn(observed);
    const record = this.outlook.recorded.messages.get(topic);
    const payloads = live !== undefined && isOurs(live, record) ? { live: live.payload } : undefined;
    const what = live === undefined ? "gone already" : bytes(live.payload.length);
    return this.row(topic, "clear", what, { payloads });
  }

  private asItIs(topic: string, count: "unchanged" | "expired"): undefined {
    const isInCode = count === "unchanged" && this.outlook.inCode.has(topic);
    this.found[isInCode ? "inCode" : count]++;
  }

  /** Whether a publish over a live message would be refused. */
  private isRefused(live: LiveMessage, record: RecordedMessage | undefined): boolean {
    const mine = { owner: this.resource.owner ?? "", nonce: this.resource.nonce };
    const { step } = decide({
      declared: "otherwise",
      recorded: recordedAs(record),
      live: ownershipOf(live, mine),
      overwrite: this.outlook.desired.overwrite,
    });
    return step === "refuse";
  }

  private words(
    differences: readonly MessagePart[],
    record: RecordedMessage,
    live: LiveMessage | undefined,
    wanted: DesiredMessage,
  ): string[] {
    const before = live?.payload.length ?? record.size ?? 0;
    const words: Partial<Record<MessagePart, string>> = {
      payload: payloadText(before, bytesOf(wanted)?.length ?? record.size ?? 0),
      qos: `qos ${live?.qos ?? record.message.qos} -> ${wanted.qos}`,
      ...(live !== undefined && hasOtherUnreadable(live, record) ? { marker: "contentType or the like" } : {}),
    };
    return differences.map((part) => words[part] ?? part);
  }

  /** The payloads of a change, if the payload changes and the live one is the resource's own. */
  private payloads(
    wanted: DesiredMessage,
    record: RecordedMessage,
    live: LiveMessage,
    differences: readonly MessagePart[],
  ): Payloads | undefined {
    if (!differences.includes("payload") || !isOurs(live, record)) return undefined;
    const declared = bytesOf(wanted);
    return declared && { live: live.payload, declared };
  }

  private row(
    topic: string,
    change: Row["change"],
    what: string,
    { payloads, ...more }: Partial<Omit<Row, "payloads">> & { payloads?: MaybePayloads | undefined } = {},
  ): Row {
    const shown = shownAs(topic, this.resource, this.work.files);
    const isSecret = this.work.state.all.some((resource) => isSecretIn(resource, topic, this.resource));
    const text = what + originText(shown.files ?? []) + (isSecret ? ", secret" : "");
    return { ...shown, change, ...more, what: text, ...(isSecret ? {} : shownPayloads(payloads)) };
  }
}

/** Keys of a map whose values are to be others. */
function keysOf<T>(map: TopicMap<T>): Omit<TopicMap<T>, "get"> {
  return { size: map.size, has: (topic) => map.has(topic), keys: () => map.keys() };
}

/** The live message of a topic that was read by itself. */
function messageIn(observed: Observed): LiveMessage | undefined {
  return observed === "as in state" ? undefined : observed;
}

/** Payloads of which some may not be known. */
type MaybePayloads = { [K in keyof Payloads]: Uint8Array | undefined };

function shownPayloads({ live, declared }: MaybePayloads = {}): Pick<Row, "payloads"> {
  if (live === undefined && declared === undefined) return {};
  return { payloads: { ...(live && { live }), ...(declared && { declared }) } };
}

/** Whether a resource says that a topic is secret: the one that the topic belongs to, or will, or another that has it. */
function isSecretIn(resource: StateResource, topic: string, own: StateResource): boolean {
  return (resource === own || resource.declared.has(topic)) && resource.isSecret(topic);
}

/** Whether a live message is what the resource has published, so that nobody else's payload is shown. */
function isOurs(live: LiveMessage, record: RecordedMessage | undefined): boolean {
  if (record === undefined) return false;
  const nonce = readMarker(live.userProperties)?.nonce;
  if (nonce !== undefined && nonce === record.nonce) return true;
  // After a refresh, the digest in the state may be that of somebody else's message.
  return !record.isFound && sha256(live.payload) === recordedDigest(record);
}

/** Whether our own marker says that properties which cannot be read back are others than those in state. */
function hasOtherUnreadable(live: LiveMessage, record: RecordedMessage): boolean {
  return readMarker(live.userProperties)?.nonce === record.nonce && !vouchesFor(live, record, record.message);
}

/** The payload of a message; undefined if it is that of a file that the state does not hold. */
function bytesOf(message: DesiredMessage): Uint8Array | undefined {
  try {
    return payloadBytes(message, notRead);
  } catch {
    return undefined;
  }
}

function notRead(): never {
  throw new Error("the state has only the hash of the file");
}
