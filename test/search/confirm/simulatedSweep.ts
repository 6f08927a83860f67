import { stream } from "../../../src/search/chance/stream.ts";
import type { SeedValues } from "../../../src/search/confirm/additive.ts";
import type { Evidence } from "../../../src/search/confirm/posterior.ts";
import { CLEAR_LOSER, standings } from "../../../src/search/confirm/race.ts";

/** How values of a simulated sweep come about, as standard deviations. */
export interface World {
  /** Configurations that the search completes, finalists, and seeds of each. */
  readonly searched: number;
  readonly top: number;
  readonly seeds: number;
  /** Of the true means of configurations. */
  readonly spread: number;
  /** Of a value with one seed: its own, and what a seed does to all configurations. */
  readonly noise: number;
  readonly seedEffect: number;
  /** Of a value over validation sets; `ownShare` of its variance is a configuration's own, the rest common to all. */
  readonly error: number;
  readonly ownShare: number;
}

export const WORLD: World = {
  searched: 40,
  top: 5,
  seeds: 5,
  spread: 0.03,
  noise: 0.02,
  seedEffect: 0.01,
  error: 0.025,
  ownShare: 0.2,
};

export interface SimulatedSweep {
  /** True means of the finalists and of the baseline. */
  readonly truths: readonly number[];
  readonly baselineTruth: number;
  /** The values of the search, and the true mean of the trial with the best of them. */
  readonly searched: readonly number[];
  readonly bestTruth: number;
  /** With all seeds of all finalists. */
  readonly full: Evidence;
}

/** A search on one validation set that hands its best values to a confirmation on the same set. */
export function simulate(world: World, number: number): SimulatedSweep {
  const random = stream(1, number);
  const { error, ownShare } = world;
  const common = error * Math.sqrt(1 - ownShare) * random.normal();
  const onSet = (truth: number) => truth + common + error * Math.sqrt(ownShare) * random.normal();
  const truths = Array.from({ length: world.searched }, () => 0.5 + world.spread * random.normal());
  const means = truths.map(onSet);
  const searched = means.map((mean) => mean + Math.hypot(world.noise, world.seedEffect) * random.normal());
  const finalists = [...searched.keys()].sort((a, b) => searched[b]! - searched[a]!).slice(0, world.top);
  const effects = Array.from({ length: world.seeds }, () => world.seedEffect * random.normal());
  const train = (mean: number) => effects.map((effect) => mean + effect + world.noise * random.normal());
  const baselineTruth = 0.5 + world.spread;
  return {
    truths: finalists.map((trial) => truths[trial]!),
    baselineTruth,
    searched,
    bestTruth: truths[finalists[0]!]!,
    full: {
      finalists: finalists.map((trial) => train(means[trial]!)),
      baseline: train(onSet(baselineTruth)),
      searched,
      error,
    },
  };
}

/** The seeds that a race gives out of those that all could have had. */
export function race(full: Evidence): Evidence {
  const seeds = full.finalists[0]!.length;
  let given: SeedValues[] = full.finalists.map((values) => values.slice(0, 2));
  let out: boolean[] = given.map(() => false);
  for (let seed = 2; seed < seeds; seed++) {
    const chances = standings({ ...full, finalists: given, baseline: full.baseline?.slice(0, seed) ?? null })!;
    out = out.map((before, i) => before || chances[i]! < CLEAR_LOSER);
    if (out.filter((is) => !is).length < 2) break;
    given = given.map((values, i) => (out[i] ? values : [...values, full.finalists[i]![seed]!]));
  }
  return { ...full, finalists: given };
}
