import type { TopicEntry } from "../../wire";

/** What the tree knows of a retained message. */
export interface Leaf {
  size: number;
  publishedAt: number;
  expiresAt: number | null;
  owner: string | null;
  /** When it changed before the eyes of the reader, by the clock of the browser; 0 if it was there before. */
  changedAt: number;
}

/** A level of one topic or of many. */
export interface TreeNode {
  readonly id: number;
  readonly name: string;
  /** The topic of this name, whether or not it has a message. */
  readonly path: string;
  /** 1 for the first level of a topic. */
  readonly depth: number;
  /** The path in lower case, for the filter. */
  readonly search: string;
  readonly parent: TreeNode | undefined;
  readonly children: Map<string, TreeNode>;
  leaf: Leaf | undefined;
  /** The number of messages at this level and below it. */
  count: number;
  /** Bytes of their payloads. */
  bytes: number;
  /** Messages at this level and below it that passed the filter when it was last asked. */
  hits: number;
  sorted: TreeNode[] | undefined;
}

/** The retained topics by their levels. A level without a message at it or below it is not kept. */
export class TopicTree {
  readonly root: TreeNode = node("", "", 0, 0, undefined);
  /** How often a message came or went. Messages that are replaced do not count. */
  shape = 0;
  #lastId = 0;

  apply([topic, size, publishedAt, expiresAt, owner]: TopicEntry, changedAt = 0): void {
    if (size === undefined || publishedAt === undefined) this.#remove(topic);
    else this.#put(topic, { size, publishedAt, expiresAt: expiresAt ?? null, owner: owner ?? null, changedAt });
  }

  find(path: string): TreeNode | undefined {
    let found: TreeNode | undefined = this.root;
    for (const name of path.split("/")) found = found?.children.get(name);
    return found;
  }

  #put(topic: string, leaf: Leaf): void {
    let at = this.root;
    for (const name of topic.split("/")) at = at.children.get(name) ?? this.#grow(at, name);
    const before = at.leaf;
    if (before === undefined) this.shape++;
    at.leaf = leaf;
    add(at, before === undefined ? 1 : 0, leaf.size - (before?.size ?? 0));
  }

  #remove(topic: string): void {
    const found = this.find(topic);
    if (found?.leaf === undefined) return;
    const { size } = found.leaf;
    found.leaf = undefined;
    this.shape++;
    add(found, -1, -size);
    for (let at = found; at.count === 0 && at.parent !== undefined; at = at.parent) {
      at.parent.children.delete(at.name);
      at.parent.sorted = undefined;
    }
  }

  #grow(parent: TreeNode, name: string): TreeNode {
    const path = parent.depth === 0 ? name : `${parent.path}/${name}`;
    const grown = node(name, path, parent.depth + 1, ++this.#lastId, parent);
    parent.children.set(name, grown);
    parent.sorted = undefined;
    return grown;
  }
}

const order = new Intl.Collator("en", { numeric: true });

/** The levels below a level: `pump-2` before `pump-10`. */
export function childrenOf(parent: TreeNode): readonly TreeNode[] {
  parent.sorted ??= [...parent.children.values()].sort(
    // The collator takes some names for the same.
    (a, b) => order.compare(a.name, b.name) || (a.name < b.name ? -1 : 1),
  );
  return parent.sorted;
}

/** When the newest message at a level or below it was published; 0 if there is none. */
export function newestOf(level: TreeNode): number {
  let newest = level.leaf?.publishedAt ?? 0;
  for (const child of level.children.values()) newest = Math.max(newest, newestOf(child));
  return newest;
}

function node(name: string, path: string, depth: number, id: number, parent: TreeNode | undefined): TreeNode {
  const search = path.toLowerCase();
  return {
    id,
    name,
    path,
    depth,
    search,
    parent,
    children: new Map(),
    leaf: undefined,
    count: 0,
    bytes: 0,
    hits: 0,
    sorted: undefined,
  };
}

function add(from: TreeNode, count: number, bytes: number): void {
  for (let at: TreeNode | undefined = from; at !== undefined; at = at.parent) {
    at.count += count;
    at.bytes += bytes;
  }
}
