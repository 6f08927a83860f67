/** The library: samplers and pruners in process, without a controller. Runs in a browser too. */
export { SweepError } from "../error.ts";
export {
  type Asked,
  createSearch,
  type Found,
  type Outcome,
  type Search,
  type SearchOptions,
  type SearchTrial,
} from "./createSearch.ts";
export type { DeclaredParameter, DeclaredPruner, DeclaredSampler, DeclaredSpace, ParamsOf } from "./declared.ts";
export type { Direction } from "./loss.ts";
export { type Attempt, type OptimizeOptions, type Optimum, optimize } from "./optimize.ts";
export { imbalance } from "./preset.ts";
export { type PrunerSpec, readPruner, type Verdict } from "./pruners/index.ts";
export { type RecordedCurve, type Replayed, replay } from "./replay.ts";
export { type SimulatedRun, type SimulatedSweep, type Simulation, simulate } from "./simulate.ts";
