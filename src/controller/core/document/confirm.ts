import type { Mistake } from "../../../error.ts";
import { Fields, isObject } from "../../../fields.ts";
import { isParamValue, labelOf } from "../../../search/space/parameter.ts";
import { checkParams, type Params, type Space } from "../../../search/space/space.ts";
import type { BudgetSpec } from "./budget.ts";

/** How many of the best trials are trained again, and with how many fresh seeds each at most. */
export interface ConfirmSpec {
  readonly top: number;
  readonly seeds: number;
}

/** The configuration that the winner is compared with: what is in production, say. */
export interface BaselineSpec {
  readonly params: Params;
}

/** What a reservation depends on. */
interface Reserving {
  readonly confirm?: ConfirmSpec | undefined;
  readonly baseline?: BaselineSpec | undefined;
  readonly budget: Pick<BudgetSpec, "epochsPerTrial">;
}

/** Epochs of the budget that the search leaves to the confirmation: each finalist and the baseline in full with every seed; 0 without one. */
export function reservedEpochs({ confirm, baseline, budget }: Reserving): number {
  if (confirm === undefined) return 0;
  return (confirm.top + (baseline === undefined ? 0 : 1)) * confirm.seeds * budget.epochsPerTrial;
}

// One finalist is no choice, and one seed no interval.
const BOUNDS = { top: { min: 2, max: 20 }, seeds: { min: 2, max: 20 } };

/**
 * Reads `confirm: { top: 5, seeds: 5 }`; undefined when the document has none.
 *
 * @param budget null when it does not hold
 */
export function readConfirm(
  raw: unknown,
  { budget, baseline }: { budget: BudgetSpec | null; baseline: BaselineSpec | undefined },
  mistakes: Mistake[],
): ConfirmSpec | undefined {
  const path = "spec.confirm";
  if (raw === undefined) {
    if (baseline !== undefined) {
      const rule = "needs confirm, such as { top: 5, seeds: 5 }: a comparison without seeds would be luck";
      mistakes.push({ path: "spec.baseline", value: undefined, rule });
    }
    return undefined;
  }
  const before = mistakes.length;
  const fields = new Fields(raw, path, mistakes);
  const confirm = { top: fields.integer("top", BOUNDS.top, 5), seeds: fields.integer("seeds", BOUNDS.seeds, 5) };
  fields.end();
  if (budget !== null && mistakes.length === before) mistakes.push(...tooDear({ confirm, baseline, budget }));
  return confirm;
}

/** Reads `baseline: { params }`, a whole configuration of the space; undefined when the document has none. */
export function readBaseline(raw: unknown, space: Space, mistakes: Mistake[]): BaselineSpec | undefined {
  if (raw === undefined) return undefined;
  const fields = new Fields(raw, "spec.baseline", mistakes);
  const given = fields.raw("params");
  if (!isObject(given)) fields.mistake("params", given, "must be an object of parameter: value");
  fields.end();
  const entries = Object.entries(isObject(given) ? given : {}).map(([name, value]) => [name, labelOf(value)] as const);
  const params = Object.fromEntries(entries.flatMap(([name, value]) => (isParamValue(value) ? [[name, value]] : [])));
  const odd = entries.filter(([, value]) => !isParamValue(value));
  for (const [name, value] of odd)
    fields.mistake(`params.${name}`, value, "must be a text, a number, true or false, null or a list");
  // Without a space that holds, nothing is a configuration of it.
  if (isObject(given) && space.length > 0 && odd.length === 0) {
    mistakes.push(...checkParams(space, params, fields.path("params")));
  }
  return { params };
}

function tooDear(asked: Reserving & { readonly budget: BudgetSpec }): Mistake[] {
  const { totalEpochs, epochsPerTrial } = asked.budget;
  const reserved = reservedEpochs(asked);
  if (totalEpochs === null || reserved + epochsPerTrial <= totalEpochs) return [];
  const { top = 0, seeds = 0 } = asked.confirm ?? {};
  const runners = asked.baseline === undefined ? `${top} finalists` : `(${top} finalists + baseline)`;
  const sum = `${runners} x ${seeds} seeds x ${epochsPerTrial} epochs = ${reserved}`;
  const rule = `must be at least ${reserved + epochsPerTrial}: the confirmation takes ${sum}, and one trial of the search ${epochsPerTrial}`;
  return [{ path: "spec.budget.totalEpochs", value: totalEpochs, rule }];
}
