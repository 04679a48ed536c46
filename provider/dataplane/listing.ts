import type { ListedMessage } from "../messages/message";
import { isUnderPrefix } from "../messages/topic";
import { byCodeUnit } from "../text/order";
import type { DataPlane } from "./data-plane";

/**
 * Lists all retained messages of an account in a Region, in the order of their topics.
 *
 * @param prefix lists only the topics under it: `acme/pumps` is that topic and all below it, `acme/pumps/` all below it
 * @param onPage called with the number of messages of each answer, also of those that are not under the prefix
 * @throws DataPlaneError
 */
export async function listAll(
  dataPlane: DataPlane,
  prefix?: string,
  onPage: (count: number) => void = () => {},
): Promise<ListedMessage[]> {
  const found: ListedMessage[] = [];
  for await (const { messages } of dataPlane.list()) {
    onPage(messages.length);
    found.push(...(prefix ? messages.filter(({ topic }) => isUnderPrefix(topic, [prefix])) : messages));
  }
  return found.sort((a, b) => byCodeUnit(a.topic, b.topic));
}
