import { childrenOf, type TopicTree, type TreeNode } from "./tree";

/** A line of the tree as it is shown. A level that only leads to one other is in the line of that one. */
export interface Row {
  node: TreeNode;
  parent: Row | undefined;
  /** 1 for the lines that have no other above them. */
  depth: number;
  hasChildren: boolean;
  isOpen: boolean;
  /** Messages at this level and below it that pass the filter. */
  count: number;
  /** The place among its siblings, from 1 on. */
  position: number;
  siblings: number;
}

/** Which levels are open: all or none, except some. */
export interface Expansion {
  isOpen: boolean;
  except: ReadonlySet<string>;
}

export function isOpen({ isOpen, except }: Expansion, { path }: TreeNode): boolean {
  return isOpen !== except.has(path);
}

export function toggled(expansion: Expansion, path: string): Expansion {
  const except = new Set(expansion.except);
  if (!except.delete(path)) except.add(path);
  return { ...expansion, except };
}

/** The lines of a tree from top to bottom. It runs at each key that is typed into the filter, on 100,000 topics. */
export function rowsOf(tree: TopicTree, expansion: Expansion, wanted?: (node: TreeNode) => boolean): Row[] {
  if (wanted !== undefined) countHits(tree.root, wanted);
  const countOf = (node: TreeNode) => (wanted === undefined ? node.count : node.hits);
  const rows: Row[] = [];
  const visit = (above: TreeNode, parent: Row | undefined) => {
    const all = childrenOf(above);
    const shown = wanted === undefined ? all : all.filter((node) => node.hits > 0);
    const depth = (parent?.depth ?? 0) + 1;
    const siblings = shown.length;
    for (let index = 0; index < siblings; index++) {
      const node = lineFrom(shown[index] ?? above, countOf);
      const count = countOf(node);
      const hasChildren = node.children.size > 0 && count > ownCount(node, wanted);
      const open = hasChildren && isOpen(expansion, node);
      const row = { node, parent, depth, hasChildren, isOpen: open, count, position: index + 1, siblings };
      rows.push(row);
      if (open) visit(node, row);
    }
  };
  visit(tree.root, undefined);
  return rows;
}

/** The levels in a line. */
export function levelsOf({ node, parent }: Row): string[] {
  return (parent === undefined ? node.path : node.path.slice(parent.node.path.length + 1)).split("/");
}

/** The last level of the line that begins with a level. */
function lineFrom(first: TreeNode, countOf: (node: TreeNode) => number): TreeNode {
  let node = first;
  for (let only = onlyChild(node, countOf); only !== undefined; only = onlyChild(node, countOf)) node = only;
  return node;
}

/** The child with all that a level counts. */
function onlyChild(node: TreeNode, countOf: (node: TreeNode) => number): TreeNode | undefined {
  for (const child of node.children.values()) {
    const count = countOf(child);
    if (count > 0) return count === countOf(node) ? child : undefined;
  }
  return undefined;
}

function ownCount(node: TreeNode, wanted: ((node: TreeNode) => boolean) | undefined): number {
  return node.leaf !== undefined && (wanted === undefined || wanted(node)) ? 1 : 0;
}

function countHits(node: TreeNode, wanted: (node: TreeNode) => boolean): number {
  node.hits = ownCount(node, wanted);
  for (const child of node.children.values()) node.hits += countHits(child, wanted);
  return node.hits;
}
