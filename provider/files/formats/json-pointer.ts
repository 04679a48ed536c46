/** The keys and indexes of a JSON Pointer (RFC 6901). The empty pointer is for the whole value. */
export function pathOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value that a path leads to; undefined if there is none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

/** The pointer to a key of a record, or to an index of a list. */
export function pointerTo(key: string): string {
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The values in a value that have none in them, by their pointers: an empty record or list is one of them. */
export function leavesOf(value: unknown, pointer = ""): [pointer: string, value: unknown][] {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return [[pointer, value]];
  return entries.flatMap(([key, item]) => leavesOf(item, pointer + pointerTo(key)));
}
