import type { TreeNode } from "./tree";

/**
 * What a filter lets through; undefined if it lets everything through. Text with `+` or `#` is an MQTT topic filter. In any
 * other, each word is a part of the topic or of the owner.
 */
export function filterOf(text: string): ((node: TreeNode) => boolean) | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (/[+#]/.test(trimmed)) return matching(trimmed.split("/"));
  const words = trimmed.toLowerCase().split(/\s+/);
  return ({ search, leaf }) =>
    words.every((word) => search.includes(word) || leaf?.owner?.toLowerCase().includes(word));
}

/** As in AWS IoT Core, `#` stands for one level or more. */
function matching(wanted: readonly string[]): (node: TreeNode) => boolean {
  const isOpenEnded = wanted.at(-1) === "#";
  const fixed = isOpenEnded ? wanted.slice(0, -1) : wanted;
  return ({ path, depth }) => {
    if (isOpenEnded ? depth <= fixed.length : depth !== fixed.length) return false;
    const levels = path.split("/");
    return fixed.every((level, index) => level === "+" || level === levels[index]);
  };
}
