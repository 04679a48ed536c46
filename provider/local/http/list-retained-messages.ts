import type { MessageStore } from "../store/messages";
import type { Retained } from "../store/retained";
import { type Answer, okText } from "./answer";
import { lastBefore, maxResultsOf, tokenAfter } from "./paging";
import type { Request } from "./request";

const maxPage = 200;

/**
 * AWS documents neither the order nor the size of a page without `maxResults`. Here the order is that of the topics, and
 * the size is the maximum.
 *
 * @param lag how many milliseconds the listing lags behind
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_ListRetainedMessages.html
 */
export function listRetainedMessages(store: MessageStore, { query }: Request, lag: number): Answer {
  const page = store.list(maxResultsOf(query, maxPage), lastBefore(query), lag);
  const listed = page.messages.map(rowOf).join(",");
  return okText(`{"retainedTopics":[${listed}],"nextToken":${JSON.stringify(tokenAfter(page.next))}}`);
}

/** The row of a message as JSON. It is kept, since writing it is most of the work of a page. */
function rowOf(retained: Retained): string {
  const { message, publishedAt } = retained;
  retained.row ??= JSON.stringify({
    topic: message.topic,
    payloadSize: message.payload.length,
    qos: message.qos,
    lastModifiedTime: publishedAt,
  });
  return retained.row;
}
