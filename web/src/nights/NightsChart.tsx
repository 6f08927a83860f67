import type { NightShape } from "../../../src/shapes/nights.ts";
import { scaleOf, ticksOf } from "../charts/scale.ts";
import { digits } from "../words/numbers.ts";

const WIDTH = 640;
const HEIGHT = 220;
const LEFT = 60;
const RIGHT = 20;
const BOTTOM = 28;
// More do not fit beside each other; the table has them all.
const MOST = 60;

/** The winners of the last nights with their intervals, from left to right, and what production scored on each. The table beside it says the same. */
export function NightsChart({ nights, text }: { nights: readonly NightShape[]; text: string }) {
  const shown = nights.slice(-MOST);
  const all = shown.flatMap(({ value, interval, baseline }) => [
    ...(value === null ? [] : [value]),
    ...(interval ?? []),
    ...(baseline?.mean == null ? [] : [baseline.mean]),
  ]);
  if (all.length === 0) return null;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = (high - low) * 0.08 || 0.01;
  const extent = [low - room, high + room] as const;
  const y = scaleOf(extent, [HEIGHT - BOTTOM, 8]);
  const step = (WIDTH - LEFT - RIGHT) / shown.length;
  const x = (index: number) => LEFT + (index + 0.5) * step;
  return (
    <svg class="intervals" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text}>
      {ticksOf(extent, 5).map((tick) => (
        <g key={tick} class="tick">
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 8} y={y(tick) + 4} text-anchor="end">
            {digits(tick)}
          </text>
        </g>
      ))}
      {shown.map(({ sweep, value, interval, confirmed, baseline }, i) => (
        <g key={sweep} class={confirmed ? "in" : "out"}>
          {baseline?.mean == null ? null : (
            <line
              class="line look-2"
              x1={x(i) - step / 2}
              x2={x(i) + step / 2}
              y1={y(baseline.mean)}
              y2={y(baseline.mean)}
            />
          )}
          {interval === null ? null : (
            <line class="interval" x1={x(i)} x2={x(i)} y1={y(interval[0])} y2={y(interval[1])} />
          )}
          {value === null ? null : (
            <path class={confirmed ? "mean" : "seed"} d={`M${x(i)} ${y(value) - 6}l6 6l-6 6l-6-6z`} />
          )}
        </g>
      ))}
      <text x={x(0)} y={HEIGHT - 8} text-anchor="middle">
        {dayOf(shown[0])}
      </text>
      {shown.length < 2 ? null : (
        <text x={x(shown.length - 1)} y={HEIGHT - 8} text-anchor="middle">
          {dayOf(shown.at(-1))}
        </text>
      )}
    </svg>
  );
}

function dayOf(night: NightShape | undefined): string {
  return night?.scheduled?.slice(5, 10) ?? "";
}
