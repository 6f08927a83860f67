import { useMemo } from "preact/hooks";
import type { ImportanceShape } from "../../../src/shapes/importance.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { FailureNote } from "../parts/FailureNote.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { ask, goTo } from "../place/usePlace.ts";
import { useAnswer } from "../source/useSource.ts";
import type { TabProps } from "../sweep/tab.ts";
import { askedTrials } from "../sweep/trialFilter.ts";
import { counted } from "../words/numbers.ts";
import { axisOf, objectiveAxis } from "./axis.ts";
import { ImportanceChart } from "./ImportanceChart.tsx";
import { Parallel } from "./Parallel.tsx";
import { Slice } from "./Slice.tsx";

/** What the params have to do with the objective. */
export function ParametersTab({ sweep, trials, document, query }: TabProps) {
  const { find = "" } = query;
  const { metric, direction } = sweep.objective;
  const parameters = document?.document.parameters;
  // The worst first; replicates say nothing new of params.
  const shown = useMemo(() => {
    const sort = direction === "maximize" ? "value" : "-value";
    return askedTrials(trials, { state: "", find, sort }).filter(
      ({ value, replicateOf }) => value !== null && replicateOf === null,
    );
  }, [trials, find, direction]);
  const objective = useMemo(() => objectiveAxis(metric, shown), [metric, shown]);
  const own = useMemo(() => (parameters ?? []).map(axisOf), [parameters]);
  const axes = useMemo(() => [...own, objective], [own, objective]);
  return (
    <div class="stack">
      <section class="panel stack">
        <div class="row apart">
          <h2>Params of each trial</h2>
          <search>
            <label>
              <span class="unseen">Words and conditions</span>
              <input
                type="search"
                class="wide"
                placeholder="focal learning_rate<0.01"
                value={find}
                onInput={({ currentTarget }) => ask({ find: currentTarget.value })}
              />
            </label>
          </search>
        </div>
        {shown.length === 0 ? (
          <p class="dim">No trial with a value fits.</p>
        ) : (
          <Scroll label="Params of each trial">
            <div style={{ minWidth: `${axes.length * 84}px` }}>
              {" "}
              <Parallel
                axes={axes}
                trials={shown}
                text={`${counted(shown.length, "trial")} as lines through their params; the table of trials has the same.`}
                onPick={(trial) => goTo(["sweeps", sweep.sweep, "trials", trial])}
              />
            </div>
          </Scroll>
        )}
        <ul class="legend">
          <li>
            <span class="swatch best" aria-hidden="true" />
            the best tenth
          </li>
          <li>
            <span class="swatch completed" aria-hidden="true" />
            the next third
          </li>
          <li>
            <span class="swatch pruned" aria-hidden="true" />
            the others
          </li>
        </ul>
      </section>
      <Importance sweep={sweep.sweep} ended={sweep.trials.completed + sweep.trials.pruned} />
      <section class="panel">
        <h2>{metricName(metric)} over each parameter</h2>
        <div class="slices">
          {own.map((axis) => (
            <Slice key={axis.name} axis={axis} objective={objective} trials={shown} best={sweep.best?.trial ?? null} />
          ))}
        </div>
        <p class="note">Pruned trials are faint: their values are those of an earlier epoch.</p>
      </section>
    </div>
  );
}

// Asked again when a trial has ended, not with every epoch.
function Importance({ sweep, ended }: { sweep: string; ended: number }) {
  const { value, failure } = useAnswer<ImportanceShape>(
    `/api/v1/sweeps/${encodeURIComponent(sweep)}/importance`,
    {},
    ended,
  );
  return (
    <section class="panel">
      <h2>How much each parameter matters</h2>
      {failure === null ? null : <FailureNote failure={failure} />}
      {value === null ? null : <ImportanceChart importance={value} />}
    </section>
  );
}
