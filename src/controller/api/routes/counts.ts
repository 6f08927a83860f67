import { z } from "zod";
import { SweepError } from "../../../error.ts";
import { type CountsShape, countsShape } from "../../../shapes/answers.ts";
import type { ReportRecorded } from "../../core/events.ts";
import { viewCounts } from "../../core/views/countsView.ts";
import type { Engine } from "../../engine.ts";
import { route, trialPath } from "../route.ts";
import { trialOf } from "./trials.ts";

const counts = route({
  name: "getCounts",
  method: "GET",
  path: "/api/v1/sweeps/{name}/trials/{trial}/counts",
  summary: "The validation counts of a trial, of each of its steps or of one",
  params: trialPath,
  query: z.strictObject({
    step: z.coerce.number().int().min(1).optional().describe("Left out: all."),
  }),
  answer: z.object({ counts: z.array(countsShape).describe("By step; those without counts are left out.") }),
  async handle({ params: { name, trial }, query: { step } }, { engine }) {
    const classes = await engine.read(name, (sweep) => {
      trialOf(sweep, trial);
      return sweep.classes;
    });
    const steps = await reportsOf(engine, name, trial, step);
    const known: CountsShape[] = steps.flatMap(({ counts, step }) => {
      return counts === null ? [] : [{ sweep: name, trial, step, ...viewCounts(counts, classes) }];
    });
    if (known.length === 0 && step !== undefined) {
      throw new SweepError("notFound", `sweep "${name}" has no counts of trial ${trial} at step ${step}`);
    }
    return { counts: known };
  },
});

/** What the validation said of a trial, step by step. */
export const countsRoutes = [counts];

// Of each step the report that counts: the newest.
async function reportsOf(engine: Engine, name: string, trial: number, step?: number): Promise<ReportRecorded[]> {
  const reports = new Map<number, ReportRecorded>();
  for await (const events of engine.events(name, trial)) {
    for (const event of events) {
      if (event.kind !== "reportRecorded") continue;
      if (step === undefined || event.step === step) reports.set(event.step, event);
    }
  }
  return [...reports.values()].sort((a, b) => a.step - b.step);
}
