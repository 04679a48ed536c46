import { type Draft, type DraftForm, draftForms, inForm, payloadBytes, prettyDraft } from "../text/draft";
import { countText } from "../text/units";

const names: Record<DraftForm, string> = { json: "JSON", text: "Text", hex: "Hex", base64: "Base64" };

/** The payload as it is written, in a form that the writer picks. */
export function PayloadField({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const bytes = payloadBytes(draft);
  return (
    <div class="field">
      <div class="tools">
        <label for="payload">Payload</label>
        <fieldset class="forms">
          <legend class="hidden">Form of the payload</legend>
          {draftForms.map((form) => (
            <label key={form} class={form === draft.form ? "is-on" : undefined}>
              <input
                type="radio"
                name="draft-form"
                class="hidden"
                checked={form === draft.form}
                // A payload that has no text stays in its form.
                disabled={form !== draft.form && inForm(draft, form) === undefined}
                onChange={() => onChange(inForm(draft, form) ?? draft)}
              />
              {names[form]}
            </label>
          ))}
        </fieldset>
        {draft.form === "json" && (
          <button type="button" class="quiet" onClick={() => onChange(prettyDraft(draft))}>
            Format
          </button>
        )}
        <span class="spring" />
        <span class="muted">{bytes === undefined ? `not ${names[draft.form]}` : countText(bytes.length, "byte")}</span>
      </div>
      <textarea
        id="payload"
        class="mono"
        rows={12}
        spellcheck={false}
        aria-invalid={bytes === undefined}
        value={draft.text}
        onInput={(event) => onChange({ ...draft, text: event.currentTarget.value })}
      />
    </div>
  );
}
