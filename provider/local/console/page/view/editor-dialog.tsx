import { useState } from "preact/hooks";
import type { PublishBody } from "../../wire";
import { publish } from "../data/calls";
import { notice, reveal, select, tree } from "../data/state";
import { toBase64 } from "../text/bytes";
import { type Draft, draftOf, payloadBytes } from "../text/draft";
import { visible } from "../text/visible";
import { Field } from "./field";
import { closeDialog, Modal } from "./modal";
import { PayloadField } from "./payload-field";
import { UserPropertyFields } from "./user-property-fields";

/** Publishes a message: a new one, or one that was there. */
export function EditorDialog({ draft: given, title }: { draft: PublishBody; title: string }) {
  const [message, setMessage] = useState(given);
  const [payload, setPayload] = useState<Draft>(() => draftOf(given.payload));
  const [error, setError] = useState("");
  const set = (part: Partial<PublishBody>) => setMessage({ ...message, ...part });
  const bytes = payloadBytes(payload);
  const isManaged = message.userProperties.some(([key, value]) => key === "managed-by" && value.startsWith("pulumi:"));
  const clears = message.retain && bytes?.length === 0 && tree.value.find(message.topic)?.leaf !== undefined;

  const onSubmit = () => {
    if (bytes === undefined) return setError("The payload is not valid in this form.");
    // Of another topic nothing was shown.
    const replaces = message.topic === given.topic ? given.replaces : undefined;
    publish({ ...message, payload: toBase64(bytes), replaces }).then(
      () => {
        notice.value = `${clears ? "Cleared" : "Published"} ${visible(message.topic)}.`;
        closeDialog();
        if (!message.retain) return;
        reveal(message.topic);
        select(message.topic);
      },
      (failure: Error) => setError(`The message was not published: ${failure.message}`),
    );
  };
  return (
    <Modal
      title={title}
      onSubmit={onSubmit}
      error={error}
      submit={
        <button type="submit" class="primary">
          {clears ? "Publish and clear" : "Publish"}
        </button>
      }
    >
      {isManaged && (
        <p class="hint">A Pulumi stack manages this message. Its next refresh will show your change as drift.</p>
      )}
      <Field label="Topic">
        <input
          class="mono"
          required
          spellcheck={false}
          autocomplete="off"
          value={message.topic}
          onInput={(event) => set({ topic: event.currentTarget.value })}
        />
      </Field>
      <PayloadField draft={payload} onChange={setPayload} />
      {clears && <p class="hint">An empty payload clears the topic.</p>}
      <div class="fields">
        <Field label="QoS">
          <select value={message.qos} onChange={(event) => set({ qos: event.currentTarget.value === "0" ? 0 : 1 })}>
            <option value={0}>0, at most once</option>
            <option value={1}>1, at least once</option>
          </select>
        </Field>
        <Field label="Content type">
          <input
            value={message.contentType ?? ""}
            placeholder="application/json"
            onInput={(event) => set({ contentType: event.currentTarget.value || undefined })}
          />
        </Field>
        <Field label="Expires after (seconds)">
          <input
            type="number"
            min={1}
            max={604_800}
            step={1}
            placeholder="never"
            value={message.messageExpiry ?? ""}
            onInput={(event) => set({ messageExpiry: numberIn(event.currentTarget) })}
          />
        </Field>
      </div>
      <UserPropertyFields properties={message.userProperties} onChange={(userProperties) => set({ userProperties })} />
      <label class="check">
        <input
          type="checkbox"
          checked={message.retain}
          onChange={(event) => set({ retain: event.currentTarget.checked })}
        />
        Retain, so that later subscribers get it too
      </label>
    </Modal>
  );
}

function numberIn({ value, valueAsNumber }: HTMLInputElement): number | undefined {
  return value === "" ? undefined : valueAsNumber;
}
