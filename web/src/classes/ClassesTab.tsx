import type { CountsShape } from "../../../src/shapes/answers.ts";
import { LinesChart } from "../charts/LinesChart.tsx";
import { FailureNote } from "../parts/FailureNote.tsx";
import { Nothing } from "../parts/Nothing.tsx";
import { Said } from "../parts/Said.tsx";
import { ask } from "../place/usePlace.ts";
import type { TabProps } from "../sweep/tab.ts";
import { score } from "../words/numbers.ts";
import { ConfusionMatrix } from "./ConfusionMatrix.tsx";
import { type ClassLine, classLines } from "./classLines.ts";
import { useCounts } from "./useCounts.ts";

/** How the classes do, epoch by epoch, in one trial: the best, unless another is asked for. */
export function ClassesTab({ sweep, trials, query }: TabProps) {
  const asked = Number(query.of ?? sweep.best?.trial ?? Number.NaN);
  const trial = trials[asked];
  const { value, failure } = useCounts(sweep.sweep, trial === undefined ? null : asked, trial?.steps ?? 0);
  const counts = value?.counts ?? [];
  return (
    <div class="stack">
      <div class="row">
        <label class="row">
          Trial
          <input
            type="number"
            min="0"
            max={Math.max(0, trials.length - 1)}
            value={Number.isNaN(asked) ? "" : asked}
            onInput={({ currentTarget }) => ask({ of: currentTarget.value })}
          />
        </label>
        {trial === undefined ? null : (
          <span class="note">
            {trial.state}
            {trial.value === null ? "" : `, ${score(trial.value)} at epoch ${trial.steps}`}
            {asked === sweep.best?.trial ? ", the best so far" : ""}
          </span>
        )}
      </div>
      {failure === null ? (
        <Counted counts={counts} trial={asked} query={query} isThere={value !== null} />
      ) : (
        <FailureNote failure={failure} />
      )}
    </div>
  );
}

interface Props {
  readonly counts: readonly CountsShape[];
  readonly trial: number;
  readonly query: TabProps["query"];
  readonly isThere: boolean;
}

function Counted({ counts, trial, query, isThere }: Props) {
  const last = counts.at(-1);
  if (last === undefined) return isThere ? <NoCounts /> : null;
  const asked = Number(query.step ?? last.step);
  const at = counts.findLast(({ step }) => step <= asked) ?? counts[0] ?? last;
  const lines = classLines(counts);
  return (
    <div class="grid">
      <section class="panel">
        <h2>F1 by class, over epochs</h2>
        <LinesChart lines={lines} range={[0, 1]} lastStep={last.step} at={at.step} text={textOf(trial, lines)} />
        <ClassLegend lines={lines} />
      </section>
      <section class="panel">
        <h2>True and predicted, at epoch {at.step}</h2>
        <label class="row">
          Epoch
          <input
            type="range"
            min="0"
            max={counts.length - 1}
            value={counts.indexOf(at)}
            aria-valuetext={`epoch ${at.step}`}
            onInput={({ currentTarget }) => ask({ step: String(counts[Number(currentTarget.value)]?.step ?? "") })}
          />
          <output>{at.step}</output>
        </label>
        <ConfusionMatrix counts={at} />
      </section>
    </div>
  );
}

function ClassLegend({ lines }: { lines: readonly ClassLine[] }) {
  return (
    <ul class="legend">
      {lines.map(({ name, look, last, isCollapsed }) => (
        <li key={name}>
          <svg class="key" viewBox="0 0 24 6" width="24" height="6" aria-hidden="true">
            <path class={`line look-${look}`} d="M0 3h24" />
          </svg>{" "}
          <Said text={name} /> {score(last)}
          {isCollapsed ? <span class="state failed"> collapsed</span> : null}
        </li>
      ))}
    </ul>
  );
}

function NoCounts() {
  return (
    <Nothing title="No counts by class">
      <p>
        This trial has reported no confusion counts. A trainer that reports <code>confusion</code> with each epoch gets
        intervals and this view; see docs/reports.md.
      </p>
    </Nothing>
  );
}

function textOf(trial: number, lines: readonly ClassLine[]): string {
  return `F1 of each class over the epochs of trial ${trial}; at the end: ${lines.map(({ name, last }) => `${name} ${score(last)}`).join(", ")}.`;
}
