import { change, filterText, loading, matches, openAll, rows, selectedNode, setFilter, tree } from "../data/state";
import { countText } from "../text/units";
import { filterId, focusDetail, focusTree } from "./focus";
import { Text } from "./name";
import { openEditor } from "./open-editor";
import { Tree } from "./tree";

/** The topics, with their filter. */
export function Topics() {
  return (
    <section class="topics" aria-label="Topics">
      <Filter />
      {rows.value.length === 0 ? <Nothing /> : <Tree />}
      <GoToDetail />
    </section>
  );
}

function Filter() {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setFilter("");
    else if (event.key === "ArrowDown" || event.key === "Enter") focusTree();
    else return;
    event.preventDefault();
  };
  return (
    <div class="filter">
      <input
        id={filterId}
        type="search"
        placeholder="Filter: words, or fleet/+/config"
        aria-label="Filter by words of topic and owner, or by an MQTT topic filter"
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck={false}
        value={filterText.value}
        onInput={(event) => setFilter(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span class="matches" role="status">
        {filterText.value.trim() !== "" && `${countText(matches.value)} found`}
      </span>
      <IconButton label="Open all levels" path="M4 3l4 4 4-4M4 9l4 4 4-4" onClick={() => openAll(true)} />
      <IconButton label="Close all levels" path="M4 7l4-4 4 4M4 13l4-4 4 4" onClick={() => openAll(false)} />
    </div>
  );
}

/** A button that is a drawing of 16 by 16. */
function IconButton({ label, path, onClick }: { label: string; path: string; onClick: () => void }) {
  return (
    <button type="button" class="icon" aria-label={label} title={label} onClick={onClick}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  );
}

function Nothing() {
  change.value;
  if (loading.value !== undefined) return <p class="nothing">Loading the topics…</p>;
  if (tree.value.root.count > 0) return <p class="nothing">No topic passes the filter.</p>;
  return (
    <div class="nothing">
      <p>No message is retained.</p>
      <button type="button" onClick={() => openEditor()}>
        Publish one
      </button>
    </div>
  );
}

/** On a phone, leads from the selected level to what is known of it. */
function GoToDetail() {
  const node = selectedNode();
  if (node === undefined) return null;
  return (
    <button type="button" class="go-to-detail" onClick={focusDetail}>
      <span class="cut">
        <Text text={node.name} kind="name" />
      </span>
      <span class="muted">{countText(node.count, "message")}</span>
      <span class="spring" />
      Details
    </button>
  );
}
