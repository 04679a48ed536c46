import { look, type Seen, topics } from "../../support/look";

/** A live message, in a form that compares. */
export interface Live extends Omit<Seen, "payload"> {
  /** In base64. */
  payload: string;
}

/** Everything that is live at an endpoint, as a plain client sees it. */
export async function snapshot(endpoint: string): Promise<Map<string, Live>> {
  const live = new Map<string, Live>();
  for (const topic of await topics(endpoint)) {
    const seen = await look(endpoint, topic);
    if (seen !== undefined) live.set(topic, { ...seen, payload: seen.payload.toString("base64") });
  }
  return live;
}

/** Payloads by topic. */
export function payloads(live: ReadonlyMap<string, Live>): Map<string, string> {
  return new Map([...live].map(([topic, { payload }]) => [topic, payload]));
}

/** The nonces and owners apart, which marker is on a message; undefined if there is none. */
export function ownerOf({ userProperties }: Live): string | undefined {
  const marker = userProperties.flatMap((property) => Object.entries(property)).find(([key]) => key === "managed-by");
  return /^pulumi:(.*)\/[^/]*#[0-9a-f]{12}$/.exec(marker?.[1] ?? "")?.[1];
}

/** The messages on other topics than these. */
export function without(live: ReadonlyMap<string, Live>, topics: Pick<Set<string>, "has">): Map<string, Live> {
  return new Map([...live].filter(([topic]) => !topics.has(topic)));
}
