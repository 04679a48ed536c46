import type { ListedMessage } from "../messages/message";
import { isUnderPrefix } from "../messages/topic";
import { byCodeUnit } from "../text/order";
import type { DataPlane } from "./data-plane";

/**
 * Lists all retained messages of an account in a Region, in the order of their topics.
 *
 * @param prefix lists only the topics under it: `acme/pumps` is that topic and all below it, `acme/pumps/` all below it
 * @throws DataPlaneError
 */
export async function listAll(dataPlane: DataPlane, prefix?: string): Promise<ListedMessage[]> {
  const found: ListedMessage[] = [];
  for await (const { messages } of dataPlane.list()) {
    found.push(...(prefix ? messages.filter(({ topic }) => isUnderPrefix(topic, [prefix])) : messages));
  }
  return found.sort((a, b) => byCodeUnit(a.topic, b.topic));
}
