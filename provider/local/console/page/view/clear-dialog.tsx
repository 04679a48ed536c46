import { useState } from "preact/hooks";
import { clear } from "../data/calls";
import { notice, type OpenDialog, tree } from "../data/state";
import { newestOf } from "../data/tree";
import { countText } from "../text/units";
import { closeDialog, Modal } from "./modal";
import { Topic } from "./name";

type Target = Exclude<OpenDialog, { kind: "editor" }>;

/** Asks before messages are cleared, and names how many. */
export function ClearDialog({ target }: { target: Target }) {
  const [error, setError] = useState("");
  const path = target.kind === "clear-topic" ? target.topic : target.branch;
  // As it was when the question was asked: what comes meanwhile is not confirmed.
  const [{ count, newest }] = useState(() => {
    const branch = target.kind === "clear-topic" ? undefined : tree.value.find(path);
    return branch === undefined ? { count: 1, newest: 0 } : { count: branch.count, newest: newestOf(branch) };
  });
  const onSubmit = () => {
    clear(target.kind === "clear-topic" ? { topic: path } : { branch: path, count, newest }).then(
      (cleared) => {
        notice.value = `Cleared ${countText(cleared, "message")}.`;
        closeDialog();
      },
      (failure: Error) => setError(`Nothing was cleared: ${failure.message}`),
    );
  };
  const title = `Clear ${countText(count, "message")}?`;
  return (
    <Modal
      title={title}
      onSubmit={onSubmit}
      error={error}
      submit={
        <button type="submit" class="danger filled">
          Clear {countText(count, "message")}
        </button>
      }
    >
      <p class="subject">
        <Topic topic={path} />
        {target.kind === "clear-branch" && <span class="muted"> and all below it</span>}
      </p>
      <p>New subscribers will find nothing there. The last versions stay here as long as the endpoint runs.</p>
    </Modal>
  );
}
