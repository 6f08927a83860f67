import type { Mistake } from "../src/error.ts";
import { createSearch, type DeclaredPruner, type DeclaredSampler } from "../src/search/index.ts";
import { syntheticCurves } from "../src/search/library/syntheticCurves.ts";
import { readSpace } from "../src/search/space/space.ts";
import { atLeast, type Bar } from "./bar.ts";
import { mean, standardError } from "./mean.ts";
import { SPACES } from "./search/space.ts";

/**
 * The default search with trials of other lengths than those it was made with: one landscape a seed (see `syntheticCurves`), its curves stretched to so
 * many epochs, and a budget of 30 full trainings. Beside it its control, random search with the same pruner, and the default with rungs that
 * count from 1 instead of from the end. The figure is the end of the chosen params, the mean of eight trainings.
 */
export async function bench(): Promise<Bar[]> {
  console.log(`${SEEDS} landscapes, budgets of ${TRAININGS} full trainings: the end of the chosen params`);
  console.log("epochs  default           above its control   above rungs from 1   proposed by the model (from 1)");
  const above: number[] = [];
  const aboveFromOne: number[] = [];
  for (const epochs of LENGTHS) {
    const seeds = Array.from({ length: SEEDS }, (_, seed) => seed);
    const ours = seeds.map((seed) => searchOn(epochs, seed));
    const control = seeds.map((seed) => searchOn(epochs, seed, { name: "auto" }, { name: "random" }));
    const fromOne = seeds.map((seed) => searchOn(epochs, seed, { name: "auto", minResource: 1 }));
    const differences = (others: readonly Outcome[]) =>
      ours.map(({ end }, seed) => end - (others[seed]?.end ?? Number.NaN));
    const guided = (outcomes: readonly Outcome[]) => mean(outcomes.map((outcome) => outcome.guided)).toFixed(0);
    console.log(
      `${String(epochs).padEnd(6)}  ${told(ours.map(({ end }) => end))}   ${told(differences(control))}     ${told(differences(fromOne))}      ${guided(ours)} (${guided(fromOne)})`,
    );
    above.push(...differences(control));
    if (!POWERS.includes(epochs)) aboveFromOne.push(...differences(fromOne));
  }
  return [
    atLeast(
      "the default above its control, on average over the lengths",
      mean(above),
      "macro-F1",
      2 * standardError(above),
    ),
    atLeast(
      "rungs from the end above rungs from 1, where the length is no power of 3",
      mean(aboveFromOne),
      "macro-F1",
      0,
    ),
  ];
}

const LENGTHS = [10, 27, 30, 51, 100];
const POWERS = [3, 9, 27, 81];
const SEEDS = 16;
const TRAININGS = 30;

interface Outcome {
  readonly end: number;
  readonly guided: number;
}

function searchOn(
  epochs: number,
  seed: number,
  pruner: DeclaredPruner = { name: "auto" },
  sampler?: DeclaredSampler,
): Outcome {
  const declared = SPACES.narrow ?? [];
  const mistakes: Mistake[] = [];
  const curveOf = syntheticCurves(readSpace(declared, "space", mistakes), epochs, "maximize", seed);
  const search = createSearch({
    space: declared,
    steps: epochs,
    budget: { epochs: TRAININGS * epochs },
    seed,
    pruner,
    sampler,
  });
  for (let used = 0; used < TRAININGS * epochs; ) {
    const asked = search.ask();
    if (asked === null) throw new Error("a continuous space is never used up");
    const curve = curveOf(asked.trial, asked.params);
    for (let step = 1; step <= epochs; step++) {
      const { value, error } = curve(step);
      used++;
      if (search.report(asked.trial, step, value, error).kind === "prune") break;
      if (step === epochs) search.tell(asked.trial, value);
    }
  }
  const params = search.best()?.params ?? {};
  const ends = Array.from({ length: 8 }, (_, k) => curveOf(900_000 + k, params)(10 * epochs).value);
  return { end: mean(ends), guided: search.trials.filter(({ guided }) => guided).length };
}

function told(values: readonly number[]): string {
  return `${mean(values).toFixed(4)} ± ${standardError(values).toFixed(4)}`;
}
