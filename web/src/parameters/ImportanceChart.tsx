import type { ImportanceShape } from "../../../src/shapes/importance.ts";
import { scaleOf } from "../charts/scale.ts";
import { Said } from "../parts/Said.tsx";
import { counted, percent } from "../words/numbers.ts";

const WIDTH = 300;

/** How much each parameter matters, the most first, with intervals. */
export function ImportanceChart({ importance }: { importance: ImportanceShape }) {
  const { params, step, trials, source, reason } = importance;
  if (reason !== null) return <p class="dim">Nobody knows yet: {reason}.</p>;
  const sorted = [...params].sort((a, b) => (b.importance ?? -1) - (a.importance ?? -1));
  return (
    <>
      <table class="importance">
        <thead>
          <tr>
            <th>Parameter</th>
            <th class="number">Share</th>
            <th class="number">95 % interval</th>
            <th class="bar">
              <span class="unseen">As a bar</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ name, importance: share, interval }) => (
            <tr key={name}>
              <td>
                <Said text={name} />
              </td>
              <td class="number">{share === null ? "unknown" : percent(share, 1)}</td>
              <td class="number">
                {interval === null ? "–" : `${percent(interval[0], 1)} to ${percent(interval[1], 1)}`}
              </td>
              <td class="bar">{share === null ? null : <Bar share={share} interval={interval} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">
        The share of the variance of the objective at epoch {step} that a parameter explains by itself where it exists,
        by {counted(trials, "trial")}. {source}
      </p>
    </>
  );
}

function Bar({ share, interval }: { share: number; interval: readonly [number, number] | null }) {
  const x = scaleOf([0, 1], [0, WIDTH]);
  return (
    <svg viewBox={`0 0 ${WIDTH} 14`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="share" width={x(Math.max(0, Math.min(1, share)))} height="14" />
      {interval === null ? null : (
        <path class="range" d={`M${x(interval[0])} 3v8M${x(interval[0])} 7H${x(interval[1])}M${x(interval[1])} 3v8`} />
      )}
    </svg>
  );
}
