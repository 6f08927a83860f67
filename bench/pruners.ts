import { parseArgs } from "node:util";
import type { Mistake } from "../src/error.ts";
import { stream } from "../src/search/chance/stream.ts";
import { type RecordedCurve, replay } from "../src/search/library/replay.ts";
import { type PrunerSpec, readPruner } from "../src/search/pruners/index.ts";
import { atMost, type Bar } from "./bar.ts";
import { type CurveSet, readCurveSets } from "./curves.ts";
import { mean, standardError } from "./mean.ts";

const PRUNERS: Readonly<Record<string, object | undefined>> = {
  default: undefined,
  none: { name: "none" },
  median: { name: "median" },
  "percentile 25": { name: "percentile" },
  "asha 3, sure 0.5": { name: "asha", confidence: 0.5 },
  "asha 3, sure 0.7": { name: "asha", confidence: 0.7 },
  "asha 3, sure 0.8": { name: "asha", confidence: 0.8 },
  "asha 3, sure 0.9": { name: "asha", confidence: 0.9 },
  hyperband: { name: "hyperband" },
  oneEpoch: { name: "oneEpoch" },
  curve: { name: "curve" },
};

/** What a pruner came to in one order of arrival. */
interface Outcome {
  /** Epochs trained, as a share of all. */
  readonly epochs: number;
  /** False-prune rate: the share of the final best 10 % that it stopped. */
  readonly lost: number;
  /** Best last value of all less the best that it kept. */
  readonly regret: number;
  /** With as many arrivals as the budget of epochs lasts for: best last value of the whole set less the best that it kept. */
  readonly short: number;
}

/**
 * Every pruner on recorded curves of real imbalanced data, in random orders of arrival, one trial after the other. Means over the orders with
 * their standard errors. Fewer epochs a trial lose more of the best and leave room for more trials: `short` weighs the one against the other.
 * Options: --orders 10 --trials 81 --budget 810.
 */
export async function bench(args: readonly string[]): Promise<Bar[]> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      orders: { type: "string", default: "10" },
      trials: { type: "string", default: "81" },
      budget: { type: "string", default: "810" },
    },
  });
  const sets = readCurveSets(process.env.MACROSWEEP_CURVES ?? "../shared/curves");
  const plan = { orders: Number(values.orders), trials: Number(values.trials), budget: Number(values.budget) };
  console.log(`${plan.orders} orders of ${plan.trials} trials; short: at ${plan.budget} epochs`);
  const defaults: Outcome[] = [];
  const classical: Outcome[] = [];
  for (const set of sets) {
    console.log(`\n${set.data}, ${set.curves.length} curves`);
    console.log(`${"".padEnd(18)}  epochs            lost              regret            short`);
    for (const name of Object.keys(PRUNERS)) {
      const outcomes = outcomesOf(set, name, plan);
      console.log(
        `${name.padEnd(18)}  ${(["epochs", "lost", "regret", "short"] as const).map((of) => described(outcomes, of)).join("   ")}`,
      );
      if (name === "default") defaults.push(...outcomes);
      if (name === "asha 3, sure 0.5") classical.push(...outcomes);
    }
  }
  const behind = defaults.map(({ short }, i) => short - (classical[i]?.short ?? Number.NaN));
  return [
    atMost("false-prune rate of the default", mean(defaults.map(({ lost }) => lost)), "of the best 10 %", 0.5),
    atMost("regret of the default", mean(defaults.map(({ regret }) => regret)), "macro-F1", 0.01),
    atMost("epochs of the default", mean(defaults.map(({ epochs }) => epochs)), "of all", 0.2),
    atMost(`the default behind plain ASHA at ${plan.budget} epochs`, mean(behind), "macro-F1", standardError(behind)),
  ];
}

interface Plan {
  readonly orders: number;
  readonly trials: number;
  readonly budget: number;
}

function outcomesOf({ curves }: CurveSet, name: string, { orders, trials, budget }: Plan): Outcome[] {
  const steps = Math.max(...curves.flatMap((curve) => curve.steps));
  const spec = specOf(name, steps);
  const run = (some: readonly RecordedCurve[]) => replay(some, spec, { maxStep: steps, direction: "maximize" });
  const top = Math.max(...curves.map(lastOf));
  return Array.from({ length: orders }, (_, order) => {
    const shuffled = shuffle(curves, order);
    const { epochs, best, lost, regret } = run(shuffled.slice(0, trials));
    const affordable = shuffled.slice(
      0,
      lastThat((count) => run(shuffled.slice(0, count)).epochs <= budget, curves.length),
    );
    const stopped = new Set(run(affordable).stopped);
    const kept = affordable.filter((_, i) => !stopped.has(i)).map(lastOf);
    return {
      epochs: epochs / (trials * steps),
      lost: lost.length / best.length,
      regret: regret ?? Number.NaN,
      short: top - Math.max(...kept),
    };
  });
}

function specOf(name: string, epochs: number): PrunerSpec {
  const mistakes: Mistake[] = [];
  const spec = readPruner(PRUNERS[name], epochs, name, mistakes);
  if (mistakes.length > 0) throw new Error(JSON.stringify(mistakes));
  return spec;
}

function lastOf({ values }: RecordedCurve): number {
  return values[values.length - 1] ?? Number.NaN;
}

/** All in a random order, the same for the same number. */
function shuffle<T>(all: readonly T[], order: number): T[] {
  const random = stream(order, 1);
  const keyed = all.map((each) => ({ each, key: random.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ each }) => each);
}

/** The largest count up to `most` for which something holds that holds for all smaller ones. */
function lastThat(holds: (count: number) => boolean, most: number): number {
  let low = 0;
  let high = most;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function described(outcomes: readonly Outcome[], of: keyof Outcome): string {
  const values = outcomes.map((outcome) => outcome[of]);
  return `${mean(values).toFixed(4)} ± ${standardError(values).toFixed(4)}`;
}
