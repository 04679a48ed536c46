// The places to which keys move the focus.

export const filterId = "filter";
export const treeId = "tree";
export const detailId = "detail";

export function focusFilter(): void {
  focus(filterId);
}

export function focusTree(): void {
  focus(treeId);
}

/** The detail may have been hidden until now, and is drawn first. */
export function focusDetail(): void {
  requestAnimationFrame(() => focus(detailId));
}

function focus(id: string): void {
  document.getElementById(id)?.focus();
}
