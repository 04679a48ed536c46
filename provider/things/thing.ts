/** A thing of AWS IoT Core. */
export interface Thing {
  /** Name of the thing. */
  thingName: string;
  /** Attributes of the thing, by their names. */
  attributes: Readonly<Record<string, string>>;
}
