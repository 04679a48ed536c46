import { limits } from "../messages/limits";
import { writeMarker } from "../messages/marker";
import { type DeclaredPayload, type FileReader, payloadBytes } from "../messages/payload";
import { bytesOf } from "../messages/user-properties";
import type { PropertyBag } from "../pulumi/property-bag";
import { isUnknown } from "../pulumi/unknowns";
import { nameInUrn } from "../pulumi/urn";
import { argumentIssues, knownValues } from "./argument-issues";
import type { Issue } from "./issue";
import {
  publicationArguments,
  publicationSchema,
  retainedMessageArguments,
  retainedMessageSchema,
} from "./resource-schemas";
import { reasonsBesideVersion } from "./user-properties";

/**
 * Everything that is wrong with the arguments of a RetainedMessage. Unknown values pass, and no value is quoted.
 *
 * @param found issues that are known already: an argument that has one may have been taken out
 */
export function issuesInMessage(news: PropertyBag, read: FileReader, found: readonly Issue[] = []): Issue[] {
  const issues = argumentIssues(retainedMessageSchema, knownValues(news), retainedMessageArguments);
  return [...issues, ...commonIssues(news, read, found, false), ...versionIssues(news), ...markerIssues(news)];
}

/** Everything that is wrong with the arguments of a Publication: see {@link issuesInMessage}. */
export function issuesInPublication(news: PropertyBag, read: FileReader, found: readonly Issue[] = []): Issue[] {
  const issues = argumentIssues(publicationSchema, knownValues(news), publicationArguments);
  return [...issues, ...commonIssues(news, read, found, true)];
}

function commonIssues(news: PropertyBag, read: FileReader, found: readonly Issue[], mayBeEmpty: boolean): Issue[] {
  const payloadIsFound = found.some(({ path }) => path === "payload" || path === "payloadBase64");
  return [
    ...(news["topic"] === undefined ? [{ path: "topic", reason: "expected a topic" }] : []),
    ...found,
    ...(payloadIsFound ? [] : payloadIssues(news, read, mayBeEmpty)),
    ...placeIssues(news),
  ];
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

/** What is wrong with user properties beside the version that is added to them. */
export function versionIssues({ version, userProperties }: PropertyBag): Issue[] {
  if (version !== true || userProperties === undefined || isUnknown(userProperties)) return [];
  return reasonsBesideVersion(userProperties).map((reason) => ({ path: "userProperties", reason }));
}

/** Every AWS endpoint names its Region. With another Region, AWS would refuse the signature of each call. */
export function placeIssues(news: PropertyBag): Issue[] {
  const { region, endpoint } = knownValues(news);
  const named = /^https:\/\/[^/]*\.iot\.([a-z0-9-]+)\.amazonaws\.com/.exec(String(endpoint))?.[1];
  if (region === undefined || named === undefined || named === region) return [];
  return [{ path: "endpoint", reason: `is one of ${named}, but the Region is ${region}` }];
}

/** A nonce as long as the longest, which has a digest of the properties that cannot be read back. */
const LONGEST_NONCE = "0".repeat(19);

/** The marker has to fit into the bytes that declared user properties leave free. */
export function markerIssues(news: PropertyBag): Issue[] {
  const { marker, __owner, __urn } = knownValues(news);
  if (marker === false || __owner === undefined || __urn === undefined) return [];
  const name = nameInUrn(String(__urn));
  const bytes = bytesOf([writeMarker({ owner: String(__owner), name, nonce: LONGEST_NONCE })]);
  if (bytes <= limits.markerBytes) return [];
  const reason = `expected at most ${limits.markerBytes} bytes of owner and resource name, got ${bytes}: shorten one, or set it to false`;
  return [{ path: "marker", reason }];
}
