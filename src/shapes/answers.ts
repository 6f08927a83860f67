import { z } from "zod";
import { sweepDetail } from "./sweep.ts";
import { trialShape } from "./trial.ts";

// What the API answers beside the things themselves.

const next = z.string().nullable().describe("The cursor of the next page; null: this is the last.");

export const sweepListShape = z.object({ sweeps: z.array(sweepDetail), next }).meta({ id: "SweepList" });

/** A sweep that was created, or was there already. */
export const createdShape = z
  .object({
    sweep: sweepDetail,
    existing: z.boolean(),
    changes: z
      .array(z.string())
      .describe("Where an edited document differs from the one before: path, old and new value."),
  })
  .meta({ id: "Created" });
export type CreatedShape = Readonly<z.infer<typeof createdShape>>;

/** `retry`: the trials that run again. */
export const retriedShape = z.object({ sweep: sweepDetail, trials: z.array(z.number()) }).meta({ id: "Retried" });
export type RetriedShape = Readonly<z.infer<typeof retriedShape>>;

/** `delete --json` */
export const deletedShape = z
  .object({
    sweep: z.string(),
    deleted: z.literal(true),
    agents: z.array(z.string()).describe("Those that have trained for it; what is in their folders stays there."),
    folder: z.string().describe("Its folder in the folder of the trials of each."),
  })
  .meta({ id: "Deleted" });
export type DeletedShape = Readonly<z.infer<typeof deletedShape>>;

export const trialListShape = z.object({ trials: z.array(trialShape), next }).meta({ id: "TrialList" });

/** Curves of many trials, thinned. */
export const curvesShape = z
  .object({
    sweep: z.string(),
    metric: z.string().describe("What the values are: the objective, or the F1 of a class (f1:CLASS)."),
    curves: z.array(
      z.object({
        trial: z.number(),
        state: z.string(),
        steps: z.array(z.number()),
        values: z.array(z.number().nullable()),
      }),
    ),
    next,
  })
  .meta({ id: "Curves" });

/** What a trial's validation (or test) counts are, at one step. */
export const countsShape = z
  .object({
    sweep: z.string(),
    trial: z.number(),
    step: z.number(),
    classes: z.array(z.string()),
    confusion: z
      .array(z.array(z.number()))
      .nullable()
      .describe("[true class][predicted class], samples; null where only counts per class were reported."),
    perClass: z.array(
      z.object({
        class: z.string(),
        precision: z.number(),
        recall: z.number(),
        f1: z.number(),
        support: z.number(),
      }),
    ),
  })
  .meta({ id: "Counts" });
export type CountsShape = Readonly<z.infer<typeof countsShape>>;

/** The mistakes of a document, or none. */
export const validationShape = z
  .object({
    valid: z.boolean(),
    sweep: z.string().nullable(),
    errors: z.array(
      z.object({
        path: z.string(),
        line: z.number().nullable().describe("Of the YAML text, from 1; null of JSON."),
        detail: z.string(),
      }),
    ),
    warnings: z.array(z.string()).describe("What is likely not meant so: path and words."),
  })
  .meta({ id: "Validation" });
export type ValidationShape = Readonly<z.infer<typeof validationShape>>;

export type SweepListShape = Readonly<z.infer<typeof sweepListShape>>;
export type TrialListShape = Readonly<z.infer<typeof trialListShape>>;
