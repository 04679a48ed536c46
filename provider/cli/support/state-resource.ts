import type { Place } from "../../dataplane/data-plane";
import { placeOf } from "../../engine/place-in-state";
import { setCodec, withoutExtras } from "../../engine/retained-message-set-state";
import type { MessageInputs, MessageState } from "../../engine/retained-message-state";
import { messageCodec } from "../../engine/retained-message-state";
import { setRolledOut } from "../../engine/set-rollout";
import { withStableOutside } from "../../engine/set-stable";
import type { SetInputs, SetState } from "../../engine/set-types";
import { type InCode, type InCodeReader, readInCode } from "../../files/in-code";
import { messagesDeclared } from "../../files/loaded-messages";
import { DEFAULT_QOS } from "../../messages/message";
import { argumentsOf, isMessageArgument, type MessageValue } from "../../messages/message-value";
import { isUnderWay, type Rollout } from "../../messages/rollout";
import { mapValues } from "../../plain/objects";
import { isHidden } from "../../pulumi/hidden-inputs";
import { messagePath } from "../../pulumi/message-path";
import type { PropertyBag } from "../../pulumi/property-bag";
import { asSecret, containsSecret, secretPaths, withoutSecretMarks } from "../../pulumi/secret";
import { SECRET_SIGNATURE, SIGNATURE_KEY } from "../../pulumi/signatures";
import { nameInUrn } from "../../pulumi/urn";
import { readStable, type StableMessages } from "../../rollout/stable";
import type { DesiredMessage, DesiredTopics } from "../../topics/desired";
import type { RecordedTopics } from "../../topics/recorded";
import { CommandError } from "./exit";
import { ENCRYPTED, type ExportedResource, revealed } from "./exported-resources";

/** What a resource of a state has declared with the last `up`, and what the state has recorded of its topics. */
export class StateResource {
  readonly name: string;
  readonly isSet: boolean;
  /** What its program made of files; undefined if the state does not tell. */
  readonly inCode: InCode | undefined;
  /** What it declares, by topic. */
  readonly declared: ReadonlyMap<string, MessageValue>;
  readonly recorded: RecordedTopics;
  private readonly inputs: PropertyBag;
  private readonly state: PropertyBag;
  private readonly secrets: ReadonlySet<string>;
  private readonly reader: InCodeReader | undefined;

  /** @throws CommandError if a secret of the resource is encrypted */
  constructor({ kind, urn, inputs, outputs }: ExportedResource) {
    const [sent, kept] = [opened(inputs, urn), opened(outputs, urn)];
    this.name = nameInUrn(urn);
    this.isSet = kind === "RetainedMessageSet";
    this.state = withoutSecretMarks(kept);
    // A resource of the native provider has hidden inputs in its outputs alone.
    const hidden = Object.entries(this.state).filter(([name]) => isHidden(name));
    const { __inCode, ...own } = withoutSecretMarks(sent);
    this.inputs = withoutExtras({ ...Object.fromEntries(hidden), ...own });
    this.secrets = new Set([...secretPaths(sent), ...secretPaths(kept), ...names(own), ...names(this.state)]);
    this.inCode = __inCode === true || typeof __inCode === "string" ? __inCode : undefined;
    this.reader = typeof this.inCode === "string" ? readInCode(this.inCode) : undefined;
    this.declared = new Map(messagesDeclared(this.inputs) as [string, MessageValue][]);
    this.recorded = this.isSet
      ? setCodec.recorded(this.state as unknown as SetState)
      : messageCodec.recorded({ ...this.inputs, ...this.state } as unknown as MessageState);
  }

  get owner(): string | undefined {
    const owner = this.inputs["__owner"];
    return typeof owner === "string" ? owner : undefined;
  }

  get nonce(): string | undefined {
    return (this.state as unknown as SetState).__state?.nonce;
  }

  /** Where its messages are; undefined after an import that nobody has looked at. */
  get place(): Place | undefined {
    return placeOf(this.state as unknown as SetState).recorded;
  }

  /** Whether it is a set whose messages carry no marker, so that another's publish of the same message is no drift. */
  get isUnmarked(): boolean {
    return this.isSet && this.inputs["marker"] === false;
  }

  /** Prefixes of topics under which nothing else may exist. */
  get exclusive(): string[] {
    const prefixes = this.inputs["exclusive"];
    return Array.isArray(prefixes) ? prefixes : [];
  }

