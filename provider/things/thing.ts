/** A thing of AWS IoT Core. */
export interface Thing {
  thingName: string;
  /** Its attributes by their names. */
  attributes: Readonly<Record<string, string>>;
}
