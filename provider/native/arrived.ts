import { type MessageArguments, shortest } from "../messages/message-value";
import { isAsset } from "../messages/payload";
import { mapValues } from "../plain/objects";
import type { PropertyBag } from "../pulumi/property-bag";
import { secretPaths, withoutSecretMarks } from "../pulumi/secret";
import { withoutNulls } from "../pulumi/without-nulls";
import { isRecord } from "../validation/is-record";
import { type Issue, issueWithinSet } from "../validation/issue";
import { payloadAsText } from "./payload";

/** The arguments of a resource as handlers take them, and what only the wire could tell. */
export interface Arrived {
  /** Plain values. JSON payloads are canonical text, and JSON Schemas are taken out. */
  given: PropertyBag;
  /** Names of the arguments that are secret, and paths of secret messages. */
  secrets: string[];
  /** What is wrong with values that handlers do not take. */
  issues: Issue[];
  /** The JSON Schema of the payload; of a set, of the message on a topic. */
  schemaOf: (topic: string) => unknown;
}

/** Takes apart the arguments of a resource that has one message. */
export function arrivedMessage(news: PropertyBag): Arrived {
  const { schema, ...args } = plain(news);
  const { message, issues } = withTextPayload(args);
  return { given: message, secrets: secretPaths(news), issues, schemaOf: () => schema };
}

/** Takes apart the arguments of a set. */
export function arrivedSet(news: PropertyBag): Arrived {
  const { messages, defaults, ...args } = plain(news);
  const { schema: common, ...ofAll } = isRecord(defaults) ? withoutNulls(defaults) : {};
  const schemas = new Map<string, unknown>();
  const issues: Issue[] = [];
  const one = (topic: string, value: unknown) => {
    if (!isRecord(value) || isAsset(value)) return value;
    const { schema, ...message } = withoutNulls(value);
    if (schema !== undefined) schemas.set(topic, schema);
    const found = withTextPayload(message);
    issues.push(...found.issues.map((issue) => issueWithinSet(topic, issue)));
    return shortest(found.message as MessageArguments);
  };
  const all = isRecord(messages) ? mapValues(messages, (value, topic) => one(topic, value)) : messages;
  return {
    given: {
      ...args,
      ...(all === undefined ? {} : { messages: all }),
      ...(defaults === undefined ? {} : { defaults: isRecord(defaults) ? ofAll : defaults }),
    },
    secrets: secretPaths(news),
    issues,
    schemaOf: (topic) => schemas.get(topic) ?? common,
  };
}

/** Values without the marks of secrets, and without those that are null. */
function plain(news: PropertyBag): PropertyBag {
  return withoutNulls(withoutSecretMarks(news));
}

function withTextPayload({ payload, ...args }: PropertyBag): { message: PropertyBag; issues: Issue[] } {
  const found = payloadAsText(payload);
  if ("issue" in found) return { message: args, issues: [found.issue] };
  return { message: found.payload === undefined ? args : { ...args, payload: found.payload }, issues: [] };
}
