import { type Node as JsonNode, parseTree } from "jsonc-parser";
import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Format } from "./document";

/**
 * The line of a text on which a value stands, or the key of it, counted from 1. If the text has the value by an alias or a
 * merge key, it is the line of what these refer to.
 *
 * @param path the keys and indexes that lead to the value
 */
export function lineOf(text: string, format: Format, path: readonly string[]): number {
  const offset = format === "yaml" ? offsetInYaml(text, path) : offsetInJson(text, path);
  return text.slice(0, offset).split("\n").length;
}

function offsetInJson(text: string, path: readonly string[]): number {
  let node: JsonNode | undefined = parseTree(text);
  let offset = node?.offset ?? 0;
  for (const key of path) {
    const property = node?.children?.find(({ type, children }) => type === "property" && children?.[0]?.value === key);
    const item: JsonNode | undefined = node?.type === "array" ? node.children?.[Number(key)] : property?.children?.[1];
    if (item === undefined) break;
    offset = property?.offset ?? item.offset;
    node = item;
  }
  return offset;
}

function offsetInYaml(text: string, path: readonly string[]): number {
  const document = parseDocument(text, { merge: true, prettyErrors: false, logLevel: "silent" });
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const key of path) {
    const found = entryOf(resolved(node, document), key, document);
    if (found === undefined) break;
    ({ node, offset } = found);
  }
  return offset;
}

interface Entry {
  node: unknown;
  offset: number;
}

/** An entry of a map or list, which a map may also have by its merge keys. */
function entryOf(node: unknown, key: string, document: Document): Entry | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return item === undefined ? undefined : { node: item, offset: offsetOf(item) };
  }
  if (!isMap(node)) return undefined;
  const own = node.items.find((pair) => keyOf(pair.key) === key);
  if (own !== undefined) return { node: own.value, offset: offsetOf(own.key) };
  for (const { key: name, value } of node.items) {
    if (keyOf(name) !== "<<") continue;
    const sources = isSeq(value) ? value.items : [value];
    const merged = sources.map((source) => entryOf(resolved(source, document), key, document)).find(Boolean);
    if (merged !== undefined) return merged;
  }
  return undefined;
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** The text of a key. The parser has a symbol for a merge key. */
function keyOf(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === "symbol" ? key.value.description : String(key.value);
}

function offsetOf(node: unknown): number {
  return (node as { range?: readonly number[] }).range?.[0] ?? 0;
}
