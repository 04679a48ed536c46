import { useEffect } from "preact/hooks";
import { notice } from "../data/state";

const shownMs = 5_000;

/** Tells what was just done. */
export function Notice() {
  const text = notice.value;
  useEffect(() => {
    if (text === "") return;
    const timer = setTimeout(() => {
      notice.value = "";
    }, shownMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="notice" role="status">
      {text !== "" && <p>{text}</p>}
    </div>
  );
}
