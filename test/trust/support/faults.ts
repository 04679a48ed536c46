import type { Fault } from "../../../provider/local";

/** Something that goes wrong with a call, by what it is called in the results. */
export interface NamedFault {
  name: string;
  fault: Fault;
  /**
   * Whether it is an answer that the service itself could have given: that there is no such message, or that the account
   * is empty. Nobody can tell that it is wrong.
   */
  isBelieved?: "by a Get" | "by a listing";
  /** Whether the answer says that all went well. */
  isSuccess?: true;
}

const html = { "content-type": "text/html" };
const json = { "content-type": "application/json" };
const page = "<html><body><h1>Sign in to the network</h1></body></html>";
/** An answer to a Get. */
const message = { topic: "own/a", payload: "eA==", qos: 1, lastModifiedTime: 1_700_000_000_000, userProperties: null };
/** The same with members of other types. */
const garbled = { ...message, payload: 7, lastModifiedTime: "today", userProperties: "e30=", retainedTopics: 3 };

function success(name: string, body: string, headers: Readonly<Record<string, string>> = json): NamedFault {
  return { name, fault: { status: 200, headers, body }, isSuccess: true };
}

/** Each error of AWS, and what networks and proxies do. */
export const faults: readonly NamedFault[] = [
  { name: "400", fault: { error: "InvalidRequestException" } },
  { name: "401", fault: { error: "UnauthorizedException" } },
  { name: "403", fault: { error: "ForbiddenException" } },
  { name: "404 by its name", fault: { error: "ResourceNotFoundException" }, isBelieved: "by a Get" },
  { name: "404 without a name", fault: { status: 404, headers: json, body: '{"message":null,"traceId":"3f1c"}' } },
  { name: "405", fault: { error: "MethodNotAllowedException" } },
  { name: "413", fault: { error: "RequestEntityTooLargeException" } },
  { name: "429", fault: { error: "ThrottlingException" } },
  { name: "500", fault: { error: "InternalFailureException" } },
  { name: "503", fault: { error: "ServiceUnavailableException" } },
  success("a proxy's page with 200", page, html),
  { name: "a proxy's page with 404", fault: { status: 404, headers: html, body: page } },
  { name: "a proxy's page with 502", fault: { status: 502, headers: html, body: page } },
  { name: "reset before it acts", fault: { drop: "before" } },
  { name: "reset after it has acted", fault: { drop: "after" } },
  success("a truncated body", '{"topic":"ow', { ...json, "content-length": "900", connection: "close" }),
  success("JSON that ends early", '{"topic":"own/a","payl'),
  success("JSON of another kind", "[1,2]"),
  success("JSON without its members", "{}"),
  success("JSON with members of other types", JSON.stringify(garbled)),
  success("another topic's message", JSON.stringify({ ...message, topic: "own/a/x" })),
  { ...success("an empty listing", '{"retainedTopics":[],"nextToken":null}'), isBelieved: "by a listing" },
];

/** How many calls of an operation a fault meets. */
export const lengths = [
  { name: "once", calls: 1 },
  { name: "three times", calls: 3 },
  { name: "to the end", calls: Number.POSITIVE_INFINITY },
] as const;

/** One of each kind, for trials on the engine, which take long. */
export const fewFaults = faults.filter(({ name }) =>
  ["403", "429", "503", "a proxy's page with 200", "reset after it has acted", "JSON that ends early"].includes(name),
);
