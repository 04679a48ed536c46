import { canonicalJson, sha256 } from "../messages/digest";
import { argumentsOf, type MessageValue } from "../messages/message-value";

/**
 * How the messages of a resource stand to those of files, as its state keeps it: `true` if none of its topics came from a
 * file. Otherwise a text of {@link writeInCode}, which is almost empty if the program took the files as they were.
 */
export type InCode = true | string;

/** What a program made of the files that it loaded. */
export interface Changes {
  /** Topics of the resource whose message is not that of a file, each with the digest of its file, if it has one. */
  changed: ReadonlyMap<string, string | undefined>;
  /** Topics of files that the program left out, each with the digest of its file. */
  leftOut: ReadonlyMap<string, string>;
}

/** What a state tells of a topic: its part of {@link Changes}, with the digest of the file at that time. */
export interface InCodeReader {
  changed(topic: string): { file: string | undefined } | undefined;
  leftOut(topic: string): { file: string } | undefined;
  /** How many topics `changed` has. */
  changes: number;
}

/** Hexadecimal digits of a digest: enough for 100,000 topics, of which no two are taken for one. */
const LENGTH = 16;

/** Stands for the digest of a file that is not there. */
const NO_FILE = "0".repeat(LENGTH);

const SEPARATOR = "-";

/** Digests of topics and files as one text: a list would cost the engine time for each item. */
export function writeInCode({ changed, leftOut }: Changes): string {
  const write = (topics: ReadonlyMap<string, string | undefined>) =>
    [...topics].map(([topic, file = NO_FILE]) => digestOf(topic) + file).join("");
  return write(changed) + SEPARATOR + write(leftOut);
}

/** Reads a text of {@link writeInCode}. */
export function readInCode(text: string): InCodeReader {
  const [changed = new Map<string, string>(), leftOut] = text.split(SEPARATOR).map(entriesIn);
  return {
    changed(topic) {
      const file = changed.get(digestOf(topic));
      return file === undefined ? undefined : { file: file === NO_FILE ? undefined : file };
    },
    leftOut(topic) {
      const file = leftOut?.get(digestOf(topic));
      return file === undefined ? undefined : { file };
    },
    changes: changed.size,
  };
}

/** Short digest of a message as it is declared; undefined if it is none. */
export function messageDigest(message: unknown): string | undefined {
  if (typeof message !== "string" && (typeof message !== "object" || message === null)) return undefined;
  try {
    return digestOf(canonicalJson(argumentsOf(message as MessageValue)));
  } catch {
    // A number without a JSON form: check refuses it.
    return undefined;
  }
}

function entriesIn(text: string): Map<string, string> {
  const entries = text.match(new RegExp(`.{${2 * LENGTH}}`, "g")) ?? [];
  return new Map(entries.map((entry) => [entry.slice(0, LENGTH), entry.slice(LENGTH)]));
}

function digestOf(text: string): string {
  return sha256(Buffer.from(text)).slice(0, LENGTH);
}
