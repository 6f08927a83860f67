import type { ScheduleShape } from "../../../src/shapes/schedules.ts";
import type { SweepDetail } from "../../../src/shapes/sweep.ts";
import { SERIES } from "../../../src/words/series.ts";

/** The sweeps of one document, one a night. */
export interface Series {
  readonly name: string;
  readonly nights: number;
  /** Name of the newest sweep; null: there is none yet. */
  readonly newest: string | null;
  /** null: somebody else's clock begins its nights. */
  readonly schedule: ScheduleShape | null;
}

/** The series that sweeps belong to or that are scheduled, by name. `sweeps`: the newest first. */
export function seriesOf(
  sweeps: readonly Pick<SweepDetail, "sweep" | "labels">[],
  schedules: readonly ScheduleShape[],
): Series[] {
  const names = new Set([
    ...sweeps.flatMap(({ labels }) => labels[SERIES] ?? []),
    ...schedules.map(({ series }) => series),
  ]);
  return [...names].sort().map((name) => {
    const own = sweeps.filter(({ labels }) => labels[SERIES] === name);
    const schedule = schedules.find(({ series }) => series === name) ?? null;
    return { name, nights: own.length, newest: own[0]?.sweep ?? null, schedule };
  });
}
