import { z } from "zod";
import { bestShape } from "./best.ts";
import { pairShape } from "./confirmation.ts";

/** The states of a sweep. */
export const SWEEP_STATES = ["running", "paused", "completed", "failed", "cancelled"] as const;

/** "unknown": a sweep of which the journal cannot be read; its reason says why. */
export const sweepStateShape = z.enum([...SWEEP_STATES, "unknown"]);
export type SweepStateName = z.infer<typeof sweepStateShape>;

/** Trials by state. */
const trialCountsShape = z.object({
  completed: z.number(),
  pruned: z.number(),
  failed: z.number(),
  preempted: z.number(),
  cancelled: z.number(),
  running: z.number(),
  waiting: z.number(),
});

/**
 * A sweep: what `run`, `submit`, `watch`, `get`, `best`, `pause`, `resume` and `cancel` print with `--json`; `list` prints one a line.
 * Public: names, order of the keys and meaning stay as they are within a major version. What is absent is null; a number that is not finite is null
 * too, because JSON has no other word for it.
 */
export const sweepShape = z
  .object({
    sweep: z.string(),
    state: sweepStateShape,
    reason: z.string().nullable().describe("Why it ended, or what it waits for; null while there is nothing to say."),
    objective: z.object({ metric: z.string(), direction: z.enum(["maximize", "minimize"]) }),
    best: bestShape.nullable(),
    trials: trialCountsShape,
    epochs: z
      .object({ run: z.number(), full: z.number(), saved: z.number() })
      .describe(
        "run: reported, of all attempts; full: what all trials would have taken without a pruner; saved: by pruning.",
      ),
  })
  .meta({ id: "Sweep" });
export type SweepShape = Readonly<z.infer<typeof sweepShape>>;

/** The budget with its defaults, in trials, epochs, hours of one GPU and ms. */
const budgetShape = z
  .object({
    trials: z.number(),
    parallel: z.number(),
    epochsPerTrial: z.number(),
    totalEpochs: z.number().nullable(),
    gpuHours: z.number().nullable(),
    wallTimeMs: z.number().nullable(),
    confirmationEpochs: z.number().describe("What the confirmation may take at most, once the search is over."),
  })
  .meta({ id: "Budget" });

/** A sweep with all that is known of it: what the API tells. */
export const sweepDetail = sweepShape
  .extend({
    id: z.string().describe("Tells sweeps of one name apart; part of their trials' folders."),
    labels: z.record(z.string(), z.string()),
    budget: budgetShape,
    gpuHours: z
      .object({ used: z.number(), limit: z.number().nullable() })
      .nullable()
      .describe("Hours of one GPU that all attempts have used up to now; null without GPUs and without a limit."),
    epochsCharged: z
      .number()
      .describe(
        "What counts against totalEpochs: all that was trained, also beyond the last report of a trial that was stopped; in full where nobody could say.",
      ),
    createdAtMs: z.number().describe("ms since the Unix epoch."),
    elapsedMs: z.number(),
    agents: z.number().describe("Agents that are connected to the controller."),
    adopted: z.number().describe("Trials of earlier sweeps that count in this one as they are."),
    replicates: z
      .object({ done: z.number(), planned: z.number() })
      .nullable()
      .describe("Of the confirmation: done, and what those still in the race may take; null before it."),
    pairs: z
      .array(pairShape)
      .describe(
        "Of the finalists that may be chosen: the best trial against each other one, then each of these against the next; empty before a second seed.",
      ),
    origin: z
      .object({ sweep: z.string(), id: z.string(), trial: z.number() })
      .nullable()
      .describe("Where an earlier sweep has trained the best trial: its files are there."),
    ownFolder: z.boolean().describe("Whether the best trial ran in a folder of its own."),
  })
  .meta({ id: "SweepDetail" });
export type SweepDetail = Readonly<z.infer<typeof sweepDetail>>;
