/**
 * Losses (lower is better) as a Gaussian process likes them: mean 0, deviation 1, and the worse half squeezed.
 *
 * Distances are counted in robust deviations of the better half from the median, and those above it on a logarithmic scale: on imbalanced
 * data some configurations collapse to predicting one class, and ten times as bad says no more about where the best are than twice as bad,
 * but would stretch the amplitude and shrink the length scales. The better half keeps its shape, for that is what is searched.
 * Infinite losses count as the worst finite one; at least one must be finite.
 */
export function targetsOf(losses: readonly number[]): Float64Array {
  const sorted = losses.filter(Number.isFinite).sort((a, b) => a - b);
  const worst = sorted[sorted.length - 1];
  const median = quantile(sorted, 2 / 3);
  const unit = (median - sorted[0]) / 2 || worst - sorted[0] || 1;
  const targets = Float64Array.from(losses, (loss) => squeeze((Math.min(loss, worst) - median) / unit));
  standardize(targets);
  return targets;
}

function squeeze(deviations: number): number {
  return deviations > 0 ? Math.log1p(deviations) : deviations;
}

function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.ceil(at);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

// Equal losses stay at 0.
function standardize(targets: Float64Array): void {
  const mean = targets.reduce((sum, x) => sum + x, 0) / targets.length;
  const variance = targets.reduce((sum, x) => sum + (x - mean) ** 2, 0) / targets.length;
  const deviation = Math.sqrt(variance) || 1;
  for (let i = 0; i < targets.length; i++) targets[i] = (targets[i] - mean) / deviation;
}
