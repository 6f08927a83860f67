import type { Mistake } from "../../error.ts";
import { Fields, type OtherWords } from "../../fields.ts";
import type { SearchBudget } from "../history/history.ts";
import type { Direction } from "../history/loss.ts";
import type { Pruner, PrunerKind } from "./pruner.ts";
import * as table from "./table.ts";

export type { Pruner, Verdict } from "./pruner.ts";
export { rungs } from "./rungs.ts";

type Name = keyof typeof table;
type Specs = { [N in Name]: (typeof table)[N] extends PrunerKind<infer Spec> ? Spec : never };

/** A pruner's settings, with every default filled in. */
export type PrunerSpec = Specs[Name];

// Typed name by name, so that a spec goes to the kind of its own name.
const kinds: { readonly [N in Name]: PrunerKind<Specs[N]> } = table;
const names = Object.keys(table) as Name[];

// Optuna's, Ray's and Katib's.
const OTHER_NAMES: OtherWords<Name> = {
  ashascheduler: "asha",
  asynchyperband: "asha",
  successivehalving: "asha",
  successive_halving: "asha",
  successivehalvingpruner: "asha",
  sha: "asha",
  hyperbandpruner: "hyperband",
  medianpruner: "median",
  medianstop: "median",
  medianstopping: "median",
  medianstoppingrule: "median",
  percentilepruner: "percentile",
  thresholdpruner: "threshold",
  patientpruner: "patience",
  earlystopping: "patience",
  early_stopping: "patience",
  noppruner: "none",
  fifo: "none",
  off: "none",
  default: "auto",
};

/**
 * Reads the `pruner` of a sweep document; without one it is `auto`. Mistakes are collected, nothing is thrown.
 *
 * @param budget what the search may use, by which `auto` is chosen to be harsh or gentle; left out: nobody knows
 */
export function readPruner(
  raw: unknown,
  epochsPerTrial: number,
  path: string,
  mistakes: Mistake[],
  budget: SearchBudget = { trials: null, epochs: null },
): PrunerSpec {
  const fields = new Fields(raw ?? { name: "auto" }, path, mistakes, "name");
  const spec = kinds[fields.choice("name", names, undefined, OTHER_NAMES)].read(
    fields,
    epochsPerTrial,
    mistakes,
    budget,
  );
  fields.end();
  return spec;
}

/** The pruner of a spec, for trials of `epochsPerTrial` steps. */
export function createPruner<N extends Name>(
  spec: Specs[N] & { readonly name: N },
  epochsPerTrial: number,
  direction: Direction,
): Pruner {
  return kinds[spec.name].create(spec, epochsPerTrial, direction);
}
