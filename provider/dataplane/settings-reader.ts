import type { z } from "zod";
import { settingSchemas } from "./setting-schemas";

type Schemas = typeof settingSchemas;

/** Reads settings one by one, and keeps what is wrong with them. No issue quotes a value. */
export class SettingsReader {
  readonly issues: string[] = [];

  /** @param text gives the text of a key */
  constructor(private readonly text: (key: string) => string | undefined) {}

  /** The value of a setting; undefined if it is not set, is empty or has an issue. */
  read<K extends keyof Schemas>(key: K): z.infer<Schemas[K]> | undefined {
    const text = this.text(key);
    // An empty percentage is one that a script has not set, and 100 would be taken in its place.
    if (text === undefined || (text === "" && key !== "iot-retained:rollout")) return undefined;
    const result = settingSchemas[key].safeParse(text);
    if (result.success) return result.data as z.infer<Schemas[K]>;
    for (const { path, message } of result.error.issues) this.issues.push(`${[key, ...path].join(".")}: ${message}`);
    return undefined;
  }
}
