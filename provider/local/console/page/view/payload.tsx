import { useMemo, useState } from "preact/hooks";
import { type JsonLine, jsonLines, lineText } from "../../../../text/json-lines";
import type { MessageView } from "../../wire";
import { dialog } from "../data/state";
import { fromBase64, hexLines, toHex, toText } from "../text/bytes";
import { CopyButton } from "./copy-button";
import { Text } from "./name";
import { openEditor } from "./open-editor";
import { useClipped } from "./use-clipped";

type Form = "json" | "text" | "hex";

const formNames: Record<Form, string> = { json: "JSON", text: "Text", hex: "Hex" };
/** Lines of JSON that are shown at once. */
const linesAtFirst = 1_500;

/** The payload in one of its forms, and what can be done with the message. */
export function Payload({ topic, message }: { topic: string; message: MessageView }) {
  const { payload } = message;
  const { bytes, text, json } = useMemo(() => {
    const bytes = fromBase64(payload);
    const text = toText(bytes);
    return { bytes, text, json: text === undefined ? undefined : jsonLines(text) };
  }, [payload]);
  const [wanted, setWanted] = useState<Form>("json");
  const possible: Form[] = [
    ...(json ? (["json"] as const) : []),
    ...(text === undefined ? [] : (["text"] as const)),
    "hex",
  ];
  const form = possible.includes(wanted) ? wanted : (possible[0] ?? "hex");
  const shown = form === "hex" ? toHex(bytes) : form === "json" ? (json ?? []).map(lineText).join("\n") : (text ?? "");
  return (
    <div class="payload">
      <div class="tools">
        <fieldset class="forms">
          <legend class="hidden">Form of the payload</legend>
          {possible.map((name) => (
            <label key={name} class={name === form ? "is-on" : undefined}>
              <input type="radio" name="form" class="hidden" checked={name === form} onChange={() => setWanted(name)} />
              {formNames[name]}
            </label>
          ))}
        </fieldset>
        <CopyButton text={shown} what="payload" />
        <span class="spring" />
        <span class="group">
          <button type="button" onClick={() => openEditor({ ...message, topic }, message)}>
            Edit…
          </button>
          <button
            type="button"
            class="danger"
            onClick={() => {
              dialog.value = { kind: "clear-topic", topic };
            }}
          >
            Clear…
          </button>
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse has to scroll it */}
      <section class="code" aria-label={`Payload as ${formNames[form]}`} tabIndex={0}>
        {form === "json" && <Json key={payload} lines={json ?? []} />}
        {form === "text" && (
          <pre class="wraps">
            <Text text={text ?? ""} kind="lines" />
          </pre>
        )}
        {form === "hex" && <pre>{hexLines(bytes).join("\n")}</pre>}
      </section>
    </div>
  );
}

function Json({ lines }: { lines: readonly JsonLine[] }) {
  const { shown, more } = useClipped(lines, linesAtFirst, "lines");
  return (
    <>
      <pre class="wraps json">
        {shown.map(({ depth, tokens }) => (
          <div style={{ paddingInlineStart: `${depth * 2 + 2}ch` }}>
            {tokens.map(({ kind, text }) => (
              <span class={`is-${kind}`}>
                <Text text={text} />
              </span>
            ))}
          </div>
        ))}
      </pre>
      {more}
    </>
  );
}
