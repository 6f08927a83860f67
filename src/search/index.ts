/** The library: samplers and pruners in process, without a controller. Runs in a browser too. */
export { SweepError } from "../error.ts";
export type { Direction } from "./history/loss.ts";
export type { Importance, ParameterImportance } from "./importance/weigh.ts";
export {
  type Asked,
  createSearch,
  type Found,
  type Outcome,
  type Search,
  type SearchTrial,
} from "./library/createSearch.ts";
export type { DeclaredPruner, DeclaredSampler } from "./library/declared.ts";
export { type ImportanceOptions, importance, type KnownTrial } from "./library/importance.ts";
export { type Attempt, type OptimizeOptions, type Optimum, optimize } from "./library/optimize.ts";
export { type RecordedCurve, type Replayed, replay } from "./library/replay.ts";
export type { SearchOptions } from "./library/searchOptions.ts";
export { type SimulatedRun, type SimulatedSweep, type Simulation, simulate } from "./library/simulate.ts";
export { type PrunerSpec, readPruner, type Verdict } from "./pruners/index.ts";
export type { DeclaredParameter, DeclaredSpace, ParamsOf } from "./space/declared.ts";
export { imbalance } from "./space/preset.ts";
