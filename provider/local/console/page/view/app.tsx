import { useEffect } from "preact/hooks";
import { aside, dialog, isAside } from "../data/state";
import { ClearDialog } from "./clear-dialog";
import { Clients } from "./clients";
import { Detail } from "./detail";
import { EditorDialog } from "./editor-dialog";
import { focusFilter } from "./focus";
import { Header } from "./header";
import { Notice } from "./notice";
import { Topics } from "./topics";

export function App() {
  useEffect(() => {
    document.addEventListener("keydown", onShortcut);
    return () => document.removeEventListener("keydown", onShortcut);
  }, []);
  return (
    <div class={isAside.value ? "app shows-aside" : "app"}>
      <Header />
      <main class="columns">
        <Topics />
        {aside.value === "clients" ? <Clients /> : <Detail />}
      </main>
      <Notice />
      {dialog.value?.kind === "editor" && <EditorDialog {...dialog.value} />}
      {dialog.value !== undefined && dialog.value.kind !== "editor" && <ClearDialog target={dialog.value} />}
    </div>
  );
}

/** `/` goes to the filter, except where it is typed. */
function onShortcut(event: KeyboardEvent): void {
  const { target } = event;
  const isTyping = target instanceof HTMLElement && target.closest("input, textarea, select, dialog") !== null;
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  event.preventDefault();
  isAside.value = false;
  focusFilter();
}
