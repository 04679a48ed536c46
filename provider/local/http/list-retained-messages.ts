import type { MessageStore } from "../store/messages";
import { type Answer, okJson } from "./answer";
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
  const entries = page.messages.map(({ entry }) => entry).join();
  return okJson(`{"retainedTopics":[${entries}],"nextToken":${JSON.stringify(tokenAfter(page.next))}}`);
}
