import { isAside } from "../data/state";

// The places to which keys move the focus.

/** Whether the tree and what is beside it take turns, as on a phone. The style sheets have the same width. */
export const isNarrow = matchMedia("(max-width: 720px)");

export const filterId = "filter";
export const treeId = "tree";
export const detailId = "detail";

export function focusFilter(): void {
  focus(filterId);
}

export function focusTree(): void {
  focus(treeId);
}

/** Moves to the detail, which may have been hidden until now and is drawn first. */
export function focusDetail(): void {
  isAside.value = true;
  requestAnimationFrame(() => focus(detailId));
}

/** Shows the detail. Where it takes the place of the tree, it also gets the focus. */
export function showDetail(): void {
  if (isNarrow.matches) focusDetail();
}

function focus(id: string): void {
  document.getElementById(id)?.focus();
}
