import { levelsOf, type Row } from "../data/rows";
import { now, select, toggle } from "../data/state";
import type { Leaf } from "../data/tree";
import { ageText, countdownText, countText, sizeText, timeText } from "../text/units";
import { visible } from "../text/visible";
import { focusTree, showDetail } from "./focus";
import { Levels } from "./name";

/** For how long a row shows that it has changed. */
const freshMs = 1_500;

interface TreeRowProps {
  row: Row;
  height: number;
  isSelected: boolean;
}

/** A row of the tree. Keys are handled by the tree, which has the focus. */
export function TreeRow({ row, height, isSelected }: TreeRowProps) {
  const { node, depth, hasChildren, isOpen, count, position, siblings } = row;
  const { leaf } = node;
  const onClick = () => {
    select(node.path);
    // A row may leave the document while it has the focus; the tree does not.
    focusTree();
    if (leaf !== undefined) showDetail();
    else if (hasChildren) toggle(node.path);
  };
  const onToggle = (event: MouseEvent) => {
    event.stopPropagation();
    toggle(node.path);
  };
  const isFresh = leaf !== undefined && Date.now() - leaf.changedAt < freshMs;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys
    <div
      id={rowId(row)}
      class={leaf === undefined ? "row" : "row has-message"}
      role="treeitem"
      tabIndex={-1}
      aria-level={depth}
      aria-setsize={siblings}
      aria-posinset={position}
      aria-expanded={hasChildren ? isOpen : undefined}
      aria-selected={isSelected}
      title={visible(node.path)}
      style={{ height: `${height}px`, paddingInlineStart: `${(depth - 1) * 16 + 4}px` }}
      onClick={onClick}
    >
      {isFresh && <span key={leaf.changedAt} class="fresh" />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the tree handles the keys */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys */}
      <span class={hasChildren ? "chevron" : "chevron is-empty"} onClick={hasChildren ? onToggle : undefined}>
        {hasChildren && (
          <svg viewBox="0 0 16 16" aria-hidden="true" class={isOpen ? "is-open" : undefined}>
            <path d="M6 4l4 4-4 4" />
          </svg>
        )}
      </span>
      <span class="cut level">
        <Levels levels={levelsOf(row)} />
      </span>
      {hasChildren && (
        <span class="count">
          {countText(count)}
          <span class="hidden"> {count === 1 ? "message" : "messages"}</span>
        </span>
      )}
      <span class="spring" />
      {leaf !== undefined && <Facts leaf={leaf} />}
    </div>
  );
}

/** Times are hidden from screen readers, which would tell each second of them. The detail has them as well. */
function Facts({ leaf: { size, publishedAt, expiresAt } }: { leaf: Leaf }) {
  return (
    <>
      {expiresAt !== null && (
        <span class="expiry" aria-hidden="true" title={`Expires ${timeText(expiresAt)}`}>
          ends in {countdownText(expiresAt - now.value)}
        </span>
      )}
      <span class="size">{sizeText(size)}</span>
      <span class="age" aria-hidden="true" title={timeText(publishedAt)}>
        {ageText(now.value - publishedAt)}
      </span>
    </>
  );
}

export function rowId(row: Row | undefined): string | undefined {
  return row && `row-${row.node.id}`;
}
