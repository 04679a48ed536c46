import type { MessageView } from "../../wire";
import { aside, detail, dialog, isAside, selected, selectedNode } from "../data/state";
import { countText, sizeText } from "../text/units";
import { CopyButton } from "./copy-button";
import { detailId, focusTree } from "./focus";
import { Topic } from "./name";
import { openEditor } from "./open-editor";
import { Payload } from "./payload";
import { Properties } from "./properties";
import { Versions } from "./versions";

/** What is known of the selected level. */
export function Detail() {
  const path = selected.value;
  if (path === undefined) {
    return (
      <section class="detail is-empty" aria-label="Message">
        <p>Select a topic to see its message.</p>
        <p>
          <kbd>/</kbd> filter <kbd>↑</kbd> <kbd>↓</kbd> move <kbd>→</kbd> <kbd>←</kbd> open and close <kbd>Del</kbd>{" "}
          clear
        </p>
      </section>
    );
  }
  const view = detail.value?.topic === path ? detail.value : undefined;
  return (
    <section id={detailId} class="detail" aria-label="Message" tabIndex={-1}>
      <BackButton />
      <div class="heading">
        <h2>
          <Topic topic={path} />
        </h2>
        <CopyButton text={path} what="topic" />
      </div>
      <Branch />
      {view !== undefined && (
        <>
          {view.current === null ? <Absent topic={path} /> : <Message topic={path} message={view.current} />}
          <Versions view={view} />
        </>
      )}
    </section>
  );
}

/** On a phone, leads back to the tree. */
export function BackButton() {
  const back = () => {
    isAside.value = false;
    aside.value = "message";
    requestAnimationFrame(focusTree);
  };
  return (
    <button type="button" class="back" onClick={back}>
      ‹ Topics
    </button>
  );
}

/** What is below the level. */
function Branch() {
  const node = selectedNode();
  if (node === undefined || node.children.size === 0) return null;
  return (
    <div class="branch">
      <p>
        {countText(node.count, "message")} of {sizeText(node.bytes)} at this level and below it
      </p>
      <span class="spring" />
      <button type="button" onClick={() => openEditor({ topic: `${node.path}/` })}>
        Publish below…
      </button>
      <button
        type="button"
        class="danger"
        onClick={() => {
          dialog.value = { kind: "clear-branch", branch: node.path };
        }}
      >
        Clear all {countText(node.count)}…
      </button>
    </div>
  );
}

function Absent({ topic }: { topic: string }) {
  if (selectedNode() !== undefined) return null;
  return (
    <div class="branch">
      <p>No message is retained here.</p>
      <span class="spring" />
      <button type="button" onClick={() => openEditor({ topic }, null)}>
        Publish here…
      </button>
    </div>
  );
}

function Message({ topic, message }: { topic: string; message: MessageView }) {
  return (
    <>
      <Payload topic={topic} message={message} />
      <Properties message={message} />
    </>
  );
}
