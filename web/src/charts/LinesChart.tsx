import { digits } from "../words/numbers.ts";
import { scaleOf, ticksOf } from "./scale.ts";

/** One line over steps. */
export interface Line {
  readonly name: string;
  /** 1 to 6: colour and dashes, so that no two look alike to anybody. */
  readonly look: number;
  readonly points: readonly (readonly [number, number])[];
}

interface Props {
  readonly lines: readonly Line[];
  readonly text: string;
  /** Of values. */
  readonly range: readonly [number, number];
  readonly lastStep: number;
  /** A step that is marked. */
  readonly at: number | null;
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [640, 300, 44, 34, 8, 12];

/** A few lines over steps, to be told apart by colour and dashes. */
export function LinesChart({ lines, text, range, lastStep, at }: Props) {
  const x = scaleOf([1, Math.max(2, lastStep)], [LEFT, WIDTH - RIGHT]);
  const y = scaleOf(range, [HEIGHT - BOTTOM, TOP]);
  return (
    <svg class="lines-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text}>
      {ticksOf(range, 5).map((tick) => (
        <g key={`y${tick}`} class="tick">
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
            {digits(tick)}
          </text>
        </g>
      ))}
      {ticksOf([1, Math.max(2, lastStep)], 8)
        .filter(Number.isInteger)
        .map((tick) => (
          <text key={`x${tick}`} class="tick" x={x(tick)} y={HEIGHT - BOTTOM + 18} text-anchor="middle">
            {tick}
          </text>
        ))}
      {at === null ? null : <line class="at" x1={x(at)} x2={x(at)} y1={TOP} y2={HEIGHT - BOTTOM} />}
      {lines.map(({ name, look, points }) => (
        <path key={name} class={`line look-${look}`} d={pathOf(points, x, y)} />
      ))}
    </svg>
  );
}

function pathOf(points: Line["points"], x: (step: number) => number, y: (value: number) => number): string {
  const [only, more] = points;
  if (only !== undefined && more === undefined) return `M${x(only[0]) - 2} ${y(only[1])}h4`;
  return points
    .map(([step, value], i) => `${i === 0 ? "M" : "L"}${x(step).toFixed(1)} ${y(value).toFixed(1)}`)
    .join("");
}
