import { z } from "zod";

/** Over all runs. */
const spreadShape = z.object({ mean: z.number(), low: z.number(), high: z.number() });
export type Spread = Readonly<z.infer<typeof spreadShape>>;

/** What a sweep is likely to take, by its own sampler and pruner on synthetic curves: `simulate --json`. */
export const simulationShape = z
  .object({
    sweep: z.string(),
    pruner: z.string(),
    runs: z.number().describe("Simulated sweeps; the figures below are over these."),
    trials: spreadShape,
    rungs: z
      .array(z.object({ step: z.number(), trials: z.number() }))
      .describe("Trials that come to each rung of the pruner, and to the last epoch; means."),
    epochs: spreadShape,
    fullEpochs: z.number().describe("What the budget's trials would take without a pruner."),
    gpuHours: spreadShape.nullable().describe("With one GPU a trial; null without the time of an epoch."),
    wallHours: spreadShape.nullable().describe("With the budget's parallel trials; null without the time of an epoch."),
  })
  .meta({ id: "Simulation" });
export type SimulationShape = Readonly<z.infer<typeof simulationShape>>;
