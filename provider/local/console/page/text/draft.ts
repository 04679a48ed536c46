import { jsonLines, lineText } from "../../../../text/json-lines";
import { fromBase64, fromHex, toBase64, toHex, toText } from "./bytes";

/** How a payload is written in the editor. */
export type DraftForm = "json" | "text" | "hex" | "base64";

export interface Draft {
  form: DraftForm;
  text: string;
}

export const draftForms: readonly DraftForm[] = ["json", "text", "hex", "base64"];

/** A payload in the form that suits it. Without a payload, it is JSON. */
export function draftOf(base64: string): Draft {
  const bytes = fromBase64(base64);
  const text = toText(bytes);
  // A text field makes other line ends of these, and so would change bytes that nobody touched.
  if (text === undefined || /[\r\0]/.test(text)) return { form: "hex", text: toHex(bytes) };
  return { form: text === "" || jsonLines(text) !== undefined ? "json" : "text", text };
}

/** The bytes of a draft; undefined if its text is not in its form. */
export function payloadBytes({ form, text }: Draft): Uint8Array | undefined {
  switch (form) {
    case "hex":
      return fromHex(text);
    case "base64":
      return bytesInBase64(text);
    case "json":
      return text !== "" && jsonLines(text) === undefined ? undefined : new TextEncoder().encode(text);
    case "text":
      return new TextEncoder().encode(text);
  }
}

/** The same payload in another form; undefined if it has none in that form. */
export function inForm(draft: Draft, form: DraftForm): Draft | undefined {
  // Text that is no JSON yet may still be on the way to it.
  if (isText(draft.form) && isText(form)) return { form, text: draft.text };
  const bytes = payloadBytes(draft);
  if (bytes === undefined) return undefined;
  if (form === "hex") return { form, text: toHex(bytes) };
  if (form === "base64") return { form, text: toBase64(bytes) };
  const text = toText(bytes);
  return text === undefined ? undefined : { form, text };
}

/** The draft with its JSON in lines. */
export function prettyDraft(draft: Draft): Draft {
  const lines = jsonLines(draft.text);
  return lines === undefined ? draft : { ...draft, text: lines.map(lineText).join("\n") };
}

function isText(form: DraftForm): boolean {
  return form === "json" || form === "text";
}

function bytesInBase64(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text.replace(/\s+/g, ""));
  } catch {
    return undefined;
  }
}
