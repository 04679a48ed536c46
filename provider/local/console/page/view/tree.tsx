import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Row } from "../data/rows";
import { change, dialog, rows, select, selected, toggle } from "../data/state";
import { focusDetail, focusFilter, isNarrow, treeId } from "./focus";
import { rowId, TreeRow } from "./tree-row";

/** Rows above and below what is seen, so that fast scrolling shows no gaps. */
const spare = 12;

/** The tree. Of however many rows, only those in sight are in the document. */
export function Tree() {
  const ref = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const { height, rowHeight } = useSizes(ref);
  // Rows stay the same while only their messages change.
  change.value;
  const all = rows.value;
  const cursor = all.findIndex(({ node }) => node.path === selected.value);
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const shown = all.slice(first, Math.ceil((top + height) / rowHeight) + spare);
  const isCursorShown = cursor >= first && cursor < first + shown.length;

  // Follows the selection, but not the rows: what others publish must not scroll the tree.
  useLayoutEffect(() => {
    if (cursor >= 0) scrollTo(ref.current, cursor * rowHeight, rowHeight);
  }, [selected.value]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(height / rowHeight) - 1);
    if (handleKey(event.key, all, cursor, page)) event.preventDefault();
  };
  return (
    <div
      ref={ref}
      id={treeId}
      class="tree"
      role="tree"
      aria-label="Topics"
      tabIndex={0}
      aria-activedescendant={isCursorShown ? rowId(all[cursor]) : undefined}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
    >
      <div class="canvas" role="presentation" style={{ height: `${all.length * rowHeight}px` }}>
        <div role="presentation" style={{ transform: `translateY(${first * rowHeight}px)` }}>
          {shown.map((row) => (
            <TreeRow key={row.node.path} row={row} height={rowHeight} isSelected={row.node.path === selected.value} />
          ))}
        </div>
      </div>
    </div>
  );
}

function useSizes(ref: { current: HTMLElement | null }) {
  const [height, setHeight] = useState(0);
  const [isTouched, setTouched] = useState(isNarrow.matches);
  useEffect(() => {
    const onNarrow = () => setTouched(isNarrow.matches);
    const observer = new ResizeObserver(([entry]) => setHeight(entry?.contentRect.height ?? 0));
    if (ref.current !== null) observer.observe(ref.current);
    isNarrow.addEventListener("change", onNarrow);
    return () => {
      observer.disconnect();
      isNarrow.removeEventListener("change", onNarrow);
    };
  }, [ref]);
  return { height, rowHeight: isTouched ? 40 : 26 };
}

function scrollTo(element: HTMLElement | null, top: number, height: number): void {
  if (element === null) return;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + height > element.scrollTop + element.clientHeight)
    element.scrollTop = top + height - element.clientHeight;
}

/** Acts on a key by the rules for trees of the ARIA Authoring Practices; false for keys that mean nothing here. */
function handleKey(key: string, all: readonly Row[], cursor: number, page: number): boolean {
  const row = all[cursor];
  const go = (index: number) => {
    const target = all[Math.min(Math.max(index, 0), all.length - 1)];
    if (target !== undefined) select(target.node.path);
  };
  switch (key) {
    case "ArrowDown":
      go(cursor + 1);
      return true;
    case "ArrowUp":
      go(cursor < 0 ? 0 : cursor - 1);
      return true;
    case "PageDown":
      go(cursor + page);
      return true;
    case "PageUp":
      go(cursor - page);
      return true;
    case "Home":
      go(0);
      return true;
    case "End":
      go(all.length - 1);
      return true;
    case "ArrowRight":
      if (row?.isOpen) go(cursor + 1);
      else if (row?.hasChildren) toggle(row.node.path);
      return true;
    case "ArrowLeft":
      if (row?.isOpen) toggle(row.node.path);
      else if (row?.parent !== undefined) select(row.parent.node.path);
      return true;
    case " ":
      if (row?.hasChildren) toggle(row.node.path);
      return true;
    case "Enter":
      enter(row);
      return true;
    case "Delete":
      if (row !== undefined) askToClear(row);
      return true;
  }
  // Whoever types means the filter, which gets the key.
  if ([...key].length === 1 && key !== "/") focusFilter();
  return false;
}

function enter(row: Row | undefined): void {
  if (row === undefined) return;
  if (row.node.leaf === undefined) {
    toggle(row.node.path);
    return;
  }
  focusDetail();
}

function askToClear({ node }: Row): void {
  dialog.value =
    node.children.size === 0 ? { kind: "clear-topic", topic: node.path } : { kind: "clear-branch", branch: node.path };
}
