import { useState } from "preact/hooks";
import { countText } from "../text/units";

/** The first items, and a button for the others. A message can have tens of thousands of lines or properties. */
export function useClipped<T>(items: readonly T[], limit: number, what: string) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? items : items.slice(0, limit);
  const rest = items.length - shown.length;
  const more =
    rest === 0 ? null : (
      <button type="button" class="more" onClick={() => setWhole(true)}>
        Show {countText(rest)} more {what}
      </button>
    );
  return { shown, more };
}
