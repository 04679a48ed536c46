import { placeName } from "../dataplane/places";
import { DeploymentError } from "../messages/deployment-error";
import { sha256 } from "../messages/digest";
import { readMarker } from "../messages/marker";
import type { Session } from "../process/session";
import { takeHidden } from "../pulumi/hidden-inputs";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { planOf } from "../topics/plan";
import { payloadAsDeclared, type RecordedTopics, userPropertiesAsDeclared } from "../topics/recorded";
import { readAssetFile } from "../validation/asset-file";
import { issuesFoundBefore } from "../validation/issue";
import { issuesInMessage } from "../validation/message-issues";
import { declarationOfMessage } from "../validation/topics-declared";
import { checkResponse, claimTopics, withStackDefaults } from "./check";
import { withForesight } from "./foresight";
import type { DiffResponse, ReadResponse } from "./handlers";
import { placeChanges, placeOf, placeReplacements } from "./place-in-state";
import { type MessageInputs, type MessageState, messageCodec } from "./retained-message-state";
import { RetainingHandlers } from "./retaining-handlers";

/** What the engine asks of a RetainedMessage. */
export class RetainedMessageHandlers extends RetainingHandlers<MessageInputs, MessageState, RecordedTopics> {
  constructor(session: Session) {
    super(session, messageCodec);
  }

  /** Reports every issue of the arguments at once, completes them, and claims the topic. */
  async check(olds: PropertyBag, news: PropertyBag) {
    const { given, issuesFound, isReported, isPreview } = takeHidden(news);
    const { marker } = this.session.settings;
    const inputs = { qos: 1, marker, ...withStackDefaults(olds, given, this.session) } as MessageInputs;
    const issues = issuesInMessage({ ...inputs }, readAssetFile, issuesFoundBefore(issuesFound));
    const declaration = declarationOfMessage({ ...inputs }, inputs.__secrets);
    issues.push(...claimTopics(this.session, inputs, declaration, { name: "topic", issues }));
    const response = checkResponse(olds, inputs, issues, isReported);
    return await withForesight(response, { olds, issues, isPreview }, () =>
      isUnknown(inputs.topic) ? undefined : this.foreseeCreate(inputs),
    );
  }

  /** Compares the state with the declaration. */
  async diff(_id: string, olds: MessageState, news: MessageInputs, isPreview = false): Promise<DiffResponse> {
    this.session.places.assertRoleOf(placeOf(olds).recorded);
    const recorded = messageCodec.recorded(olds);
    const plan = planOf(messageCodec.desired(news), recorded);
    const isSame = plan.publish.length === 0 && !plan.isRestated && placeChanges(olds, news).length === 0;
    if (isSame) return { changes: false };
    const movesTopic = olds.topic !== news.topic && !isUnknown(news.topic);
    const replaces = [...(movesTopic ? ["topic"] : []), ...placeReplacements(olds, news)];
    if (replaces.length > 0) this.assertReplaceable(recorded, news);
    else if (isPreview) await this.assertForeseen(plan, { state: olds, recorded }, news);
    // If the engine's inputs are older than the state, or the state is known to be wrong, it may see no difference.
    const isUnseen = olds.__state?.isAhead || recorded.messages.get(olds.topic)?.certainty !== "confirmed";
    return { replaces, ...(isUnseen ? { changes: true } : {}) };
  }

  /** Refresh, and `RetainedMessage.get`, which hands over no state but the topic and its place. */
  async read(id: string, props: MessageState): Promise<ReadResponse<MessageState>> {
    if (props.payload === undefined && props.payloadBase64 === undefined) return await this.get(id, props);
    return await this.refresh(id, props);
  }

  private async get(topic: string, props: MessageState): Promise<ReadResponse<MessageState>> {
    const place = await this.session.places.resolve(props);
    const live = await this.session.places.dataPlane(place).get(topic);
    if (live === undefined) throw new DeploymentError(`there is no retained message on ${topic} ${placeName(place)}`);
    const { qos, payload, lastModifiedTime, userProperties } = live;
    const message = { ...payloadAsDeclared(live, {}), ...userPropertiesAsDeclared(live, {}), qos };
    const seen = { payloadSha256: sha256(payload), payloadSize: payload.length, lastModifiedTime };
    return {
      id: topic,
      props: { ...props, ...message, ...place, ...seen, marker: readMarker(userProperties) !== undefined },
    };
  }
}
