import { expect, it } from "vitest";
import type { ScheduleShape } from "../../src/shapes/schedules.ts";
import { seriesOf } from "../../web/src/nights/series.ts";

const night = (sweep: string, series?: string) => {
  return { sweep, labels: series === undefined ? {} : { "macrosweep.dev/series": series } };
};

it("series are what sweeps are labelled with and what is scheduled, by name", () => {
  const schedule = { series: "gaze", schedule: "gaze" } as unknown as ScheduleShape;
  expect(seriesOf([night("b-2", "beats"), night("other"), night("b-1", "beats")], [schedule])).toEqual([
    { name: "beats", nights: 2, newest: "b-2", schedule: null },
    { name: "gaze", nights: 0, newest: null, schedule },
  ]);
});
