import { Readable } from "node:stream";
import { z } from "zod";
import { SweepError } from "../../../error.ts";
import { curvesShape, trialListShape } from "../../../shapes/answers.ts";
import { explanationDetail, TRIAL_STATES, type TrialShape, trialShape } from "../../../shapes/trial.ts";
import type { Sweep, Trial } from "../../core/state.ts";
import { explainTrial } from "../../core/views/explanationView.ts";
import { viewTrial } from "../../core/views/trialView.ts";
import { exportRows } from "../exportRows.ts";
import { limit, pageOf } from "../paging.ts";
import { Reply, route, sweepPath, trialPath } from "../route.ts";
import { thinned } from "../thinned.ts";
import { sorted, trialFilter } from "../trialFilter.ts";

const filters = {
  state: z.enum(TRIAL_STATES).optional(),
  where: z
    .union([z.string(), z.array(z.string()).max(32)])
    .optional()
    .describe("NAME=VALUE, or with !=, <, <=, >, >=: trials whose param is so; may be repeated, and all must hold."),
  sort: z
    .string()
    .default("trial")
    .describe(
      "trial, value, steps, testValue or param.NAME; with - in front the largest first. Those that lack it come last.",
    ),
  trials: z
    .string()
    .regex(/^\d{1,9}-?(,\d{1,9}-?)*$/)
    .optional()
    .describe("Numbers with commas: only these; `12-` are 12 and all that came after it."),
  cursor: z.string().optional().describe("`next` of the page before."),
};

const MOST_POINTS = 10_000;

const list = route({
  name: "listTrials",
  method: "GET",
  path: "/api/v1/sweeps/{name}/trials",
  summary: "Trials of a sweep with their curves",
  params: sweepPath,
  query: z.strictObject({
    ...filters,
    points: z.coerce
      .number()
      .int()
      .min(2)
      .max(MOST_POINTS)
      .optional()
      .describe("Of a curve, at most; its ends are kept. Left out: all."),
    limit: limit(1_000, 100),
  }),
  answer: trialListShape,
  handle: ({ params: { name }, query }, { engine }) =>
    engine.read(name, (sweep) => {
      const { items, next } = pageOf(
        sorted(sweep, trialFilter(sweep, query), query.sort),
        keyOf,
        query.limit,
        query.cursor,
      );
      const trials = items.map((trial) => viewTrial(sweep, trial));
      const { points } = query;
      return { trials: points === undefined ? trials : trials.map((trial) => thinnedCurve(trial, points)), next };
    }),
});

const get = route({
  name: "getTrial",
  method: "GET",
  path: "/api/v1/sweeps/{name}/trials/{trial}",
  summary: "One trial with its curve",
  params: trialPath,
  answer: trialShape,
  handle: ({ params: { name, trial } }, { engine }) => {
    return engine.read(name, (sweep) => viewTrial(sweep, trialOf(sweep, trial)));
  },
});

const explain = route({
  name: "explainTrial",
  method: "GET",
  path: "/api/v1/sweeps/{name}/trials/{trial}/explanation",
  summary: "How a trial came to its params and to its end",
  params: trialPath,
  answer: explanationDetail,
  handle: ({ params: { name, trial } }, { engine }) => {
    return engine.read(name, (sweep) => explainTrial(sweep, trialOf(sweep, trial)));
  },
});

const curves = route({
  name: "getCurves",
  method: "GET",
  path: "/api/v1/sweeps/{name}/curves",
  summary: "Curves of many trials at once, thinned to what can be seen",
  params: sweepPath,
  query: z.strictObject({
    ...filters,
    points: z.coerce
      .number()
      .int()
      .min(2)
      .max(MOST_POINTS)
      .default(200)
      .describe("Of a curve, at most; its ends are kept."),
    limit: limit(5_000, 1_000),
  }),
  answer: curvesShape,
  handle: ({ params: { name }, query }, { engine }) =>
    engine.read(name, (sweep) => {
      const { items, next } = pageOf(
        sorted(sweep, trialFilter(sweep, query), query.sort),
        keyOf,
        query.limit,
        query.cursor,
      );
      const { metric } = sweep.spec.objective;
      return { sweep: name, metric, curves: items.map((trial) => curveOf(sweep, trial, query.points)), next };
    }),
});

const exportTrials = route({
  name: "exportTrials",
  method: "GET",
  path: "/api/v1/sweeps/{name}/export",
  summary: "All trials as a table: CSV with one column a parameter, or JSON lines with the curves too",
  params: sweepPath,
  query: z.strictObject({ format: z.enum(["csv", "jsonl"]).default("csv") }),
  answer: z.string(),
  media: ["text/csv", "application/x-ndjson"],
  async handle({ params: { name }, query: { format } }, { engine }) {
    const trials = await engine.read(name, (sweep) => sweep.trials.map((trial) => viewTrial(sweep, trial)));
    const type = format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
    return new Reply(200, Readable.from(exportRows(trials, format)), {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}.${format}"`,
    });
  },
});

/** Trials, one by one and all at once. */
export const trialRoutes = [list, get, explain, curves, exportTrials];

/** @throws SweepError `notFound` */
export function trialOf(sweep: Sweep, number: number): Trial {
  const trial = sweep.trials[number];
  if (trial !== undefined) return trial;
  const { name } = sweep.spec;
  throw new SweepError("notFound", `sweep "${name}" has no trial ${number}; it has ${sweep.trials.length} so far`);
}

function keyOf({ number }: Trial): string {
  return String(number);
}

function thinnedCurve(trial: TrialShape, points: number): TrialShape {
  return { ...trial, curve: thinned(trial.curve.length, points).flatMap((i) => trial.curve.slice(i, i + 1)) };
}

function curveOf(sweep: Sweep, { number: trial }: Trial, points: number) {
  const { state, steps, values } = sweep.history.trials[trial] ?? { state: "waiting", steps: [], values: [] };
  const kept = thinned(steps.length, points);
  return {
    trial,
    state,
    steps: kept.map((i) => steps[i] ?? 0),
    values: kept.map((i) => rounded(values[i])),
  };
}

// Six digits are more than any screen shows, and half of the bytes.
function rounded(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}
