import { sha256 } from "../messages/digest";

/** Hexadecimal digits of a digest: enough for 100,000 topics, of which no two are taken for one. */
const LENGTH = 16;

/** Short digests of topics as one text: a list would cost the engine time for each item. */
export function writeDigests(topics: Iterable<string>): string {
  return [...topics].map(digestOf).join("");
}

/** Whether a topic is among those that a text was written from. */
export function readDigests(text: string): (topic: string) => boolean {
  if (text === "") return () => false;
  const digests = new Set(text.match(new RegExp(`.{${LENGTH}}`, "g")) ?? []);
  return (topic) => digests.has(digestOf(topic));
}

function digestOf(topic: string): string {
  return sha256(Buffer.from(topic)).slice(0, LENGTH);
}
