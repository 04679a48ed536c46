import { notice } from "../data/state";

/** Copies a text. Browsers allow it on this machine and over HTTPS only. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  if (!isSecureContext) return null;
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => {
        notice.value = `Copied the ${what}.`;
      },
      () => {
        notice.value = "The browser does not allow to copy.";
      },
    );
  return (
    <button type="button" class="quiet" aria-label={`Copy the ${what}`} onClick={copy}>
      Copy
    </button>
  );
}
