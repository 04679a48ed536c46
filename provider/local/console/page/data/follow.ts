import { batch, computed, effect } from "@preact/signals";
import type { ConsoleEvents } from "../../wire";
import { fetchTopic } from "./calls";
import * as state from "./state";
import { TopicTree } from "./tree";

/** A tree of at most so many messages is open at first. */
const openAtFirst = 300;

/** Milliseconds by which the clock of the endpoint is ahead of ours. */
let clockAhead = 0;

/** Follows the endpoint from now on. */
export function follow(): void {
  connect();
  setInterval(() => {
    state.now.value = Date.now() + clockAhead;
  }, 1_000);
}

function connect(): void {
  const events = new EventSource("console/events");
  let incoming: TopicTree | undefined;

  on(events, "snapshot", ({ now, count }) => {
    clockAhead = now - Date.now();
    state.now.value = now;
    incoming = new TopicTree();
    if (state.loading.value !== undefined) state.loading.value = { loaded: 0, count };
  });
  on(events, "topics", (entries) => {
    const changedAt = incoming === undefined ? Date.now() : 0;
    const tree = incoming ?? state.tree.value;
    for (const entry of entries) tree.apply(entry, changedAt);
    const { loading } = state;
    if (incoming === undefined) state.change.value++;
    else if (loading.value !== undefined) loading.value = { ...loading.value, loaded: incoming.root.count };
  });
  on(events, "ready", () =>
    batch(() => {
      const isFirst = state.loading.value !== undefined;
      if (incoming !== undefined) state.tree.value = incoming;
      incoming = undefined;
      state.loading.value = undefined;
      state.link.value = "live";
      if (isFirst) begin();
    }),
  );
  on(events, "clients", (clients) => {
    state.clients.value = clients;
  });
  events.addEventListener("error", () => {
    state.link.value = "lost";
    // A browser does not try again after an answer that is an error.
    if (events.readyState !== EventSource.CLOSED) return;
    events.close();
    // An endpoint that was started again asks for its token again.
    fetch("console/message?topic=").then(
      ({ status }) => (status === 401 ? location.reload() : setTimeout(connect, 2_000)),
      () => setTimeout(connect, 2_000),
    );
  });
}

/** Keeps what is known of the selected topic up to date. */
export function followSelected(): void {
  // A message that is published again has a leaf of its own.
  const leaf = computed(() => state.selectedNode()?.leaf);
  effect(() => {
    leaf.value;
    const path = state.selected.value;
    const gone = new AbortController();
    if (path !== undefined) {
      fetchTopic(path, gone.signal).then(
        (view) => {
          if (!gone.signal.aborted) state.detail.value = view;
        },
        (error: Error) => {
          if (!gone.signal.aborted) state.notice.value = error.message;
        },
      );
    }
    return () => gone.abort();
  });
}

/** The topic in the address is selected once the tree is there. */
function begin(): void {
  if (state.tree.value.root.count <= openAtFirst) state.openAll(true);
  const path = pathInAddress();
  if (path === undefined) return;
  state.reveal(path);
  state.select(path);
}

function pathInAddress(): string | undefined {
  try {
    return location.hash === "" ? undefined : decodeURIComponent(location.hash.slice(1));
  } catch {
    return undefined;
  }
}

function on<Name extends keyof ConsoleEvents>(
  events: EventSource,
  name: Name,
  listener: (data: ConsoleEvents[Name]) => void,
): void {
  events.addEventListener(name, (event) => listener(JSON.parse((event as MessageEvent<string>).data)));
}
