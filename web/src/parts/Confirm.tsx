import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Said } from "./Said.tsx";

interface Props {
  readonly title: string;
  /** On the button that does it. */
  readonly doIt: string;
  readonly onDo: () => void;
  readonly onLeave: () => void;
  readonly children?: ComponentChildren;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, doIt, onDo, onLeave, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} onClose={onLeave} aria-labelledby="confirm-title">
      <h2 id="confirm-title">
        <Said text={title} />
      </h2>
      <p>{children}</p>
      <div class="row">
        <button type="button" onClick={onLeave}>
          Leave it as it is
        </button>
        <button type="button" class="danger" onClick={onDo}>
          {doIt}
        </button>
      </div>
    </dialog>
  );
}
