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

/** The arguments of {@link DeviceDefaults}: its own, those of every message, and those of the set. */
export interface DeviceDefaultsArgs extends SetDefaults, Omit<RetainedMessageSetArgs, "messages" | "defaults"> {
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
   * The payload for all things, or a function of the thing; see the payload of a RetainedMessage.
   *
   * @example ({ thingName, attributes }) => ({ id: thingName, line: Number(attributes["line"]) })
   */
  payload?: Payload | ((thing: Thing) => Payload);
  /** The payload as base64, or a function of the thing. It takes the place of `payload`. */
  payloadBase64?: pulumi.Input<string> | ((thing: Thing) => pulumi.Input<string>);
}
