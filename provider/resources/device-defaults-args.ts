import type * as pulumi from "@pulumi/pulumi";
import type { Thing } from "../things/thing";
import type { Payload } from "./payload";
import type { RetainedMessageSetArgs, SetDefaults } from "./retained-message-set-args";

/** A thing by its name, or by its name and attributes. */
export type ThingInput =
  | string
  | {
      /** Name of the thing. */
      thingName: pulumi.Input<string>;
      /** Attributes of the thing, by their names. @default none */
      attributes?: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>> | undefined>;
    };

/** How far a change of the messages of things has gone. */
export interface DeviceRolloutArgs {
  /**
   * Share of the things that get a changed or new message, in percent: 0 to 100. Those of a thing are the first 8 hexadecimal
   * digits of the SHA-256 of its name, divided by 2^32.
   *
   * @default the setting `iot-retained:rollout`, then 100
   * @example 10
   */
  percent?: pulumi.Input<number>;
  /**
   * Things that get their message at any percentage above 0: globs of topics, or attributes that a thing has to have, all of
   * them.
   *
   * @default none
   * @example ["acme/canary/**", { attributes: { ring: "canary" } }]
   */
  first?: pulumi.Input<readonly pulumi.Input<string | FirstThings>[]>;
}

/** Things by their attributes. */
export interface FirstThings {
  /** Attributes by their names. A thing has to have all of them. @example { ring: "canary" } */
  attributes: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>>;
}

/** The arguments of {@link DeviceDefaults}: {@link DeviceDefaultsProperties}, and either `payload` or `payloadBase64`. */
export type DeviceDefaultsArgs = DeviceDefaultsProperties & PayloadOfThings;

/** What each thing receives: either `payload` or `payloadBase64`, and not both. */
export type PayloadOfThings = WithPayloadOfThings | WithPayloadBase64OfThings;

/** A payload for all things as text, JSON or an asset, or a function that makes one for each thing. */
export interface WithPayloadOfThings {
  /**
   * The payload for all things, or a function of the thing; see the payload of a RetainedMessage.
   *
   * @example ({ thingName, attributes }) => ({ id: thingName, line: Number(attributes["line"]) })
   */
  payload: Payload | ((thing: Thing) => Payload);
  /** Must not be given beside `payload`. */
  payloadBase64?: undefined;
}

/** A payload for all things as base64, or a function that makes one for each thing. */
export interface WithPayloadBase64OfThings {
  /** Must not be given beside `payloadBase64`. */
  payload?: undefined;
  /**
   * The payload as base64, or a function of the thing. It takes the place of `payload`.
   *
   * @example ({ thingName }) => Buffer.from(thingName, "utf16le").toString("base64")
   */
  payloadBase64: pulumi.Input<string> | ((thing: Thing) => pulumi.Input<string>);
}

/** The arguments of {@link DeviceDefaults} without the payload: its own, those of every message, and those of the set. */
export interface DeviceDefaultsProperties
  extends SetDefaults,
    Omit<RetainedMessageSetArgs, "messages" | "defaults" | "rollout"> {
  /**
   * The things, by name or with attributes. `thingsInGroup` gives those of a thing group.
   *
   * If a thing is given twice, it counts once. If a thing is taken out, its topic is cleared. While one thing is unknown in
   * preview, the whole set is unknown. If `things` contains outputs, one secret or unknown payload makes the whole set
   * secret or unknown.
   *
   * @example ["pump-1", { thingName: "pump-2", attributes: { line: "1" } }]
   */
  things: pulumi.Input<readonly pulumi.Input<ThingInput>[]>;
  /**
   * The topic of a thing: a template with `{thingName}` and `{attributes.x}`, or a function of the thing. It is an error if
   * a thing lacks the attribute, or if two things have one topic.
   *
   * @example "acme/{attributes.site}/{thingName}/config"
   */
  topic: string | ((thing: Thing) => string);
  /**
   * How far a change of the messages has gone: see `rollout` of a RetainedMessageSet. Devices are chosen by the names of their
   * things, so that a thing with another topic stands where it stood.
   *
   * @default every thing gets its declared message
   * @example { percent: 10, first: [{ attributes: { ring: "canary" } }] }
   */
  rollout?: pulumi.Input<DeviceRolloutArgs>;
}
