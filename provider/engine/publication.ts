import type { Place } from "../dataplane/data-plane";
import { canonicalJson, sha256 } from "../messages/digest";
import type { MessageProperties } from "../messages/message";
import { type DeclaredPayload, isAsset } from "../messages/payload";
import { toPairs, type UserProperties } from "../messages/user-properties";
import type { Session } from "../process/session";
import { takeHidden } from "../pulumi/hidden-inputs";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { nameInUrn } from "../pulumi/urn";
import { changedParts, publishedParts } from "../topics/changes";
import { publishedProperties } from "../topics/desired";
import { readPayload } from "../topics/payload";
import { readAssetFile } from "../validation/asset-file";
import { issuesFoundBefore } from "../validation/issue";
import { issuesInPublication } from "../validation/message-issues";
import { checkResponse, withStackDefaults } from "./check";
import { foreseen, withForesight } from "./foresight";
import type { DiffResponse, ResourceHandlers } from "./handlers";
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

  /** Reports every issue of the arguments at once, and completes them. Claims no topic. */
  async check(olds: PropertyBag, news: PropertyBag) {
    const { given, issuesFound, isReported, isPreview } = takeHidden(news);
    const empty = given["payload"] === undefined && given["payloadBase64"] === undefined ? { payload: "" } : {};
    const inputs = { qos: 1, ...empty, ...withStackDefaults(olds, given, this.session) } as PublicationInputs;
    const issues = issuesInPublication({ ...inputs }, readAssetFile, issuesFoundBefore(issuesFound));
    const response = checkResponse(olds, inputs, issues, isReported);
    return await withForesight(response, { olds, issues, isPreview }, () =>
      foreseen(this.session, { inputs, recorded: undefined }),
    );
  }

  /** Compares what was sent last with the declaration. Makes no call to AWS. */
  async diff(_id: string, olds: PublicationState, news: PublicationInputs, isPreview = false): Promise<DiffResponse> {
    this.session.places.assertRoleOf(placeOf(olds).recorded);
    const isSame =
      olds.topic === news.topic &&
      changedParts(olds, news, publishedParts).length === 0 &&
      sameTriggers(olds.triggers, news.triggers) &&
      placeChanges(olds, news).length === 0;
    if (isSame) return { changes: false };
    const replaces = placeReplacements(olds, news);
    if (isPreview && replaces.length === 0) {
      const error = await foreseen(this.session, { inputs: news, recorded: placeOf(olds).recorded });
      if (error !== undefined) throw error;
    }
    return { changes: true, replaces };
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
