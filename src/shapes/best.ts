import { z } from "zod";
import { confirmationShape } from "./confirmation.ts";
import { paramsShape } from "./params.ts";
import { classShape, estimateShape, intervalShape } from "./scores.ts";

/** A constraint that a trial does not meet: the value is below `min` or above `max` by `by`, in the metric's units. */
export const missShape = z.object({
  metric: z.string(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  value: z.number(),
  by: z.number(),
});
export type MissShape = Readonly<z.infer<typeof missShape>>;

/** What the best trial has to do with the constraints. */
export const constraintsShape = z
  .object({
    feasible: z.boolean().describe("False: no trial satisfied the constraints, and this one comes nearest."),
    violations: z.array(missShape),
    cost: z
      .number()
      .nullable()
      .describe(
        "By how much the best level of any completed trial is better than the best of those that meet them; null when this one does not.",
      ),
    unconstrained: z.object({ trial: z.number(), value: z.number() }),
  })
  .meta({ id: "Constraints" });
export type ConstraintsShape = Readonly<z.infer<typeof constraintsShape>>;

/** How a trial is trained anew by hand. */
export const trainingShape = z
  .object({
    argv: z
      .array(z.string())
      .describe(
        "Program and arguments; empty for the bundled trainer. {{ checkpointDir }}, {{ workdir }} and {{ files.PATH }} stand for places that only its agent knows.",
      ),
    env: z.record(z.string(), z.string()).describe("What it needs in its environment."),
    seed: z.number(),
  })
  .meta({ id: "Training" });
export type TrainingShape = Readonly<z.infer<typeof trainingShape>>;

/**
 * The completed trial with the best level, the mean over the last third of its epochs; its value is the last one: the model that one has in hand.
 * Of trials that meet the constraints; while there is none, the nearest. After a confirmation: its winner, as the search trained it.
 */
export const bestShape = z
  .object({
    trial: z.number(),
    params: paramsShape,
    value: z.number(),
    interval: intervalShape
      .nullable()
      .describe("95 %, from the counts of its run; null without counts. It does not cover the choice of the best."),
    step: z.number(),
    perClass: z.array(classShape),
    testValue: z.number().nullable().describe("On the test set; null when the trainer does not report it."),
    constraints: constraintsShape.nullable().describe("null when the document has none."),
    estimate: estimateShape
      .nullable()
      .describe(
        "Of the confirmation, else of the single run, shrunk for the luck of the best; null where nothing tells of noise.",
      ),
    confirmation: confirmationShape.nullable().describe("null before the confirmation, and without one."),
    training: trainingShape,
  })
  .meta({ id: "Best" });
export type BestShape = Readonly<z.infer<typeof bestShape>>;
