import type { ScheduleShape } from "../../../src/shapes/schedules.ts";
import { FailureNote } from "../parts/FailureNote.tsx";
import { Nothing } from "../parts/Nothing.tsx";
import { Said } from "../parts/Said.tsx";
import { Scroll } from "../parts/Scroll.tsx";
import { linkTo } from "../place/place.ts";
import { useClock } from "../source/useClock.ts";
import { useAnswer } from "../source/useSource.ts";
import { useSweeps } from "../sweeps/useSweeps.ts";
import { count } from "../words/numbers.ts";
import { exactly } from "../words/times.ts";
import { type Series, seriesOf } from "./series.ts";

const EVERY_MS = 10_000;

/** All series of nights, and when the next night of each begins by itself. */
export function NightsView() {
  const { sweeps, failure } = useSweeps();
  const schedules = useAnswer<{ schedules: ScheduleShape[] }>("/api/v1/schedules", {}, useClock(EVERY_MS));
  if (failure !== null) return <FailureNote failure={failure} />;
  if (sweeps === null) return <p class="dim">Asking the controller …</p>;
  const all = seriesOf(sweeps, schedules.value?.schedules ?? []);
  if (all.length === 0) return <NoNights />;
  return (
    <div class="stack">
      <h1>Nights</h1>
      <div class="panel">
        <Scroll label="Series">
          <table>
            <thead>
              <tr>
                <th>Series</th>
                <th class="number">Nights</th>
                <th>Newest</th>
                <th>Next</th>
              </tr>
            </thead>
            <tbody>
              {all.map((series) => (
                <SeriesRow key={series.name} series={series} />
              ))}
            </tbody>
          </table>
        </Scroll>
      </div>
    </div>
  );
}

function SeriesRow({ series: { name, nights, newest, schedule } }: { series: Series }) {
  return (
    <tr>
      <td>
        {nights === 0 ? (
          <Said text={name} />
        ) : (
          <a href={linkTo(["nights", name])}>
            <Said text={name} />
          </a>
        )}
      </td>
      <td class="number">{count(nights)}</td>
      <td>{newest === null ? "–" : <Said text={newest} />}</td>
      <td>{schedule === null ? "–" : <NextNight schedule={schedule} />}</td>
    </tr>
  );
}

/** When it comes, or why not, and what became of the last one where there was none. */
export function NextNight({ schedule: { next, cron, timeZone, last } }: { schedule: ScheduleShape }) {
  const when = next === null ? "suspended" : exactly(Date.parse(next));
  const newest = last.at(-1);
  const missing = newest === undefined || newest.night !== null ? null : `; last: ${newest.kind}`;
  return (
    <>
      {when} (<Said text={`${cron} ${timeZone}`} />){missing}
    </>
  );
}

function NoNights() {
  return (
    <Nothing title="There are no nights">
      <p>
        A series of sweeps from one document, one a night, begins with <code>macrosweep submit --template</code>, or by
        itself with <code>spec.schedule</code>. What each night found against production is shown here.
      </p>
    </Nothing>
  );
}
