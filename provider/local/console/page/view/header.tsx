import { aside, change, clients, isAside, link, loading, tree } from "../data/state";
import { countText, sizeText } from "../text/units";
import { openEditor } from "./open-editor";

const linkTexts = { connecting: "Connecting", live: "Live", lost: "Connection lost, trying again" };

export function Header() {
  const connected = clients.value.filter(({ isConnected }) => isConnected).length;
  const isShown = aside.value === "clients";
  const toggleClients = () => {
    aside.value = isShown ? "message" : "clients";
    isAside.value = !isShown;
  };
  return (
    <header class="bar">
      <h1>Retained messages</h1>
      <span class={`link is-${link.value}`} role="status">
        <span class="dot" aria-hidden="true" />
        <span class="link-text">{linkTexts[link.value]}</span>
        <span class="host">{location.host}</span>
      </span>
      <Totals />
      <span class="spring" />
      <button type="button" aria-pressed={isShown} onClick={toggleClients}>
        Clients <span class="badge">{countText(connected)}</span>
      </button>
      <button type="button" class="primary" onClick={() => openEditor()}>
        <span>
          New<span class="new-word"> message</span>
        </span>
      </button>
    </header>
  );
}

function Totals() {
  change.value;
  if (loading.value !== undefined) {
    const { loaded, count } = loading.value;
    return (
      <span class="totals">
        Loading {countText(loaded)} of {countText(count)}
      </span>
    );
  }
  const { count, bytes } = tree.value.root;
  return (
    <span class="totals">
      {countText(count, "message")} · {sizeText(bytes)}
    </span>
  );
}
