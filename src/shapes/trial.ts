import { z } from "zod";
import { paramsShape } from "./params.ts";
import { classShape, intervalShape } from "./scores.ts";

/** The states of a trial. */
export const TRIAL_STATES = ["waiting", "running", "completed", "pruned", "failed", "preempted", "cancelled"] as const;
const trialStateShape = z.enum(TRIAL_STATES);
export type TrialStateName = z.infer<typeof trialStateShape>;

/** A trial with its curve: one line of `trials --json` and of `export --format jsonl`. */
export const trialShape = z
  .object({
    trial: z.number(),
    state: trialStateShape,
    params: paramsShape,
    seed: z.number(),
    attempt: z.number().describe("0 before its first lease."),
    value: z.number().nullable().describe("The last of its curve."),
    steps: z.number().describe("Number of the last step; 0 before the first report."),
    reason: z.string().nullable(),
    curve: z
      .array(z.readonly(z.tuple([z.number(), z.number().nullable()])))
      .describe("[step, value], in the order of the steps."),
    violation: z
      .number()
      .nullable()
      .describe(
        "By how much the last report misses the constraints, 0 where they hold; null without constraints or a report.",
      ),
    replicateOf: z
      .number()
      .nullable()
      .describe(
        "The trial whose params it trains again with a fresh seed; the first replicate of the baseline says its own number. null for a trial of the search.",
      ),
    testValue: z.number().nullable().describe("On the test set; null when the trainer does not report it."),
  })
  .meta({ id: "Trial" });
export type TrialShape = Readonly<z.infer<typeof trialShape>>;

/** Why a trial is what it is, a line a fact: `explain --json`. */
export const explanationShape = z
  .object({
    sweep: z.string(),
    trial: trialShape,
    suggested: z.string().describe("How the params were chosen."),
    verdicts: z.array(z.string()).describe("What the pruner said, oldest first."),
    attempts: z.array(z.string()).describe("Agent, steps, how it ended."),
    perClass: z.array(classShape).describe("Of the last report with counts; empty without counts."),
    testValue: z.number().nullable(),
  })
  .meta({ id: "Explanation" });
export type ExplanationShape = Readonly<z.infer<typeof explanationShape>>;

/** The same with all that is known: what the API tells. */
export const explanationDetail = explanationShape
  .extend({
    interval: intervalShape
      .nullable()
      .describe(
        "95 %, of the trial's last value, from the counts of its run; null without counts. It does not cover the choice of the best.",
      ),
  })
  .meta({ id: "ExplanationDetail" });
export type ExplanationDetail = Readonly<z.infer<typeof explanationDetail>>;
