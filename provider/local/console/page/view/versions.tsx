import { useMemo, useState } from "preact/hooks";
import type { MessageView, TopicView, VersionView } from "../../wire";
import { now } from "../data/state";
import { differenceOf } from "../text/difference";
import { ageText, countText, sizeText, timeText } from "../text/units";
import { Text } from "./name";
import { openEditor } from "./open-editor";
import { useClipped } from "./use-clipped";

/** Lines of a difference that are shown at once. */
const linesAtFirst = 1_000;

/** The versions of a topic, each with what changed after it. */
export function Versions({ view: { topic, current, versions } }: { view: TopicView }) {
  if (versions.length === 0) return null;
  return (
    <section class="versions" aria-labelledby="versions">
      <h3 id="versions">Earlier versions</h3>
      {versions.map((version, index) => (
        <Version
          key={version.number}
          topic={topic}
          version={version}
          current={current}
          next={version.end === "replaced" ? (versions[index - 1] ?? current) : null}
        />
      ))}
    </section>
  );
}

interface VersionProps {
  topic: string;
  version: VersionView;
  /** The live message of the topic. */
  current: MessageView | null;
  /** The message that took its place. */
  next: MessageView | null;
}

function Version({ topic, version, current, next }: VersionProps) {
  const [isOpen, setOpen] = useState(false);
  const { size, publishedAt, endedAt, end } = version;
  return (
    <details class="version" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <time title={timeText(publishedAt)}>{timeText(publishedAt)}</time>
        <span class="muted">{sizeText(size)}</span>
        <span class={`end is-${end}`} title={timeText(endedAt)}>
          {end} {ageText(now.value - endedAt)} ago
        </span>
      </summary>
      {isOpen && (
        <>
          <Difference before={version} after={next} />
          <button type="button" onClick={() => openEditor({ ...version, topic }, current)}>
            Publish again…
          </button>
        </>
      )}
    </details>
  );
}

function Difference({ before, after }: { before: MessageView; after: MessageView | null }) {
  const lines = useMemo(() => differenceOf(before, after), [before, after]);
  const { shown, more } = useClipped(lines ?? [], linesAtFirst, "lines");
  if (lines === undefined) return <p class="muted">The two versions have too little in common to compare them.</p>;
  if (lines.every(({ kind }) => kind === "same" || kind === "skipped")) {
    return <p class="muted">The next version is the same.</p>;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse has to scroll it
    <section class="code" aria-label="What changed after this version" tabIndex={0}>
      <pre class="wraps diff">
        {shown.map((line) =>
          line.kind === "skipped" ? (
            <div class="is-skipped">{countText(line.count, "line")} unchanged</div>
          ) : (
            <div class={`is-${line.kind}`}>
              <span class="sign">{signs[line.kind]}</span>
              {line.text !== "" && <Text text={line.text} />}
            </div>
          ),
        )}
      </pre>
      {more}
    </section>
  );
}

const signs = { same: " ", added: "+", removed: "−" };
