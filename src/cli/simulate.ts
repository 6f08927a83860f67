import type { Command } from "commander";
import { simulate } from "../search/index.ts";
import { loadDocument } from "./document.ts";
import { addCommand, count, duration } from "./options.ts";
import { printJson, printLines } from "./output.ts";
import { aimOf } from "./view/numbers.ts";
import { simulationLines } from "./view/simulation.ts";

interface SimulateOptions {
  readonly epochTime?: number;
  readonly runs?: number;
  readonly json?: boolean;
}

/** `macrosweep simulate FILE`: what a sweep is likely to take, before it is started. */
export function addSimulate(program: Command): void {
  addCommand(program, "simulate <file>", {
    summary: "estimate what a sweep will take",
    description:
      "Estimate what a sweep will take before it is started: trials at each rung, epochs, and with --epoch-time GPU-hours and wall time. Runs the document's sampler and pruner on synthetic learning curves that rise, level off, cross and jitter; needs no trainer and no controller. The figures are expectations, not promises: real curves decide what is pruned.",
    example: "macrosweep simulate beats.yaml --epoch-time 12s",
  })
    .option("--epoch-time <time>", "how long one epoch of one trial takes, such as 12s, 1m30s or 1h", duration)
    .option("--runs <count>", "sweeps to simulate (default: 20, and fewer of very many trials)", count)
    .action(async (file: string, { epochTime, runs, json }: SimulateOptions) => {
      const { spec } = await loadDocument(file);
      const { poseSimulation, viewSimulation } = await import("../controller/index.ts");
      const epochMs = epochTime ?? null;
      const simulation = simulate(poseSimulation(spec, epochMs), runs ?? runsFor(spec.budget.trials));
      const shape = viewSimulation(spec, simulation, epochMs);
      if (json) printJson(shape);
      else printLines(simulationLines(shape, aimOf(spec.objective)));
    });
}

// A suggestion takes about a millisecond, and nobody waits a minute for an estimate.
function runsFor(trials: number): number {
  return Math.max(1, Math.min(20, Math.floor(10_000 / trials)));
}
