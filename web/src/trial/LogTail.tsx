import { useState } from "preact/hooks";
import type { LogTail as Tail } from "../../../src/shapes/logTail.ts";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { useClock } from "../source/useClock.ts";
import { useAnswer, useSource } from "../source/useSource.ts";
import { clean } from "../words/text.ts";

const EVERY_MS = 2_000;

/** The last that a trial's trainer has printed, for who opens it: its agent is asked. While it runs, as it comes. */
export function LogTail({ sweep, trial, isOver }: { sweep: string; trial: number; isOver: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const clock = useClock(EVERY_MS, isOpen && !isOver);
  const path = `/api/v1/sweeps/${encodeURIComponent(sweep)}/trials/${trial}/log`;
  const { value, failure } = useAnswer<Tail>(isOpen ? path : null, {}, clock);
  if (useSource().recorded) return null;
  return (
    <details class="panel" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>What its trainer printed last</summary>
      {failure === null ? null : (
        <p class="dim">
          <Said text={failure.message} />
        </p>
      )}
      {value === null ? null : <Text tail={value} />}
    </details>
  );
}

function Text({ tail: { text, truncated } }: { tail: Tail }) {
  if (text.trim() === "") return <p class="dim">It has printed nothing.</p>;
  return (
    <Scroll label="Log">
      {truncated ? <p class="dim">The beginning is left out.</p> : null}
      <pre class="log">{clean(text)}</pre>
    </Scroll>
  );
}
