import { z } from "zod";
import { paramsShape } from "./params.ts";
import { intervalShape } from "./scores.ts";

/** One of the best trials of the search, and what its replicates say. */
export const finalistShape = z
  .object({
    trial: z.number(),
    params: paramsShape,
    seeds: z.number().describe("Replicates that completed."),
    mean: z.number().nullable(),
    interval: intervalShape
      .nullable()
      .describe("95 %, over seeds and samples, the choice of the best taken into account."),
    probabilityBest: z.number().nullable().describe("To be the best of the finalists that may be chosen."),
    state: z
      .enum(["running", "confirmed", "behind", "failed", "cancelled", "infeasible"])
      .describe(
        "behind: almost certainly not the best, so it got no more seeds; infeasible: misses the constraints on average over its seeds; failed: a replicate did not complete.",
      ),
    reason: z.string().nullable(),
  })
  .meta({ id: "Finalist" });
export type FinalistShape = Readonly<z.infer<typeof finalistShape>>;

/** The params to compare the winner with. */
export const baselineShape = z
  .object({
    params: paramsShape,
    seeds: z.number(),
    mean: z.number().nullable(),
    interval: intervalShape.nullable(),
    difference: z.number().nullable().describe("Expected value of the best trial less that of the baseline."),
    differenceInterval: intervalShape.nullable(),
    probabilityBetter: z.number().nullable().describe("That the best trial is better."),
  })
  .meta({ id: "Baseline" });
export type BaselineShape = Readonly<z.infer<typeof baselineShape>>;

/** Two finalists, and how surely the first of them is better. */
export const pairShape = z
  .object({
    better: z.number().describe("Number of the trial that is ranked before the other."),
    worse: z.number(),
    probability: z.number().describe("That `better` is better, over all seeds and on samples without end."),
    apart: z
      .boolean()
      .describe("False: they cannot be told apart; `worse` is better with a probability of 5 % or more."),
  })
  .meta({ id: "FinalistPair" });
export type PairShape = Readonly<z.infer<typeof pairShape>>;

/** What fresh seeds say. The first fields are those of the best trial; null while it has no completed replicate. */
export const confirmationShape = z
  .object({
    state: z.enum(["running", "ended"]),
    seeds: z.number().nullable(),
    mean: z.number().nullable(),
    interval: intervalShape.nullable(),
    probabilityBest: z.number().nullable(),
    finalists: z.array(finalistShape).describe("The best of the search first."),
    indistinguishable: z
      .array(z.number())
      .describe("Finalists that are better than the best trial with a probability of 5 % or more."),
    baseline: baselineShape.nullable(),
  })
  .meta({ id: "Confirmation" });
export type ConfirmationShape = Readonly<z.infer<typeof confirmationShape>>;