  /** Template of the topics on which devices acknowledge the messages. */
  get applied(): string | undefined {
    const applied = this.inputs["applied"];
    return typeof applied === "string" ? applied : undefined;
  }

  /** How far the change of the messages of a set has gone, also if that deployment has failed half way. */
  get rollout(): Rollout | undefined {
    const { rollout } = this.state as unknown as SetState;
    return isUnderWay(rollout) ? rollout : this.handled.rollout;
  }

  /** Of a set, the stable messages of the topics that have another one. */
  get stable(): StableMessages {
    return readStable(this.handled.__stable).messages;
  }

  /** Inputs of a set as its handlers have them. */
  private get handled(): SetInputs {
    return withStableOutside(this.inputs as unknown as SetInputs);
  }

  /** Whether it declares a topic, or still has its message. */
  has(topic: string): boolean {
    return this.declared.has(topic) || this.recorded.messages.has(topic) || this.recorded.extras.has(topic);
  }

  /** Whether not even its topics may be shown. */
  get hasSecretTopics(): boolean {
    return ["messages", "exclusive", "topic"].some((name) => this.secrets.has(name));
  }

  /** Whether the message on a topic of the resource may not be shown. */
  isSecret(topic: string): boolean {
    // Of an extra that a refresh has found, the state always has the digest as a secret.
    if (this.recorded.extras.has(topic)) return this.hasSecretTopics;
    const parts = ["payload", "payloadBase64", "defaults", messagePath(topic)];
    return this.hasSecretTopics || parts.some((name) => this.secrets.has(name));
  }

  /**
   * How the program has changed the message of a topic, and by the message of which file.
   *
   * @returns undefined if it takes the message as its file says
   */
  changedInCode(topic: string): { file: string | undefined } | undefined {
    return this.inCode === true ? { file: undefined } : this.reader?.changed(topic);
  }

  /** By which file the program has left a topic out; undefined if it has not. */
  leftOutInCode(topic: string): { file: string } | undefined {
    return this.reader?.leftOut(topic);
  }

  /** How many messages the program has added or changed, as far as files are among them. */
  get changesInCode(): number {
    return this.reader?.changes ?? 0;
  }

  /** What the resource would declare with these messages, and how many topics would wait for its rollout. */
  desired(messages: ReadonlyMap<string, MessageValue>): DesiredTopics & { waiting: number } {
    if (this.isSet) {
      const { __stable, ...declared } = this.handled;
      const wanted = { ...declared, messages: Object.fromEntries(messages) };
      const { inputs, rollout } = setRolledOut(this.inputs, wanted);
      return { ...setCodec.desired(inputs), waiting: rollout ? rollout.waiting.length + rollout.kept.length : 0 };
    }
    const desired = messageCodec.desired(this.inputs as unknown as MessageInputs);
    const all = [...messages].map(([topic, value]) => [topic, this.single(value)] as const);
    return { ...desired, messages: new Map(all), waiting: 0 };
  }

  /** A message completed as a resource of one message does it. What `ignoreChanges` names stays. */
  private single(value: MessageValue): DesiredMessage {
    const ignored: unknown[] = Array.isArray(this.inputs["__ignored"]) ? this.inputs["__ignored"] : [];
    const kept = Object.entries(this.inputs).filter(([name]) => isMessageArgument(name) && ignored.includes(name));
    const marker = this.inputs["marker"] !== false;
    return { qos: DEFAULT_QOS, marker, ...argumentsOf(value), ...Object.fromEntries(kept) };
  }
}

function names(properties: PropertyBag): string[] {
  const secrets = properties["__secrets"];
  return Array.isArray(secrets) ? secrets : [];
}

/** Properties whose secrets are in the envelopes that providers know. */
function opened(properties: PropertyBag, urn: string): PropertyBag {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, asEnvelopes(value, urn)]));
}

/** @throws CommandError if a value is encrypted */
function asEnvelopes(value: unknown, urn: string): unknown {
  if (!containsSecret(value)) return value;
  if (Array.isArray(value)) return value.map((item) => asEnvelopes(item, urn));
  const bag = value as PropertyBag;
  if (bag[SIGNATURE_KEY] !== SECRET_SIGNATURE) return mapValues(bag, (item) => asEnvelopes(item, urn));
  const found = revealed(bag);
  if (found !== ENCRYPTED) return asSecret(asEnvelopes(found, urn));
  throw new CommandError(
    `the state of ${urn} is encrypted: pipe in what \`pulumi stack export --show-secrets\` prints`,
  );
}
