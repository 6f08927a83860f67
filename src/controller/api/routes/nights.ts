import { z } from "zod";
import { SweepError } from "../../../error.ts";
import { IF_ACTIVE, nightAnswerShape, nightsShape } from "../../../shapes/nights.ts";
import { nightsOf } from "../../nights/nights.ts";
import { documentOf } from "../documentOf.ts";
import { documentText, Reply, route } from "../route.ts";

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

const submit = route({
  name: "submitNight",
  method: "POST",
  path: "/api/v1/nights",
  summary: "Begin a night of a template, as JSON or YAML",
  description:
    "Named by the series and the time, so a request may be repeated: a night that is there stays as it is. It learns from the nights before it, tries what is in production first, and is not begun once enough nights have found nothing (spec.nights).",
  query: z.strictObject({
    scheduled: z.iso
      .datetime({ offset: true })
      .optional()
      .describe("When it was to begin, with its zone; to the minute. Left out: now."),
    ifActive: z.enum(IF_ACTIVE).default("skip"),
  }),
  body: documentText,
  answer: nightAnswerShape,
  statuses: [200, 201],
  async handle({ body, headers, query: { scheduled, ifActive } }, { nightly }) {
    const { document } = documentOf(body, headers["content-type"]);
    const answer = await nightly.submit(
      document,
      new Date(scheduled ?? Date.now()).toISOString().slice(0, 16),
      ifActive,
    );
    return new Reply(answer.kind === "submitted" ? 201 : 200, answer);
  },
});

/** What came of a series, and its next night. */
export const nightRoutes = [nights, submit];

function noSeries(series: string): SweepError {
  return new SweepError("notFound", `no sweep has the label macrosweep.dev/series=${series}`);
}
