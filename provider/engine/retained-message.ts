import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { missing, placeName } from "../dataplane/places";
import { DeploymentError } from "../messages/deployment-error";
import { vanished } from "../messages/message";
import { readMarker } from "../messages/ownership";
import { isUnknown } from "../messages/unknowns";
import type { PropertyBag } from "../pulumi/property-bag";
import { withoutNulls } from "../pulumi/without-nulls";
import { argumentOfIssue, duplicateTopicIssue, issuesFoundBefore, issueText } from "../validation/issue";
import { issuesInMessage } from "../validation/message-issues";
import { checked, complete } from "./check";
import { verdictOn } from "./clearing";
import { type Inputs, idOf, type Outputs, topicName } from "./declared-message";
import { changes } from "./difference";
import { PartialFailure } from "./errors";
import { placeChanges, placeReplacements } from "./place-difference";
import { type Reconciliation, reconcile, Unseen } from "./reconcile";
import type { Session } from "./session";
import {
  drifted,
  facts,
  isAsRecorded,
  outputsOf,
  outputsOfUnseen,
  payloadAsDeclared,
  placeOf,
  userPropertiesAsDeclared,
} from "./state";

/** A create or an update. */
interface Publishing extends Pick<Reconciliation, "inputs" | "place" | "nonce" | "previous"> {
  id: string;
}

/** What the engine asks of a RetainedMessage. */
export class RetainedMessageHandlers {
  constructor(private readonly session: Session) {}

  /** Reports every fault of the arguments at once, completes them, and claims the topic. Makes no call to AWS. */
  check(olds: PropertyBag, news: PropertyBag) {
    const { __faults, __reported, __preview, ...given } = withoutNulls(news);
    const inputs = { qos: 1, marker: this.session.settings.marker, ...complete(olds, given, this.session) } as Inputs;
    const faults = issuesInMessage({ ...inputs }, readFileSync, issuesFoundBefore(__faults));
    const { topic, region, endpoint, __urn } = inputs;
    const hasPlace = !faults.some((fault) => ["topic", "region", "endpoint"].includes(argumentOfIssue(fault)));
    if (hasPlace && !isUnknown([topic, region, endpoint])) {
      const other = this.session.claims.claim(topic, { region, endpoint }, __urn);
      if (other !== undefined) faults.push(duplicateTopicIssue(other));
    }
    return checked(olds, inputs, faults, __reported === true);
  }

  /** Compares the state with the declaration. Makes no call to AWS. */
  diff(_id: string, olds: Outputs, news: Inputs) {
    this.session.places.assertRoleOf(placeOf(olds).recorded);
    const changed = changes(olds, news);
    if (changed.length === 0 && placeChanges(olds, news).length === 0) return { changes: false };
    const movesTopic = changed.includes("topic") && !isUnknown(news.topic);
    const replaces = [...(movesTopic ? ["topic"] : []), ...placeReplacements(olds, news)];
    // `changes` stays undefined, so that the engine shows what differs inside of the properties; but where its inputs
    // are older than the state, it may not see that anything does.
    return { replaces, ...(olds.__state?.isAhead ? { changes: true } : {}) };
  }

  async create(inputs: Inputs) {
    const place = await this.session.places.resolve(inputs);
    const nonce = randomBytes(6).toString("hex");
    const id = idOf(inputs, nonce);
    return { id, outs: await this.publish({ id, inputs, place, nonce, previous: undefined }) };
  }

  async update(id: string, olds: Outputs, news: Inputs) {
    const { recorded } = placeOf(olds);
    const place = await this.session.places.again(recorded, news);
    // Imported without one: drawn now, as at a create.
    const nonce = olds.__state?.nonce ?? randomBytes(6).toString("hex");
    return { outs: await this.publish({ id, inputs: news, place, nonce, previous: olds }) };
  }

  /** Create and update: the state after the message is as declared, or what is known of it as a PartialFailure. */
  private async publish({ id, inputs, place, nonce, previous }: Publishing): Promise<Outputs> {
    const dataPlane = this.session.places.dataPlane(place);
    // Check has compared what is declared; the environment may make one place of two.
    const other = await this.session.holder(inputs.topic, place, inputs.__urn);
    if (other !== undefined) throw new DeploymentError(issueText(duplicateTopicIssue(other)));
    return await this.session.alone(inputs.topic, async () => {
      try {
        const { live, effective } = await reconcile({ inputs, previous, nonce, dataPlane, place });
        return outputsOf(effective, place, nonce, live);
      } catch (error) {
        if (!(error instanceof Unseen)) throw error;
        const wasCertain = previous !== undefined && previous.__state?.uncertain === undefined;
        const known = outputsOfUnseen(error.effective, place, nonce, {
          certain: error.published || wasCertain,
          isUpdate: previous !== undefined,
        });
        throw new PartialFailure(id, known, error);
      }
    });
  }

  /** Clears the topic if what is there is the message in state, and nobody else wants it. */
  async delete(_id: string, props: Outputs): Promise<void> {
    const { topic } = props;
    const { recorded, declared } = placeOf(props);
    const { place, isSame } = await this.session.places.recorded(recorded, declared);
    const dataPlane = this.session.places.dataPlane(place);
    await this.session.alone(topic, async () => {
      const holder = await this.session.holder(topic, place);
      if (holder !== undefined) return this.leave("info", props, `${holder} has the topic now`);
      const live = await dataPlane.get(topic);
      if (live === undefined && !isSame) throw missing(topicName(props), place);
      const verdict = verdictOn(live, props);
      if (verdict.step === "leave") await this.leave(verdict.severity, props, verdict.reason);
      if (verdict.step === "clear") await dataPlane.clear(topic);
    });
  }

  /** Refresh, and `RetainedMessage.get`, which hands over no state but the topic and its place. */
  async read(id: string, props: Outputs) {
    if (props.payload === undefined && props.payloadBase64 === undefined) return await this.get(id, props);
    const { recorded, declared } = placeOf(props);
    const { place, isSame } = await this.session.places.recorded(recorded, declared);
    const live = await this.session.places.dataPlane(place).get(props.topic);
    if (live === undefined && !isSame) throw missing(topicName(props), place);
    if (live === undefined) return vanished(props, Date.now()) ? {} : { id, props };
    if (isAsRecorded(live, props)) return { id, props: { ...props, ...place, ...facts(live) } };
    return { id, ...drifted(live, place, props) };
  }

  private async get(topic: string, props: Outputs) {
    const place = await this.session.places.resolve(props);
    const live = await this.session.places.dataPlane(place).get(topic);
    if (live === undefined) throw new DeploymentError(`there is no retained message on ${topic} ${placeName(place)}`);
    const message = { ...payloadAsDeclared(live, {}), ...userPropertiesAsDeclared(live, {}), qos: live.qos };
    return {
      id: topic,
      props: { ...props, ...message, ...place, ...facts(live), marker: readMarker(live.userProperties) !== undefined },
    };
  }

  private async leave(severity: "info" | "warning", props: Outputs, reason: string): Promise<void> {
    const line = `the retained message on ${topicName(props)} was left: ${reason}`;
    await this.session.log.write(severity, props.__urn, line);
  }
}
