/** What was counted of a class that others were taken for, and what a metric of F1 scores has of it. */
interface AlarmedClass {
  /** Its samples: 1 or more. */
  readonly rows: number;
  readonly hits: number;
  readonly alarms: number;
  /** What its F1 counts in the metric. */
  readonly weight: number;
  /** What the metric gains by a hit more in the scores of other classes, which it was an alarm of. */
  readonly perHit: number;
  /** What it gains by an alarm more in the scores of other classes, which it was a hit of: below 0 as a rule. */
  readonly perAlarm: number;
}

/**
 * How far the middle 95 % of a metric reach below and above its value where the recall of one class is Beta(hits + 0.8, misses + 0.5) and the number of
 * alarms to be expected Gamma(alarms + 0.5), each by itself. Either end may be on the other side of the value. Right to three hundredths
 * of their distance.
 */
export function f1Posterior(seen: AlarmedClass): [low: number, high: number] {
  const { rows, hits, alarms, weight, perHit, perAlarm } = seen;
  const shares = cumulatedBeta(hits + HITS, rows - hits + MISSES);
  const levels = gammaLevels(alarms + ALARMS);
  const now = (weight * 2 * hits) / (rows + hits + alarms) + perHit * hits + perAlarm * alarms;
  const at = (hit: number, level: number) =>
    (weight * 2 * hit) / (rows + hit + level) + perHit * hit + perAlarm * level - now;
  const chanceBelow = (offset: number) => {
    let chance = 0;
    for (let i = 0; i < levels.length; i++) {
      const all = rows + levels[i];
      const left = now + offset - perAlarm * levels[i];
      // The hits h at which weight · 2 h / (all + h) + perHit · h is what is left: of a quadratic equation, in the form that may be without a square.
      const half = 2 * weight + perHit * all - left;
      const found = (2 * left * all) / (half + Math.sqrt(half * half + 4 * perHit * left * all));
      chance += WEIGHTS[i] * shareBelow(shares, found / rows);
    }
    return chance;
  };
  const [least, most] = [at(0, levels[levels.length - 1]), at(rows, levels[0])];
  return [quantile(chanceBelow, 0.025, least, most), quantile(chanceBelow, 0.975, least, most)];
}

// Of eleven choices that which covers the most settings in .93 to .97 (docs/statistics.md).
const HITS = 0.8;
const MISSES = 0.5;
const ALARMS = 0.5;

// Sums over these with their weights are integrals over the normal distribution.
const NORMALS = Array.from({ length: 13 }, (_, i) => (i - 6) / 2);
const DENSITIES = NORMALS.map((z) => Math.exp((-z * z) / 2));
const WEIGHTS = DENSITIES.map((density) => density / DENSITIES.reduce((sum, each) => sum + each, 0));

// A gamma distribution where the normal one has these values, by Wilson and Hilferty ("The distribution of chi-square", PNAS 17, 1931).
function gammaLevels(shape: number): number[] {
  const spread = 1 / (3 * Math.sqrt(shape));
  return NORMALS.map((z) => shape * Math.max(0, 1 - spread * spread + z * spread) ** 3);
}

// The share of a beta distribution below sin² of equal parts of a right angle, where its density has no pole for a and b of a half or more.
function cumulatedBeta(a: number, b: number): number[] {
  const peak = (a - 0.5) * Math.log((a + 0.5) / (a + b)) + (b - 0.5) * Math.log((b + 0.5) / (a + b));
  const sums = [0];
  let sum = 0;
  for (let i = 0; i < PARTS; i++) {
    sum += Math.exp((2 * a - 1) * LOG_SINES[i] + (2 * b - 1) * LOG_SINES[PARTS - 1 - i] - peak);
    sums.push(sum);
  }
  for (let i = 0; i <= PARTS; i++) sums[i] /= sum;
  return sums;
}

const PARTS = 128;
const LOG_SINES = Array.from({ length: PARTS }, (_, i) => Math.log(Math.sin(((i + 0.5) / PARTS) * (Math.PI / 2))));

function shareBelow(cumulated: readonly number[], share: number): number {
  if (!(share > 0)) return 0;
  if (share >= 1) return 1;
  const place = Math.asin(Math.sqrt(share)) * (PARTS / (Math.PI / 2));
  const part = Math.min(PARTS - 1, Math.floor(place));
  return cumulated[part] + (place - part) * (cumulated[part + 1] - cumulated[part]);
}

// Halves, and a straight line at the end.
function quantile(chanceBelow: (x: number) => number, chance: number, least: number, most: number): number {
  let [low, high, atLow, atHigh] = [least, most, 0, 1];
  for (let round = 0; round < HALVINGS; round++) {
    const middle = (low + high) / 2;
    const atMiddle = chanceBelow(middle);
    if (atMiddle > chance) [high, atHigh] = [middle, atMiddle];
    else [low, atLow] = [middle, atMiddle];
  }
  return low + ((high - low) * (chance - atLow)) / (atHigh - atLow);
}

const HALVINGS = 10;
