import { utf8 } from "../../messages/digest";
import { ServiceError } from "../errors";
import type { MessageStore } from "../store";
import { type Answer, ok } from "./answer";
import type { Request } from "./request";

const maxPage = 200;
const tokenPrefix = "after:";

/**
 * AWS documents neither an order nor the size of a page where `maxResults` is left out: here it is topic order and
 * the maximum.
 *
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_ListRetainedMessages.html
 */
export function listRetainedMessages(store: MessageStore, { query }: Request): Answer {
  const page = store.list(maxResultsOf(query.get("maxResults")), topicOfToken(query.get("nextToken")));
  return ok({
    retainedTopics: page.messages.map(({ message, publishedAt }) => ({
      topic: message.topic,
      payloadSize: message.payload.length,
      qos: message.qos,
      lastModifiedTime: publishedAt,
    })),
    nextToken: page.next === undefined ? null : Buffer.from(tokenPrefix + page.next).toString("base64url"),
  });
}

function maxResultsOf(text: string | null): number {
  if (text === null) return maxPage;
  const value = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= maxPage) return value;
  throw new ServiceError("InvalidRequestException", `expected \`maxResults\` to be from 1 to ${maxPage}`);
}

function topicOfToken(token: string | null): string | undefined {
  if (token === null) return undefined;
  const text = utf8(Buffer.from(token, "base64url"));
  if (text?.startsWith(tokenPrefix)) return text.slice(tokenPrefix.length);
  throw new ServiceError("InvalidRequestException", "`nextToken` is not one that this endpoint gave");
}
