import { scaleOf, ticksOf } from "../charts/scale.ts";
import { digits } from "../words/numbers.ts";

/** One line of the picture. */
export interface Row {
  readonly name: string;
  readonly mean: number | null;
  readonly interval: readonly [number, number] | null;
  /** One value a seed. */
  readonly values: readonly number[];
  /** Whether it may still be the best. */
  readonly isIn: boolean;
}

const WIDTH = 640;
const ROW = 30;
const LEFT = 120;
const RIGHT = 20;

/** Means with their intervals below each other, and the seeds that they are of. The table beside it says the same. */
export function Intervals({ rows, text }: { rows: readonly Row[]; text: string }) {
  const all = rows.flatMap(({ mean, interval, values }) => [
    ...values,
    ...(interval ?? []),
    ...(mean === null ? [] : [mean]),
  ]);
  if (all.length === 0) return null;
  const range = [Math.min(...all), Math.max(...all)] as const;
  const room = (range[1] - range[0]) * 0.05 || 0.01;
  const extent = [range[0] - room, range[1] + room] as const;
  const x = scaleOf(extent, [LEFT, WIDTH - RIGHT]);
  const height = rows.length * ROW + 34;
  return (
    <svg class="intervals" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={text}>
      {ticksOf(extent, 5).map((tick) => (
        <g key={tick} class="tick">
          <line x1={x(tick)} x2={x(tick)} y1={4} y2={height - 26} />
          <text x={x(tick)} y={height - 8} text-anchor="middle">
            {digits(tick)}
          </text>
        </g>
      ))}
      {rows.map(({ name, mean, interval, values, isIn }, i) => {
        const y = i * ROW + ROW / 2 + 4;
        return (
          <g key={name} class={isIn ? "in" : "out"}>
            <text x={LEFT - 12} y={y + 4} text-anchor="end">
              {name}
            </text>
            {interval === null ? null : <line class="interval" x1={x(interval[0])} x2={x(interval[1])} y1={y} y2={y} />}
            {values.map((value, seed) => (
              <circle key={`${seed}:${value}`} class="seed" cx={x(value)} cy={y} r={3} />
            ))}
            {mean === null ? null : <path class="mean" d={`M${x(mean)} ${y - 6}l6 6l-6 6l-6 -6z`} />}
          </g>
        );
      })}
    </svg>
  );
}
