import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { dialog } from "../data/state";

interface ModalProps {
  title: string;
  children: ComponentChildren;
  onSubmit: () => void;
  /** What does it, and Cancel beside it. */
  submit: ComponentChildren;
  error: string;
}

/** A dialog with a form. The browser keeps the focus in it, and Escape closes it. */
export function Modal({ title, children, onSubmit, submit, error }: ModalProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => ref.current?.showModal(), []);
  const onFormSubmit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <dialog ref={ref} aria-labelledby={titleId} onClose={closeDialog}>
      <form onSubmit={onFormSubmit}>
        <h2 id={titleId}>{title}</h2>
        {children}
        <p class="error" role="alert">
          {error}
        </p>
        <div class="actions">
          <button type="button" onClick={closeDialog}>
            Cancel
          </button>
          {submit}
        </div>
      </form>
    </dialog>
  );
}

export function closeDialog(): void {
  dialog.value = undefined;
}
