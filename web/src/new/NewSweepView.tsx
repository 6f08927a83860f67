import { useEffect, useState } from "preact/hooks";
import type { CreatedShape, ValidationShape } from "../../../src/shapes/answers.ts";
import { Said } from "../parts/Said.tsx";
import { goTo } from "../place/usePlace.ts";
import { asFailure, useSource } from "../source/useSource.ts";
import { counted } from "../words/numbers.ts";
import { Cost } from "./Cost.tsx";
import { DocumentEditor } from "./DocumentEditor.tsx";
import { lineNotes } from "./lineNotes.ts";
import { TEMPLATE } from "./template.ts";

const DRAFT = "macrosweep.draft";
// A person has stopped typing.
const PAUSE_MS = 300;

/** A sweep is written here, checked by the controller while it is, and handed to it. */
export function NewSweepView() {
  const source = useSource();
  const [text, setText] = useState(() => sessionStorage.getItem(DRAFT) ?? TEMPLATE);
  const [checked, setChecked] = useState<ValidationShape | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    sessionStorage.setItem(DRAFT, text);
    let isNewest = true;
    const timer = setTimeout(async () => {
      try {
        const answer = await source.send<ValidationShape>("POST", "/api/v1/validate", text);
        if (isNewest) setChecked(answer);
      } catch (error) {
        if (isNewest) setFailure(asFailure(error).message);
      }
    }, PAUSE_MS);
    return () => {
      isNewest = false;
      clearTimeout(timer);
    };
  }, [source, text]);
  const change = (next: string) => {
    setText(next);
    setFailure(null);
  };
  const create = async () => {
    try {
      const { sweep } = await source.send<CreatedShape>("POST", "/api/v1/sweeps", text);
      sessionStorage.removeItem(DRAFT);
      goTo(["sweeps", sweep.sweep]);
    } catch (error) {
      setFailure(asFailure(error).message);
    }
  };
  const notes = lineNotes(checked?.errors ?? [], text.split("\n").length);
  return (
    <div class="stack">
      <h1>New sweep</h1>
      <p class="dim">
        What may vary, what to train, how much may be spent. The controller checks it while you write; nothing starts
        before you press the button. With the name of a sweep that is there, that one goes on with the edited document.
      </p>
      <DocumentEditor text={text} notes={notes} onChange={change} />
      <div class="row">
        <button type="button" class="strong" disabled={checked?.valid !== true} onClick={() => void create()}>
          Start the sweep
        </button>
        <button type="button" onClick={() => change(TEMPLATE)}>
          Begin again
        </button>
        <Verdict checked={checked} />
      </div>
      {failure === null ? null : (
        <p role="alert" class="alert">
          <Said text={failure} />
        </p>
      )}
      <Cost text={text} isValid={checked?.valid === true} />
      <Whole notes={notes.get(0) ?? []} warnings={checked?.warnings ?? []} />
    </div>
  );
}

function Verdict({ checked }: { checked: ValidationShape | null }) {
  if (checked === null) return <span class="dim">Checking …</span>;
  if (checked.valid) return <span class="state completed">✓ This can be started.</span>;
  return <span class="state failed">{counted(checked.errors.length, "mistake")}, beside the lines</span>;
}

function Whole({ notes, warnings }: { notes: readonly string[]; warnings: readonly string[] }) {
  if (notes.length + warnings.length === 0) return null;
  return (
    <ul class="lines panel">
      {[...notes, ...warnings].map((note) => (
        <li key={note}>
          <Said text={note} />
        </li>
      ))}
    </ul>
  );
}
