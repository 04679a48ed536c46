import { readFileSync } from "node:fs";
import type { Place } from "../dataplane/data-plane";
import { canonicalJson, sha256 } from "../messages/digest";
import { nameInUrn } from "../messages/ownership";
import { isAsset, payloadBytes } from "../messages/payload";
import { isUnknown } from "../messages/unknowns";
import { toPairs } from "../messages/user-properties";
import type { PropertyBag } from "../pulumi/property-bag";
import { withoutNulls } from "../pulumi/without-nulls";
import { issuesFoundBefore } from "../validation/issue";
import { issuesInPublication } from "../validation/message-issues";
import { checked, complete } from "./check";
import type { PublicationInputs, PublicationOutputs } from "./declared-publication";
import { publishesAnother } from "./difference";
import { placeChanges, placeReplacements } from "./place-difference";
import { propertiesOf } from "./reconcile";
import type { Session } from "./session";
import { placeOf } from "./state";

/** What the engine asks of a Publication. Nothing of it is kept by AWS, so that there is nothing to read or to clear. */
export class PublicationHandlers {
  constructor(private readonly session: Session) {}

  /** Reports every fault of the arguments at once, and completes them. Makes no call to AWS, and claims no topic. */
  check(olds: PropertyBag, news: PropertyBag) {
    const { __faults, __reported, __preview, ...given } = withoutNulls(news);
    const empty = given["payload"] === undefined && given["payloadBase64"] === undefined ? { payload: "" } : {};
    const inputs = { qos: 1, ...empty, ...complete(olds, given, this.session) } as PublicationInputs;
    const faults = issuesInPublication({ ...inputs }, readFileSync, issuesFoundBefore(__faults));
    return checked(olds, inputs, faults, __reported === true);
  }

  /** Compares what was sent last with the declaration. Makes no call to AWS. */
  diff(_id: string, olds: PublicationOutputs, news: PublicationInputs) {
    this.session.places.assertRoleOf(placeOf(olds).recorded);
    const isSame =
      !publishesAnother(olds, news) &&
      sameTriggers(olds.triggers, news.triggers) &&
      placeChanges(olds, news).length === 0;
    return isSame ? { changes: false } : { changes: true, replaces: placeReplacements(olds, news) };
  }

  async create(inputs: PublicationInputs) {
    const place = await this.session.places.resolve(inputs);
    return { id: nameInUrn(inputs.__urn), outs: await this.send(inputs, place) };
  }

  async update(_id: string, olds: PublicationOutputs, news: PublicationInputs) {
    return { outs: await this.send(news, await this.session.places.again(placeOf(olds).recorded, news)) };
  }

  delete(): Promise<void> {
    return Promise.resolve();
  }

  /** Refresh: what was sent was sent. */
  read(id: string, props: PublicationOutputs) {
    return { id, props };
  }

  private async send(inputs: PublicationInputs, place: Place): Promise<PublicationOutputs> {
    const payload = payloadBytes(inputs, readFileSync, true);
    const message = { ...propertiesOf(inputs), payload, userProperties: toPairs(inputs.userProperties) };
    await this.session.places.dataPlane(place).signal(message);
    const facts = { payloadSha256: sha256(payload), payloadSize: payload.length };
    return { ...inputs, ...place, ...facts, __state: { regionDeclared: inputs.region !== undefined } };
  }
}

function sameTriggers(olds: readonly unknown[] = [], news: readonly unknown[] = []): boolean {
  return !isUnknown(news) && comparable(olds) === comparable(news);
}

/** Triggers in a form that compares: the engine elides the contents of an asset where it asks for a difference. */
function comparable(value: unknown): string {
  return canonicalJson(JSON.parse(JSON.stringify(value, (_, item: unknown) => (isAsset(item) ? item.hash : item))));
}
