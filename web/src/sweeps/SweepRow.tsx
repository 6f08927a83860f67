import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import { metricName } from "../../../src/words/metricName.ts";
import { span } from "../../../src/words/span.ts";
import { Said } from "../parts/Said.tsx";
import { StateSign } from "../parts/StateSign.tsx";
import { linkTo } from "../place/place.ts";
import { counted, interval, score } from "../words/numbers.ts";
import { exactly, moment } from "../words/times.ts";
import { HowFar } from "./HowFar.tsx";

/** A sweep in the list. */
export function SweepRow({ sweep }: { sweep: SweepDetail }) {
  const { sweep: name, state, reason, best, objective, createdAtMs, elapsedMs, agents } = sweep;
  return (
    <tr>
      <td class="name">
        <a href={linkTo(["sweeps", name])}>
          <Said text={name} />
        </a>
        <Labels labels={sweep.labels} />
      </td>
      <td>
        <StateSign state={state} />
        {reason === null ? null : (
          <div class="note">
            <Said text={reason} />
          </div>
        )}
      </td>
      <td class="number">
        {best === null ? (
          <span class="dim">none yet</span>
        ) : (
          <>
            <strong>{score(best.confirmation?.mean ?? best.value)}</strong>
            <div class="note">
              {metricName(objective.metric)} {rangeOf(best)}
            </div>
          </>
        )}
      </td>
      <td class="far">
        <HowFar sweep={sweep} />
      </td>
      <td class="note" title={createdAtMs === 0 ? undefined : exactly(createdAtMs)}>
        {createdAtMs === 0 ? null : (
          <>
            {moment(createdAtMs, Date.now())}
            <br />
            {span(elapsedMs)}
            {state === "running" ? `, ${counted(agents, "agent")}` : ""}
          </>
        )}
      </td>
    </tr>
  );
}

function rangeOf({ confirmation, interval: own, estimate }: NonNullable<SweepDetail["best"]>): string {
  const range = confirmation?.interval ?? own ?? estimate?.interval;
  return range === undefined || range === null ? "(no interval)" : `(${interval(range)})`;
}

function Labels({ labels }: { labels: Readonly<Record<string, string>> }) {
  const all = Object.entries(labels);
  if (all.length === 0) return null;
  return (
    <div class="note">
      <Said text={all.map(([name, value]) => `${name}=${value}`).join(" ")} />
    </div>
  );
}
