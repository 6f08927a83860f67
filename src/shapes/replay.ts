import { z } from "zod";

/** What another pruner would have done on the recorded curves of a sweep: `replay --json`. */
export const replayShape = z
  .object({
    sweep: z.string(),
    trials: z
      .object({ completed: z.number(), pruned: z.number(), leftOut: z.number() })
      .describe(
        "With a curve: completed, or pruned at the time. Left out: failed, preempted, cancelled, not ended, and replicates.",
      ),
    fullEpochs: z.number().describe("What these trials would take without a pruner."),
    recorded: z.object({ epochs: z.number(), stopped: z.number() }),
    replayed: z.object({
      pruner: z.looseObject({ name: z.string() }).describe("With every default filled in."),
      epochs: z
        .number()
        .describe("At least: where it would have gone on beyond the end of a curve, nobody knows how far."),
      stopped: z.number(),
      beyond: z.array(z.number()).describe("Trials that it would have gone on with beyond the end of their curves."),
      best: z.array(z.number()).describe("The best 10 % of the completed trials, at least one; best first."),
      lost: z.array(z.number()).describe("Those of them that it would have stopped."),
      regret: z
        .number()
        .nullable()
        .describe("Best value of all completed trials beside the best that it keeps; null when it keeps none."),
    }),
  })
  .meta({ id: "Replay" });
export type ReplayShape = Readonly<z.infer<typeof replayShape>>;
