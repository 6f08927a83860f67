import { z } from "zod";
import { paramsShape } from "./params.ts";
import { intervalShape } from "./scores.ts";
import { sweepDetail, sweepStateShape } from "./sweep.ts";

/** The label with the time that a night was scheduled for: `20261129T0200Z`. */
export const SCHEDULED = "macrosweep.dev/scheduled";

/** What a night does while an earlier one of its series goes on. */
export const IF_ACTIVE = ["skip", "replace", "queue"] as const;
export type IfActive = (typeof IF_ACTIVE)[number];

/** What became of a night that was to begin. */
export const nightAnswerShape = z
  .object({
    kind: z
      .enum(["submitted", "existing", "skipped", "waits", "stopped"])
      .describe(
        "existing: it was submitted before, and stays as it is; skipped: an earlier night goes on; waits: the same, and it is to be asked for again at the end of that one; stopped: enough nights found nothing.",
      ),
    series: z.string(),
    night: z.string().describe("Its name, also where there is no such sweep."),
    active: z.string().nullable().describe("The earlier night that goes on."),
    reason: z.string().nullable().describe("Why there is no such sweep."),
    sweep: sweepDetail.nullable(),
  })
  .meta({ id: "NightAnswer" });
export type NightAnswer = Readonly<z.infer<typeof nightAnswerShape>>;

/** One sweep of a series, and what it has found. */
export const nightShape = z
  .object({
    sweep: z.string(),
    scheduled: z
      .string()
      .nullable()
      .describe("The time it was scheduled for, ISO 8601 in UTC; null where it does not say."),
    state: sweepStateShape,
    params: paramsShape.nullable().describe("Of the best trial; null while there is none."),
    value: z
      .number()
      .nullable()
      .describe(
        "What the best trial is expected to score: its mean over fresh seeds, else the shrunk estimate of its run, else its value.",
      ),
    interval: intervalShape.nullable().describe("95 %; null where nothing tells of noise."),
    confirmed: z.boolean().describe("Whether the value is one over fresh seeds."),
    baseline: z
      .object({
        params: paramsShape,
        mean: z.number().nullable(),
        difference: z.number().nullable().describe("Expected value of the best trial less that of the baseline."),
        differenceInterval: intervalShape.nullable(),
        probabilityBetter: z.number().nullable(),
      })
      .nullable()
      .describe("What was in production; null where the document names nothing or no confirmation has ended."),
    surelyBetter: z.boolean().describe("All of the 95 % interval of the difference is on the better side."),
  })
  .meta({ id: "Night" });
export type NightShape = Readonly<z.infer<typeof nightShape>>;

/** A series of sweeps: one night after the other. */
export const nightsShape = z
  .object({
    series: z.string(),
    objective: z.object({ metric: z.string(), direction: z.enum(["maximize", "minimize"]) }),
    nights: z.array(nightShape).describe("In the order of their creation."),
    advice: z.object({
      kind: z
        .enum(["rollOut", "keep", "unknown"])
        .describe(
          "rollOut: something is surely better than production; keep: nothing is; unknown: nothing was compared.",
        ),
      sweep: z.string().nullable().describe("The night to roll out, or the last one that was compared."),
      reason: z.string(),
    }),
  })
  .meta({ id: "Nights" });
export type NightsShape = Readonly<z.infer<typeof nightsShape>>;
