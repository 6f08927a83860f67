import { metricName } from "../../words/metricName.ts";
/** A score for people: four decimals, and four digits for what these do not suit, such as a loss of 1e-5. */
export function score(value: number): string {
  const size = Math.abs(value);
  return size === 0 || (size >= 0.001 && size < 10) ? value.toFixed(4) : digits(value);
}

/** A number of a configuration: four digits, and no more than it has. */
export function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Share in percent, `0 %` of nothing. */
export function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
}

/** Minutes and seconds as on a stopwatch: `0:42`, `73:05`. */
export function stopwatch(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

function two(count: number): string {
  return String(count).padStart(2, "0");
}

/** A sweep and what it looks for. */
export interface Aiming {
  readonly sweep: string;
  readonly objective: { readonly metric: string; readonly direction: string };
}

/** What a sweep looks for, such as "maximize macro-F1". */
export function aimOf({ metric, direction }: Aiming["objective"]): string {
  return `${direction} ${metricName(metric)}`;
}
