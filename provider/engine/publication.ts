import type { Place } from "../dataplane/data-plane";
import { DeploymentError } from "../messages/deployment-error";
import { canonicalJson, sha256 } from "../messages/digest";
import { DEFAULT_QOS, type MessageProperties } from "../messages/message";
import { type DeclaredPayload, isAsset } from "../messages/payload";
import { toPairs, type UserProperties } from "../messages/user-properties";
import type { Session } from "../process/session";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { nameInUrn } from "../pulumi/urn";
import { changedParts, publishedParts } from "../topics/changes";
import { publishedProperties } from "../topics/desired";
import { readPayload } from "../topics/payload";
import { readAssetFile } from "../validation/asset-file";
import { issuesInPublication } from "../validation/message-issues";
import { withStackDefaults } from "./check";
import { foresee } from "./foresight";
import type { Checked, DiffResponse, KnownBefore, ResourceHandlers } from "./handlers";
import { placeChanges, placeOf, placeReplacements } from "./place-in-state";
import type { SharedInputs, SharedOutputs } from "./shared-state";

/** A Publication after check: what its author declared, completed from the stack's configuration. */
export interface PublicationInputs extends SharedInputs, MessageProperties, DeclaredPayload {
  topic: string;
  userProperties?: UserProperties;
  /** Values whose change sends the message again. */
  triggers?: readonly unknown[];
}

/** A Publication in state: what was sent last. */
export interface PublicationState extends PublicationInputs, SharedOutputs {
  payloadSha256?: string;
  payloadSize?: number;
}

/** What the engine asks of a Publication. AWS keeps nothing of it, so that there is nothing to read or to clear. */
export class PublicationHandlers implements ResourceHandlers<PublicationInputs, PublicationState> {
  constructor(private readonly session: Session) {}

  /** Completes the arguments, and finds every issue of them at once. Claims no topic. */
  check(olds: PropertyBag, news: PropertyBag, { issues: known }: KnownBefore = {}): Checked<PublicationInputs> {
    const empty = news["payload"] === undefined && news["payloadBase64"] === undefined ? { payload: "" } : {};
    const inputs = { qos: DEFAULT_QOS, ...empty, ...withStackDefaults(olds, news, this.session) } as PublicationInputs;
    return { inputs, issues: issuesInPublication({ ...inputs }, readAssetFile, known) };
  }

  /** Compares what was sent last with the declaration. */
  diff(_id: string, olds: PublicationState, news: PublicationInputs): DiffResponse {
    const { recorded } = placeOf(olds);
    this.session.places.assertRoleOf(recorded);
    const isSame =
      olds.topic === news.topic &&
      changedParts(olds, news, publishedParts).length === 0 &&
      sameTriggers(olds.triggers, news.triggers) &&
      placeChanges(olds, news).length === 0;
    if (isSame) return { changes: false };
    const replaces = placeReplacements(olds, news);
    if (replaces.length > 0) return { changes: true, replaces };
    return { changes: true, foresee: () => foresee(this.session, { inputs: news, recorded }) };
  }

  /** Sees whether there is a Region, and whether there are credentials. */
  async foreseeCreate(inputs: PublicationInputs): Promise<void> {
    await foresee(this.session, { inputs, recorded: undefined });
  }

  async create(inputs: PublicationInputs) {
    const place = await this.session.places.resolve(inputs);
    return { id: nameInUrn(inputs.__urn), outs: await this.send(inputs, place) };
  }

  async update(_id: string, olds: PublicationState, news: PublicationInputs) {
    return { outs: await this.send(news, await this.session.places.resolveForUpdate(placeOf(olds).recorded, news)) };
  }

  async delete(): Promise<void> {}

  /** Refresh: what was sent was sent. */
  async read(id: string, props: PublicationState) {
    return { id, props };
  }

  async import(): Promise<never> {
    throw new DeploymentError("a Publication cannot be imported: AWS IoT Core keeps nothing of it");
  }

  private async send(inputs: PublicationInputs, place: Place): Promise<PublicationState> {
    const payload = readPayload(inputs, true);
    const userProperties = toPairs(inputs.userProperties);
    const message = { ...publishedProperties(inputs.topic, inputs), payload, userProperties };
    await this.session.placeLines.tell("publishing", place);
    await this.session.places.dataPlane(place).signal(message);
    const sent = { payloadSha256: sha256(payload), payloadSize: payload.length };
    return { ...inputs, ...place, ...sent, __state: { regionDeclared: inputs.region !== undefined } };
  }
}

function sameTriggers(olds: readonly unknown[] = [], news: readonly unknown[] = []): boolean {
  return !isUnknown(news) && comparable(olds) === comparable(news);
}

/** Triggers in a form that compares: in a diff the engine has elided the contents of an asset. */
function comparable(value: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(value, (_, item: unknown) => (isAsset(item) ? item.hash : item))));
}
