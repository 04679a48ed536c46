import { type TextKind, visibleParts } from "../text/visible";

interface TextProps {
  text: string;
  kind?: TextKind;
}

/** A text of anybody. It is text and nothing else, and what cannot be seen in it is made visible. */
export function Text({ text, kind = "line" }: TextProps) {
  if (text === "") return <span class="escape">(empty)</span>;
  return (
    <bdi>
      {visibleParts(text, kind).map(({ text, isEscape }) => (isEscape ? <span class="escape">{text}</span> : text))}
    </bdi>
  );
}

/** A whole topic. It may break after each slash. */
export function Topic({ topic }: { topic: string }) {
  return (
    <span class="topic">
      <Levels levels={topic.split("/")} />
    </span>
  );
}

/** Levels of a topic, with slashes that stand out less. */
export function Levels({ levels }: { levels: readonly string[] }) {
  return (
    <>
      {levels.map((level, index) => (
        <>
          {index > 0 && (
            <>
              <span class="slash">/</span>
              <wbr />
            </>
          )}
          {level === "" && levels.length > 1 ? null : <Text text={level} kind="name" />}
        </>
      ))}
    </>
  );
}
