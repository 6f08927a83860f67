import { metricName } from "../../words/metricName.ts";
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
