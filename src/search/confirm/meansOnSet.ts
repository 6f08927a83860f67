import { type AdditiveFit, fitAdditive, type SeedValues } from "./additive.ts";
import { chiSquares, normals, uniforms } from "./draws.ts";
import { type Group, group } from "./hierarchy.ts";

/** Draws of the mean of each configuration over all seeds there could be, on the validation set that was used. */
export interface MeansOnSet {
  /** By finalist, but for the shift. */
  readonly finalists: readonly Float64Array[];
  readonly baseline: Float64Array | null;
  /** What the seeds that were used did to all of them alike. */
  readonly shift: Float64Array;
  /** Variance of one value over seeds. */
  readonly variance: Float64Array;
  /** The expectation of each finalist's. */
  readonly expected: readonly number[];
}

/**
 * A value is the mean of its configuration, plus an effect of its seed on all of them, plus noise. The finalists' means come from a normal
 * distribution of unknown centre and spread, so that each is shrunk towards the others by as much as noise explains their differences: that
 * is what makes the best of several honest. The baseline, which nobody chose, is not shrunk. Noise is pooled over all configurations; the
 * spread of means and that of seeds have a flat prior on a grid, in units of the noise, whose variance has Jeffreys' prior.
 *
 * Source: Gelman et al., "Bayesian data analysis", 3rd edition 2013, sections 5.4 and 11.6. Returns null where nothing tells how large the
 * noise is: before a second seed.
 */
export function meansOnSet(finalists: readonly SeedValues[], baseline: SeedValues | null): MeansOnSet | null {
  const count = finalists.length;
  const fit = fitAdditive(baseline === null ? finalists : [...finalists, baseline]);
  if (fit.degrees < 1 || fit.rowCounts.includes(0)) return null;
  const degrees = degreesOf(fit, count);
  const states = statesOf(fit, count, degrees);
  const chi = chiSquares(degrees, COLUMNS.noise);
  const [chance, atCentre, atShift] = [uniforms(COLUMNS.state), normals(COLUMNS.centre), normals(COLUMNS.shift)];
  const picked = Array.from(chance, (share) => pick(states, share));
  const noise = chi.map((square, draw) => picked[draw].squares / square);
  const centres = noise.map(
    (variance, draw) =>
      picked[draw].finals.centre + atCentre[draw] * Math.sqrt(variance / picked[draw].finals.precision),
  );
  const finalistDraws = (i: number) => {
    const z = normals(COLUMNS.finalists + i);
    return noise.map((variance, draw) => {
      const kept = picked[draw].finals.kept[i];
      const about = centres[draw] + kept * (fit.means[i] - centres[draw]);
      return about + z[draw] * Math.sqrt((variance * kept) / fit.rowCounts[i]);
    });
  };
  const baselineDraws = () => {
    const z = normals(COLUMNS.baseline);
    return noise.map((variance, draw) => fit.means[count] + z[draw] * Math.sqrt(variance / fit.rowCounts[count]));
  };
  return {
    finalists: finalists.map((_, i) => finalistDraws(i)),
    baseline: baseline === null ? null : baselineDraws(),
    shift: noise.map((variance, draw) => {
      return atShift[draw] * Math.sqrt((picked[draw].seeds.ratio * variance) / fit.seedCounts.length);
    }),
    variance: noise.map((variance, draw) => variance * (1 + picked[draw].seeds.ratio)),
    expected: expectedOf(states, fit, count),
  };
}

// Columns of the fixed draws that are this file's: 20 finalists have 20, the noise has up to 32.
const COLUMNS = { state: 0, centre: 0, shift: 1, baseline: 2, finalists: 10, noise: 40 };

// Standard deviations of means and of seeds' effects in units of that of the noise. Beyond the last ones nothing is shrunk any more.
const MEAN_SPREADS = [0, 0.25, 0.5, 1, 2, 4, 8, 16];
const SEED_SPREADS = [0, 0.25, 0.5, 1, 2, 4];

/** One point of the grid. */
interface State {
  readonly finals: Group;
  readonly seeds: Group;
  /** All squares, in units of the variance of the noise. */
  readonly squares: number;
  /** Probability of this point and of those before it. */
  upTo: number;
}

// The squares of the finalists about their centre and of the seeds about theirs tell of the noise as well.
function degreesOf(fit: AdditiveFit, count: number): number {
  return fit.degrees + (count - 1) + (isSingle(fit) ? 0 : fit.effects.length - 1);
}

// One configuration cannot tell the effect of a seed from noise.
function isSingle({ means }: AdditiveFit): boolean {
  return means.length < 2;
}

function statesOf(fit: AdditiveFit, count: number, degrees: number): State[] {
  const [means, counts] = [fit.means.slice(0, count), fit.rowCounts.slice(0, count)];
  const single = isSingle(fit);
  const seedCounts = single ? [1] : fit.seedCounts;
  const effects = single ? [0] : fit.effects;
  const least = leastSquares(fit.means);
  const states = MEAN_SPREADS.flatMap((ofMeans) =>
    (single ? [0] : SEED_SPREADS).map((ofSeeds) => {
      const finals = group(means, counts, ofMeans ** 2);
      const seeds = group(effects, seedCounts, ofSeeds ** 2);
      return { finals, seeds, squares: least + fit.residual + finals.squares + seeds.squares, upTo: 0 };
    }),
  );
  const logs = states.map(
    ({ finals, seeds, squares }) => finals.logWeight + seeds.logWeight - (degrees / 2) * Math.log(squares),
  );
  const highest = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let upTo = 0;
  states.forEach((state, i) => {
    upTo += weights[i] / total;
    state.upTo = upTo;
  });
  return states;
}

// A trainer that does not heed its seed has no noise at all, which no model can do with.
function leastSquares(means: readonly number[]): number {
  return Math.max(1e-300, (1e-9 * Math.max(...means.map(Math.abs))) ** 2);
}

function pick(states: readonly State[], chance: number): State {
  return states.find(({ upTo }) => chance < upTo) ?? states[states.length - 1];
}

function expectedOf(states: readonly State[], { means }: AdditiveFit, count: number): number[] {
  return means.slice(0, count).map((mean, i) =>
    states.reduce((sum, { finals, upTo }, s) => {
      const weight = upTo - (states[s - 1]?.upTo ?? 0);
      return sum + weight * (finals.centre + finals.kept[i] * (mean - finals.centre));
    }, 0),
  );
}
