import { z } from "zod";
import { SweepError } from "../../../error.ts";
import { nightsShape } from "../../../shapes/nights.ts";
import { nightsOf } from "../../nights/nights.ts";
import { route } from "../route.ts";

const nights = route({
  name: "getNights",
  method: "GET",
  path: "/api/v1/nights/{series}",
  summary: "A series of sweeps, night after night, and what should be rolled out",
  description: "The sweeps that have the label macrosweep.dev/series with this value.",
  params: z.strictObject({ series: z.string().describe("Value of the label macrosweep.dev/series.") }),
  absent: ({ series }) => noSeries(series),
  answer: nightsShape,
  async handle({ params: { series } }, { listing }) {
    const found = nightsOf(series, await listing.all());
    if (found === null) throw noSeries(series);
    return found;
  },
});

/** What came of a series. */
export const nightRoutes = [nights];

function noSeries(series: string): SweepError {
  return new SweepError("notFound", `no sweep has the label macrosweep.dev/series=${series}`);
}
