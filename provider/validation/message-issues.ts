import type { z } from "zod";
import { writeMarker } from "../messages/marker";
import { type DeclaredPayload, type FileReader, payloadBytes } from "../messages/payload";
import { bytesOf } from "../messages/user-properties";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { nameInUrn } from "../pulumi/urn";
import { noSuch } from "../text/no-such";
import {
  MARKER_BYTES,
  publicationArguments,
  publicationSchema,
  retainedMessageArguments,
  retainedMessageSchema,
} from "./message-schemas";

/** One thing that is wrong with a declaration; `path` names the argument. */
export interface Issue {
  path: string;
  reason: string;
  /** Where inside of the argument, in words that hold names of its keys. */
  where?: string;
}

/**
 * Everything that is wrong with the arguments of a RetainedMessage. Unknown values pass; nothing is quoted.
 *
 * @param found what is known to be wrong already: an argument at fault may have been taken out
 */
export function issuesInMessage(news: PropertyBag, read: FileReader, found: readonly Issue[] = []): Issue[] {
  const faults = argumentIssues(retainedMessageSchema, knownValues(news), retainedMessageArguments);
  return [...faults, ...commonIssues(news, read, found, false), ...markerIssues(knownValues(news))];
}

/** Everything that is wrong with the arguments of a Publication: see {@link issuesInMessage}. */
export function issuesInPublication(news: PropertyBag, read: FileReader, found: readonly Issue[] = []): Issue[] {
  const faults = argumentIssues(publicationSchema, knownValues(news), publicationArguments);
  return [...faults, ...commonIssues(news, read, found, true)];
}

function commonIssues(news: PropertyBag, read: FileReader, found: readonly Issue[], mayBeEmpty: boolean): Issue[] {
  const faults: Issue[] = [];
  if (news["topic"] === undefined) faults.push({ path: "topic", reason: "expected a topic" });
  const payloadIsFound = found.some(({ path }) => path === "payload" || path === "payloadBase64");
  return [
    ...faults,
    ...found,
    ...(payloadIsFound ? [] : payloadIssues(news, read, mayBeEmpty)),
    ...placeIssues(knownValues(news)),
  ];
}

/** Faults that the program has found; those of unknown values are not there yet. */
export function issuesFoundBefore(faults: unknown): Issue[] {
  const all: unknown[] = Array.isArray(faults) ? faults.flat() : [];
  return all.filter((fault): fault is Issue => typeof fault === "object" && fault !== null);
}

/** The values that are not unknown, in whole or in part. */
export function knownValues(values: PropertyBag): PropertyBag {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isUnknown(value)));
}

/**
 * What a schema finds wrong with known values.
 *
 * @param names of the arguments, one of which may have been meant
 */
export function argumentIssues(schema: z.ZodType, known: PropertyBag, names: readonly string[]): Issue[] {
  const result = schema.safeParse(known);
  return result.success ? [] : result.error.issues.flatMap((issue) => toIssues(issue, names));
}

/** What is wrong with a topic that another resource declares in the same place. */
export function duplicateTopicIssue(other: string): Issue {
  return { path: "topic", reason: `${other} declares the same topic in the same place` };
}

/** A fault as one line of an error. */
export function issueText({ path, reason, where }: Issue): string {
  return `\`${path}\`: ${reason}${where === undefined ? "" : ` ${where}`}`;
}

/** The argument that is at fault. */
export function argumentOfIssue({ path }: Issue): string {
  return path.replace(/[.[].*$/s, "");
}

/**
 * Faults without the names of keys inside of what is secret.
 *
 * @param secrets paths of arguments, or of messages of a set
 */
export function withoutSecretKeys(faults: readonly Issue[], secrets: readonly string[]): Issue[] {
  const paths = new Set(secrets);
  if (paths.size === 0) return [...faults];
  return faults.map((fault) => {
    const [, message = "", argument = ""] = /^(messages\["(?:[^"\\]|\\.)*"\])(\.\w+)?/.exec(fault.path) ?? [];
    const secret = [argumentOfIssue(fault), message].find((path) => paths.has(path));
    if (secret === undefined) return fault;
    return { path: secret === message ? message + argument : secret, reason: fault.reason };
  });
}

/** What is wrong with the payload of a message. */
export function payloadIssues({ payload, payloadBase64 }: PropertyBag, read: FileReader, mayBeEmpty = false): Issue[] {
  if (isUnknown([payload, payloadBase64])) return [];
  try {
    payloadBytes({ payload, payloadBase64 } as DeclaredPayload, read, mayBeEmpty);
    return [];
  } catch (error) {
    return [{ path: payloadBase64 === undefined ? "payload" : "payloadBase64", reason: (error as Error).message }];
  }
}

/** Every AWS endpoint names its Region: with another one, AWS would refuse the signature of each call. */
export function placeIssues({ region, endpoint }: PropertyBag): Issue[] {
  const named = /^https:\/\/[^/]*\.iot\.([a-z0-9-]+)\.amazonaws\.com/.exec(String(endpoint))?.[1];
  if (region === undefined || named === undefined || named === region) return [];
  return [{ path: "endpoint", reason: `is one of ${named}, but the Region is ${region}` }];
}

/** The marker has to fit into what a declaration leaves free of AWS's 8 KB. */
export function markerIssues({ marker, __owner, __urn }: PropertyBag): Issue[] {
  if (marker === false || __owner === undefined || __urn === undefined) return [];
  const bytes = bytesOf([
    writeMarker({ owner: String(__owner), name: nameInUrn(String(__urn)), nonce: "0".repeat(19) }),
  ]);
  if (bytes <= MARKER_BYTES) return [];
  const reason = `expected at most ${MARKER_BYTES} bytes of owner and resource name, got ${bytes}: shorten one, or set it to false`;
  return [{ path: "marker", reason }];
}

function toIssues(issue: z.core.$ZodIssue, names: readonly string[]): Issue[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: key,
      reason: key === "retain" ? "is given by the kind of the resource: leave it out" : noSuch("argument", key, names),
    }));
  }
  return [{ path: pathText(issue.path), reason: issue.message }];
}

function pathText(path: readonly PropertyKey[]): string {
  const [first = "", ...rest] = path;
  return String(first) + rest.map((key) => (typeof key === "number" ? `[${key}]` : `["${String(key)}"]`)).join("");
}

/** Each fault once, though the program and the engine side may both have found it. */
export function uniqueIssues(faults: readonly Issue[]): Issue[] {
  return [...new Map(faults.map((fault) => [issueText(fault), fault])).values()];
}
