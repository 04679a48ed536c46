import { batch, computed, signal } from "@preact/signals";
import type { ClientView, PublishBody, TopicView } from "../../wire";
import { filterOf } from "./filter";
import { type Expansion, rowsOf, toggled } from "./rows";
import { TopicTree, type TreeNode } from "./tree";

// What the page shows, as signals: a view that reads one is drawn again when it changes.

const none: ReadonlySet<string> = new Set();

/** What is open on top of the page. */
export type OpenDialog =
  | { kind: "editor"; draft: PublishBody; title: string }
  | { kind: "clear-topic"; topic: string }
  | { kind: "clear-branch"; branch: string };

/** The tree changes in place: `change` counts how often. */
export const tree = signal(new TopicTree());
export const change = signal(0);
/** How far the first snapshot has come; undefined once the page is up to date. */
export const loading = signal<{ loaded: number; count: number } | undefined>({ loaded: 0, count: 0 });
export const link = signal<"connecting" | "live" | "lost">("connecting");
export const clients = signal<readonly ClientView[]>([]);
/** The clock of the endpoint, each second. */
export const now = signal(Date.now());

export const filterText = signal("");
/** Without a filter, and with one: a filter opens all that it leaves. */
const expansion = signal<Expansion>({ isOpen: false, except: none });
const filteredExpansion = signal<Expansion>({ isOpen: true, except: none });

/** Path of the selected level. */
export const selected = signal<string | undefined>(undefined);
/** What is known of the selected topic. */
export const detail = signal<TopicView | undefined>(undefined);
/** What is beside the tree. On a phone, it is in the place of the tree while `isAside` is true. */
export const aside = signal<"message" | "clients">("message");
export const isAside = signal(false);
export const dialog = signal<OpenDialog | undefined>(undefined);
/** What was just done, for everybody to see and for a screen reader to tell. */
export const notice = signal("");

const filter = computed(() => filterOf(filterText.value));
const shape = computed(() => {
  change.value;
  return tree.value.shape;
});
export const rows = computed(() => {
  // The filter also asks for owners, which change with the message.
  if (filter.value === undefined) shape.value;
  else change.value;
  return rowsOf(tree.value, currentExpansion().value, filter.value);
});
export const matches = computed(() =>
  rows.value.reduce((sum, { depth, count }) => (depth === 1 ? sum + count : sum), 0),
);

/** The selected level. It is no signal, since it stays the same level while its messages change. */
export function selectedNode(): TreeNode | undefined {
  change.value;
  return selected.value === undefined ? undefined : tree.value.find(selected.value);
}

function currentExpansion() {
  return filter.value === undefined ? expansion : filteredExpansion;
}

export function setFilter(text: string): void {
  batch(() => {
    filterText.value = text;
    filteredExpansion.value = { isOpen: true, except: none };
  });
}

export function toggle(path: string): void {
  const current = currentExpansion();
  current.value = toggled(current.value, path);
}

export function openAll(isOpen: boolean): void {
  currentExpansion().value = { isOpen, except: none };
}

export function select(path: string): void {
  selected.value = path;
  aside.value = "message";
  history.replaceState(null, "", `#${encodeURIComponent(path)}`);
}

/** Opens the levels above a topic. */
export function reveal(path: string): void {
  const levels = path.split("/");
  const above = levels.slice(0, -1).map((_, index) => levels.slice(0, index + 1).join("/"));
  const { isOpen, except } = expansion.value;
  const next = new Set(except);
  for (const level of above) isOpen ? next.delete(level) : next.add(level);
  expansion.value = { isOpen, except: next };
}
