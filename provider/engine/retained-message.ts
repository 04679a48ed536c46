import type { DeclaredPlace } from "../dataplane/data-plane";
import { placeName } from "../dataplane/places";
import { defined } from "../messages/defined";
import { DeploymentError } from "../messages/deployment-error";
import { sha256 } from "../messages/digest";
import { readMarker } from "../messages/marker";
import { DEFAULT_QOS } from "../messages/message";
import { declaredProperties } from "../messages/version";
import type { Session } from "../process/session";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { planOf } from "../topics/plan";
import { payloadAsDeclared, type RecordedTopics } from "../topics/recorded";
import { readAssetFile } from "../validation/asset-file";
import { issuesInMessage } from "../validation/message-issues";
import { declarationOfMessage } from "../validation/topics-declared";
import { claimTopics, withStackDefaults } from "./check";
import type { Checked, DiffResponse, Imported, KnownBefore, ReadResponse } from "./handlers";
import { placeArguments, placeChanges, placeOf, placeReplacements } from "./place-in-state";
import { type MessageInputs, type MessageState, messageCodec } from "./retained-message-state";
import { RetainingHandlers } from "./retaining-handlers";

/** The arguments whose change replaces a message. */
export const replacingArguments = ["topic", ...placeArguments] as const;

/** What the engine asks of a RetainedMessage. */
export class RetainedMessageHandlers extends RetainingHandlers<MessageInputs, MessageState, RecordedTopics> {
  constructor(session: Session) {
    super(session, messageCodec);
  }

  /** Completes the arguments, finds every issue of them at once, and claims the topic. */
  check(olds: PropertyBag, news: PropertyBag, { issues: known }: KnownBefore = {}): Checked<MessageInputs> {
    const { marker } = this.session.settings;
    const inputs = { qos: DEFAULT_QOS, marker, ...withStackDefaults(olds, news, this.session) } as MessageInputs;
    const issues = issuesInMessage({ ...inputs }, readAssetFile, known);
    const declaration = declarationOfMessage({ ...inputs }, inputs.__secrets);
    issues.push(...claimTopics(this.session, inputs, declaration, { name: "topic", issues }));
    return { inputs, issues };
  }

  /** Compares the state with the declaration. */
  diff(_id: string, olds: MessageState, news: MessageInputs): DiffResponse {
    this.session.places.assertRoleOf(placeOf(olds).recorded);
    const recorded = messageCodec.recorded(olds);
    const desired = messageCodec.desired(news);
    const plan = planOf(desired, recorded);
    const isSame = plan.publish.length === 0 && !plan.isRestated && placeChanges(olds, news).length === 0;
    if (isSame) return { changes: false };
    const movesTopic = olds.topic !== news.topic && !isUnknown(news.topic);
    const replaces = [...(movesTopic ? ["topic"] : []), ...placeReplacements(olds, news)];
    if (replaces.length > 0) this.assertReplaceable(recorded, news);
    // If the engine's inputs are older than the state, or the state is known to be wrong, it may see no difference.
    const isUnseen = olds.__state?.isAhead || recorded.messages.get(olds.topic)?.certainty !== "confirmed";
    return {
      replaces,
      ...(isUnseen ? { changes: true } : {}),
      ...(replaces.length > 0
        ? {}
        : { foresee: () => this.foreseeUpdate(plan, { state: olds, recorded }, news, desired) }),
    };
  }

  override async foreseeCreate(inputs: MessageInputs): Promise<void> {
    if (!isUnknown(inputs.topic)) await super.foreseeCreate(inputs);
  }

  /** Refresh, and `RetainedMessage.get`, which hands over no state but the topic and its place. */
  async read(id: string, props: MessageState): Promise<ReadResponse<MessageState>> {
    if (props.payload === undefined && props.payloadBase64 === undefined) return await this.get(id, props);
    return await this.refresh(id, props);
  }

  private async get(id: string, props: MessageState): Promise<ReadResponse<MessageState>> {
    const { found } = await this.find(id, props);
    return { id, props: { ...props, ...found } };
  }

  async import(id: string, urn: string, owner: string): Promise<Imported<MessageState>> {
    const { region, endpoint } = this.session.settings;
    const { found, marker } = await this.find(id, { region, endpoint });
    const { payload, payloadBase64, userProperties, version, qos, lastModifiedTime: publishedTime } = found;
    const inputs = {
      topic: id,
      ...defined({ payload, payloadBase64, userProperties, version }),
      qos,
      marker: found.marker,
    };
    // With the nonce, the message is ours to change and to clear.
    const isOurs = marker?.owner === owner;
    if (marker !== undefined && !isOurs) {
      const line = `${id} is managed by ${marker.owner}, as its marker says: an update or a delete leaves it as it is`;
      await this.tell("warning", urn, line);
    }
    const nonce = isOurs ? { nonce: marker.nonce } : {};
    const __state = { regionDeclared: region !== undefined, publishedTime, ...nonce };
    const props = { ...inputs, ...defined({ endpoint }), ...found, __state } as MessageState;
    return { id, props, inputs };
  }

  /** Reads the message on a topic, whoever published it. */
  private async find(topic: string, declared: DeclaredPlace) {
    const place = await this.session.places.resolve(declared);
    const live = await this.session.places.dataPlane(place).get(topic);
    if (live === undefined) throw new DeploymentError(`there is no retained message on ${topic} ${placeName(place)}`);
    const { qos, payload, lastModifiedTime, userProperties } = live;
    const marker = readMarker(userProperties);
    const message = { ...payloadAsDeclared(live, {}), ...declaredProperties(live), qos };
    const seen = { payloadSha256: sha256(payload), payloadSize: payload.length, lastModifiedTime };
    return { found: { ...message, ...place, ...seen, marker: marker !== undefined }, marker };
  }
}
