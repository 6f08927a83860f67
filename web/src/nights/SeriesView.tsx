import type { NightShape, NightsShape } from "../../../src/shapes/nights.ts";
import type { ScheduleShape } from "../../../src/shapes/schedules.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { adviceSentence, movementSentence } from "../../../src/words/nightsReport.ts";
import { FailureNote } from "../parts/FailureNote.tsx";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { StateSign } from "../parts/StateSign.tsx";
import { linkTo } from "../place/place.ts";
import { useClock } from "../source/useClock.ts";
import { useAnswer } from "../source/useSource.ts";
import { interval, probability, score } from "../words/numbers.ts";
import { plain } from "../words/text.ts";
import { Changes } from "./Changes.tsx";
import { NightsChart } from "./NightsChart.tsx";
import { NextNight } from "./NightsView.tsx";

const EVERY_MS = 10_000;

/** One series: what should be rolled out, how its winners moved over the nights beside production, and what they changed. */
export function SeriesView({ name }: { name: string }) {
  const clock = useClock(EVERY_MS);
  const { value, failure } = useAnswer<NightsShape>(`/api/v1/nights/${encodeURIComponent(name)}`, {}, clock);
  const schedules = useAnswer<{ schedules: ScheduleShape[] }>("/api/v1/schedules", {}, clock);
  if (failure !== null) return <FailureNote failure={failure} />;
  if (value === null) return <p class="dim">Asking the controller …</p>;
  const { nights, advice, objective } = value;
  const metric = metricName(objective.metric);
  const schedule = schedules.value?.schedules.find(({ series }) => series === name);
  const told = nights.find(({ sweep }) => sweep === advice.sweep);
  return (
    <div class="stack">
      <h1>
        Nights of <Said text={name} />
      </h1>
      <ul class="lines">
        <li>
          <Said text={adviceSentence(advice)} />
        </li>
        <li>
          <Said text={movementSentence(nights, metric)} />
        </li>
        {schedule === undefined ? null : (
          <li>
            Next night: <NextNight schedule={schedule} />
          </li>
        )}
      </ul>
      <section class="panel" aria-label="Night after night">
        <NightsChart
          nights={nights}
          text={`Winners of the nights of ${plain(name)} by ${metric}, with 95 % intervals, beside production; the table below has the numbers.`}
        />
        <ul class="legend">
          <li>◆ winner of a night, over fresh seeds</li>
          <li>◇ estimate of a single run</li>
          <li>— 95 % interval</li>
          <li>┄ production</li>
        </ul>
      </section>
      {told === undefined ? null : <Changes night={told} />}
      <div class="panel">
        <Scroll label="Nights">
          <table>
            <thead>
              <tr>
                <th>Night</th>
                <th>State</th>
                <th class="number">Winner</th>
                <th class="number">95 % interval</th>
                <th class="number">Production</th>
                <th class="number">Difference</th>
                <th class="number">Better with probability</th>
                <th>Surely better</th>
              </tr>
            </thead>
            <tbody>
              {nights.toReversed().map((night) => (
                <NightRow key={night.sweep} night={night} />
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </div>
  );
}

function NightRow({ night }: { night: NightShape }) {
  const { sweep, state, value, interval: range, confirmed, baseline, surelyBetter } = night;
  const chance = baseline?.probabilityBetter ?? null;
  return (
    <tr>
      <td>
        <a href={linkTo(["sweeps", sweep])}>
          <Said text={sweep} />
        </a>
      </td>
      <td>
        <StateSign state={state} />
      </td>
      <td class="number">{value === null ? "–" : `${confirmed ? "" : "~"}${score(value)}`}</td>
      <td class="number">{range === null ? "–" : interval(range)}</td>
      <td class="number">{baseline?.mean == null ? "–" : score(baseline.mean)}</td>
      <td class="number">{baseline?.difference == null ? "–" : score(baseline.difference)}</td>
      <td class="number">{chance === null ? "–" : probability(chance)}</td>
      <td>{baseline === null ? "–" : surelyBetter ? "yes" : "no"}</td>
    </tr>
  );
}
