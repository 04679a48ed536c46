import { isDeepStrictEqual } from "node:util";
import { toEngine } from "../../provider/dynamic/answers";

// What of a value is left when it has gone from the handlers to the engine, or back.

export type PropertyBag = Record<string, unknown>;

/** What handlers answer, as far as the engine looks at it. */
export interface Answer {
  id?: string;
  outs?: PropertyBag;
  props?: PropertyBag;
  inputs?: PropertyBag;
  changes?: boolean;
  replaces?: string[];
}

/** An answer as the engine has it. It must hold the text of the provider, by which the next process finds it. */
export async function answer(asked: unknown): Promise<Answer> {
  const found = received(toEngine(await asked)) as Answer;
  for (const values of [found.outs, found.props, found.inputs]) {
    if (values !== undefined && values["__provider"] === undefined) throw new Error("the provider's text is lost");
  }
  return found;
}

/** What the engine has of an answer: only what has a JSON form goes through, and the envelopes of secrets come off. */
export function received(value: unknown): unknown {
  const sent = copy(value);
  if (!isDeepStrictEqual(sent, value)) throw new Error(`no JSON: ${JSON.stringify(value)}`);
  return opened(sent);
}

/** What goes through the engine is a copy. */
export function copy<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

/** A value without the envelopes of its secrets. */
export function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  const isSecret = (value as PropertyBag)["4dabf18193072939515e22adb298388d"] === "1b47061264138c4ac30d75fd1eb44270";
  if (isSecret) return opened((value as PropertyBag)["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, opened(item)]));
}
