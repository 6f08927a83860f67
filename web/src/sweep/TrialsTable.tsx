import { useMemo } from "preact/hooks";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { moveWithKeys } from "../parts/moveWithKeys.ts";
import { Scroll } from "../parts/Scroll.tsx";
import { SortHead } from "../parts/SortHead.tsx";
import { ask } from "../place/usePlace.ts";
import { count, counted } from "../words/numbers.ts";
import { TRIAL_STATE_NAMES } from "../words/states.ts";
import { Export } from "./Export.tsx";
import { TrialRow } from "./TrialRow.tsx";
import { askedTrials } from "./trialFilter.ts";
import type { Trials } from "./trialsStore.ts";
import type { Parameter } from "./useDocument.ts";

interface Props {
  readonly sweep: SweepDetail;
  readonly trials: Trials;
  readonly parameters: readonly Parameter[];
  readonly query: Readonly<Record<string, string>>;
  readonly chosen: ReadonlySet<number>;
  readonly onChoose: (trial: number) => void;
  readonly onHighlight: (trial: number | null) => void;
}

const ROWS = 50;

/** The trials of a sweep: what is asked and how they are sorted is in the URL. */
export function TrialsTable({ sweep, trials, parameters, query, chosen, onChoose, onHighlight }: Props) {
  const best = sweep.objective.direction === "maximize" ? "-value" : "value";
  const { state = "", find = "", sort = best } = query;
  const found = useMemo(() => askedTrials(trials, { state, find, sort }), [trials, state, find, sort]);
  const pages = Math.max(1, Math.ceil(found.length / ROWS));
  const page = Math.min(pages, Math.max(1, Number(query.page) || 1));
  const onSort = (next: string) => ask({ sort: next === best ? undefined : next, page: undefined });
  const head = { sort, onSort };
  return (
    <section class="panel stack" aria-label="Trials">
      <div class="row apart">
        <h2>Trials</h2>
        <Questions find={find} state={state} chosen={chosen.size} />
      </div>
      <Scroll label="Trials">
        <table class="trials">
          <thead>
            <tr>
              <th>
                <span class="unseen">Chosen</span>
              </th>
              <SortHead by="trial" {...head}>
                Trial
              </SortHead>
              <SortHead by="state" {...head}>
                State
              </SortHead>
              <SortHead by="value" number {...head}>
                {metricName(sweep.objective.metric)}
              </SortHead>
              <SortHead by="steps" number {...head}>
                Epochs
              </SortHead>
              {parameters.map(({ name, type }) => (
                <SortHead key={name} by={`param.${name}`} number={type === "float" || type === "int"} {...head}>
                  <bdi>{name}</bdi>
                </SortHead>
              ))}
              <th>Why it ended</th>
            </tr>
          </thead>
          <tbody onKeyDown={moveWithKeys} onMouseLeave={() => onHighlight(null)}>
            {found.slice((page - 1) * ROWS, page * ROWS).map((trial) => (
              <TrialRow
                key={trial.trial}
                sweep={sweep.sweep}
                trial={trial}
                isBest={trial.trial === sweep.best?.trial}
                parameters={parameters}
                isChosen={chosen.has(trial.trial)}
                onChoose={onChoose}
                onHighlight={onHighlight}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
      <Paging sweep={sweep.sweep} page={page} pages={pages} found={found.length} all={trials.length} />
    </section>
  );
}

function Questions({ find, state, chosen }: { find: string; state: string; chosen: number }) {
  return (
    <search class="row">
      <label>
        <span class="unseen">Words and conditions</span>
        <input
          type="search"
          class="wide"
          placeholder="focal learning_rate<0.01"
          value={find}
          onInput={({ currentTarget }) => ask({ find: currentTarget.value, page: undefined })}
        />
      </label>
      <label>
        <span class="unseen">State</span>
        <select value={state} onChange={({ currentTarget }) => ask({ state: currentTarget.value, page: undefined })}>
          <option value="">every state</option>
          {TRIAL_STATE_NAMES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {chosen === 0 ? null : (
        <button type="button" onClick={() => ask({ trials: undefined })}>
          Show all curves alike
        </button>
      )}
    </search>
  );
}

interface PagingProps {
  readonly sweep: string;
  readonly page: number;
  readonly pages: number;
  readonly found: number;
  readonly all: number;
}

function Paging({ sweep, page, pages, found, all }: PagingProps) {
  const turn = (to: number) => ask({ page: to === 1 ? undefined : String(to) });
  return (
    <div class="row apart note">
      <span>
        {found === all ? counted(all, "trial") : `${count(found)} of ${counted(all, "trial")}`}. Keys: j and k move, x
        chooses, Enter opens.
      </span>
      <Export sweep={sweep} />
      {pages === 1 ? null : (
        <span class="row">
          <button type="button" disabled={page === 1} onClick={() => turn(page - 1)}>
            Before
          </button>
          page {page} of {pages}
          <button type="button" disabled={page === pages} onClick={() => turn(page + 1)}>
            Next
          </button>
        </span>
      )}
    </div>
  );
}
