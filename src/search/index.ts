/** The library: samplers and pruners in process, without a controller. Runs in a browser too. */
export { SweepError } from "../error.ts";
export {
  type Asked,
  createSearch,
  type Found,
  type Search,
  type SearchOptions,
  type SearchTrial,
} from "./createSearch.ts";
export type { DeclaredParameter, DeclaredPruner, DeclaredSampler, DeclaredSpace, ParamsOf } from "./declared.ts";
export type { Direction } from "./loss.ts";
export { type Attempt, type OptimizeOptions, type Optimum, optimize } from "./optimize.ts";
export type { Verdict } from "./pruners/index.ts";
