import type { ConfirmationShape, FinalistShape } from "../../../src/shapes/confirmation.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { linkTo } from "../place/place.ts";
import type { TabProps } from "../sweep/tab.ts";
import type { Trials } from "../sweep/trialsStore.ts";
import { interval, probability, score } from "../words/numbers.ts";
import { paramsText } from "../words/params.ts";
import { Intervals, type Row } from "./Intervals.tsx";
import { Pairs } from "./Pairs.tsx";
import { confirmationSentences } from "./sentences.ts";

/** The finalists, trained again with fresh seeds: who is the best, and how surely. */
export function ConfirmationTab({ sweep, trials }: TabProps) {
  const { best, objective, pairs } = sweep;
  const confirmation = best?.confirmation ?? null;
  if (best === null || confirmation === null)
    return <p>There is no confirmation yet: it begins when the search is over.</p>;
  const rows = rowsOf(confirmation, trials);
  return (
    <section class="panel stack">
      <h2>Finalists, over fresh seeds</h2>
      <ul class="lines">
        {confirmationSentences(best, confirmation, pairs, objective.metric).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <Intervals
        rows={rows}
        text={`Means of ${metricName(objective.metric)} with 95 % intervals; the table below has the numbers.`}
      />
      <ul class="legend">
        <li>◆ mean</li>
        <li>— 95 % interval, over seeds and samples, for the choice of the best too</li>
        <li>● one seed</li>
      </ul>
      <Scroll label="Finalists">
        <table>
          <thead>
            <tr>
              <th class="number">Finalist</th>
              <th class="number">Seeds</th>
              <th class="number">Mean</th>
              <th class="number">95 % interval</th>
              <th class="number">Best with probability</th>
              <th>State</th>
              <th>Params</th>
            </tr>
          </thead>
          <tbody>
            {confirmation.finalists.map((finalist) => (
              <Finalist key={finalist.trial} sweep={sweep.sweep} finalist={finalist} />
            ))}
          </tbody>
        </table>
      </Scroll>
      {pairs.length === 0 ? null : <Pairs sweep={sweep.sweep} pairs={pairs} />}
    </section>
  );
}

function Finalist({ sweep, finalist }: { sweep: string; finalist: FinalistShape }) {
  const { trial, seeds, mean, interval: range, probabilityBest, state, reason, params } = finalist;
  return (
    <tr>
      <td class="number">
        <a href={linkTo(["sweeps", sweep, "trials", trial])}>{trial}</a>
      </td>
      <td class="number">{seeds}</td>
      <td class="number">{mean === null ? "–" : score(mean)}</td>
      <td class="number">{range === null ? "–" : interval(range)}</td>
      <td class="number">{probabilityBest === null ? "–" : probability(probabilityBest)}</td>
      <td class="prose">
        <Said text={reason === null ? state : `${state}: ${reason}`} />
      </td>
      <td class="note">
        <Said text={paramsText(params)} />
      </td>
    </tr>
  );
}

function rowsOf({ finalists, baseline }: ConfirmationShape, trials: Trials): Row[] {
  const valuesOf = (origin: number) =>
    trials.flatMap(({ trial, replicateOf, state, value }) => {
      return replicateOf === origin && trial !== origin && state === "completed" && value !== null ? [value] : [];
    });
  const rows = finalists.map(({ trial, mean, interval: range, state }): Row => {
    return {
      name: `trial ${trial}`,
      mean,
      interval: range,
      values: valuesOf(trial),
      isIn: state === "running" || state === "confirmed",
    };
  });
  if (baseline === null) return rows;
  return [...rows, { name: "baseline", mean: baseline.mean, interval: baseline.interval, values: [], isIn: false }];
}
