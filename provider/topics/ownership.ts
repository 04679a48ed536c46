import { isMarked, readMarker } from "../messages/marker";
import type { UserProperty } from "../messages/user-properties";

/**
 * Whose the live message of a topic is, as its marker says.
 *
 * - `free`: there is none.
 * - `ours`: its marker has our nonce.
 * - `moved`: its marker has our owner and another nonce, so a rename, move or replacement has the topic now.
 * - `foreign`: its marker has another owner, or is of another form.
 * - `unmarked`: it has no marker.
 */
export type Ownership = "free" | "ours" | "moved" | "foreign" | "unmarked";

/**
 * @param live undefined if the topic is empty
 * @param mine who asks; before a resource has published, and after some imports, it has no nonce
 */
export function ownershipOf(
  live: { userProperties: readonly UserProperty[] } | undefined,
  mine: { owner: string; nonce: string | undefined },
): Ownership {
  if (live === undefined) return "free";
  const marker = readMarker(live.userProperties);
  if (marker === undefined) return isMarked(live.userProperties) ? "foreign" : "unmarked";
  if (marker.nonce === mine.nonce) return "ours";
  return marker.owner === mine.owner ? "moved" : "foreign";
}
