import { invalid, type Mistake } from "../../error.ts";
import { Fields, isObject } from "../../fields.ts";
import type { SearchBudget } from "../history/history.ts";
import type { Direction } from "../history/loss.ts";
import { readPruner } from "../pruners/index.ts";
import { readEnqueue } from "../samplers/enqueue.ts";
import { readSampler } from "../samplers/index.ts";
import type { DeclaredSpace, ParamsOf } from "../space/declared.ts";
import { readSpace } from "../space/space.ts";
import type { DeclaredPruner, DeclaredSampler } from "./declared.ts";

/** What a search is to be like; all but the space may be left out. */
export interface SearchOptions<S extends DeclaredSpace> {
  readonly space: S;
  /** Left out: "maximize". */
  readonly direction?: Direction;
  /** The last step that a trial can report, for example its epochs. Left out: 1, and nothing is pruned. */
  readonly steps?: number;
  /** What the search will use, which `auto` plans with. Left out: nobody knows. */
  readonly budget?: Partial<SearchBudget>;
  /** Configurations to try first, in order; what one leaves out is drawn at random. */
  readonly enqueue?: readonly Partial<ParamsOf<S>>[];
  /** Left out: `auto`. */
  readonly sampler?: DeclaredSampler;
  /** Left out: `auto`. */
  readonly pruner?: DeclaredPruner;
  /** The same seed and the same answers give the same search. Left out: 0. */
  readonly seed?: number;
}

/** Checks the options of a search and fills in what is left out. @throws SweepError `invalid` with everything that is wrong with them */
export function readSearchOptions(options: unknown) {
  const mistakes: Mistake[] = [];
  const fields = new Fields(options, "options", mistakes);
  const space = readSpace(fields.raw("space"), fields.path("space"), mistakes);
  const direction = fields.choice("direction", ["maximize", "minimize"], "maximize");
  const steps = fields.integer("steps", { min: 1 }, 1);
  const seed = fields.integer("seed", { min: 0 }, 0);
  const budget = readBudget(fields.raw("budget"), fields.path("budget"), mistakes);
  const enqueue = readEnqueue(
    fields.raw("enqueue"),
    { space, trials: budget.trials },
    fields.path("enqueue"),
    mistakes,
  );
  const rawSampler = fields.raw("sampler") ?? { name: "auto" };
  const seeded = isObject(rawSampler) ? { ...rawSampler, seed } : rawSampler;
  const sampler = readSampler(seeded, space, fields.path("sampler"), mistakes);
  const pruner = readPruner(fields.raw("pruner"), steps, fields.path("pruner"), mistakes, budget);
  fields.end();
  if (mistakes.length > 0) throw invalid(mistakes);
  return { space, direction, steps, budget, enqueue, sampler, pruner, seed };
}

function readBudget(raw: unknown, path: string, mistakes: Mistake[]): SearchBudget {
  const fields = new Fields(raw ?? {}, path, mistakes);
  const limit = (key: string) => (fields.raw(key) == null ? null : fields.integer(key, { min: 1 }));
  const budget = { trials: limit("trials"), epochs: limit("epochs") };
  fields.end();
  return budget;
}
