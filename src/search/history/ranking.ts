/** A ranking that can only be looked at. */
export type RankingView = Pick<Ranking, "size" | "loss" | "violation" | "trial" | "countBelow">;

/**
 * The losses (lower is better) of the trials that have a value at one rung, best first: by violation of the sweep's constraints (0 where they
 * hold), equal ones by loss, equal losses by trial number. A loss that is not finite stands behind all that are, whatever its violation.
 * Without constraints every violation is 0 and the order that of the losses.
 *
 * Additions wait unsorted until somebody looks: a replay of a million of them never sorts, and in a running sweep a few wait at a time.
 */
export class Ranking {
  #losses = new Float64Array(16);
  #violations = new Float64Array(16);
  #trials = new Int32Array(16);
  #size = 0;
  #sorted = 0;

  get size(): number {
    return this.#size;
  }

  /** `violation`: finite, at least 0. */
  add(trial: number, loss: number, violation = 0): void {
    if (this.#size === this.#losses.length) this.#grow();
    this.#losses[this.#size] = loss;
    this.#violations[this.#size] = ranked(loss, violation);
    this.#trials[this.#size] = trial;
    this.#size++;
  }

  /** Takes out what `add` put in with the same arguments. */
  remove(trial: number, loss: number, violation = 0): void {
    this.#sort();
    const rank = this.#lowerBound(ranked(loss, violation), loss, trial, this.#size);
    this.#losses.copyWithin(rank, rank + 1, this.#size);
    this.#violations.copyWithin(rank, rank + 1, this.#size);
    this.#trials.copyWithin(rank, rank + 1, this.#size);
    this.#size--;
    this.#sorted--;
  }

  /** The loss at a rank from 0. */
  loss(rank: number): number {
    this.#sort();
    return this.#losses[rank];
  }

  /** The violation at a rank from 0; infinite where the loss is. */
  violation(rank: number): number {
    this.#sort();
    return this.#violations[rank];
  }

  /** The trial at a rank from 0. */
  trial(rank: number): number {
    this.#sort();
    return this.#trials[rank];
  }

  /** How many stand before every trial with this loss and violation; of an infinite loss: how many losses are finite. */
  countBelow(loss: number, violation = 0): number {
    this.#sort();
    return this.#lowerBound(ranked(loss, violation), loss, -1, this.#size);
  }

  #sort(): void {
    const waiting = this.#size - this.#sorted;
    if (waiting === 0) return;
    // Moving the tail up costs about a microsecond a thousand entries, so a few are put in their places and many are sorted at once.
    if (waiting > 16) this.#sortAll();
    else while (this.#sorted < this.#size) this.#insert(this.#sorted);
    this.#sorted = this.#size;
  }

  #insert(from: number): void {
    const loss = this.#losses[from];
    const violation = this.#violations[from];
    const trial = this.#trials[from];
    const rank = this.#lowerBound(violation, loss, trial, from);
    this.#losses.copyWithin(rank + 1, rank, from);
    this.#violations.copyWithin(rank + 1, rank, from);
    this.#trials.copyWithin(rank + 1, rank, from);
    this.#losses[rank] = loss;
    this.#violations[rank] = violation;
    this.#trials[rank] = trial;
    this.#sorted++;
  }

  #sortAll(): void {
    const losses = this.#losses.slice(0, this.#size);
    const violations = this.#violations.slice(0, this.#size);
    const trials = this.#trials.slice(0, this.#size);
    // The difference of two infinities is no number, which is as good as none.
    const order = Uint32Array.from(losses.keys()).sort(
      (a, b) => violations[a] - violations[b] || losses[a] - losses[b] || trials[a] - trials[b],
    );
    for (let rank = 0; rank < order.length; rank++) {
      this.#losses[rank] = losses[order[rank]];
      this.#violations[rank] = violations[order[rank]];
      this.#trials[rank] = trials[order[rank]];
    }
  }

  // The first rank in the sorted `end` entries that is not before (violation, loss, trial).
  #lowerBound(violation: number, loss: number, trial: number, end: number): number {
    let low = 0;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBefore(middle, violation, loss, trial)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBefore(rank: number, violation: number, loss: number, trial: number): boolean {
    if (this.#violations[rank] !== violation) return this.#violations[rank] < violation;
    if (this.#losses[rank] !== loss) return this.#losses[rank] < loss;
    return this.#trials[rank] < trial;
  }

  #grow(): void {
    const losses = new Float64Array(this.#losses.length * 2);
    const violations = new Float64Array(this.#violations.length * 2);
    const trials = new Int32Array(this.#trials.length * 2);
    losses.set(this.#losses);
    violations.set(this.#violations);
    trials.set(this.#trials);
    this.#losses = losses;
    this.#violations = violations;
    this.#trials = trials;
  }
}

function ranked(loss: number, violation: number): number {
  return Number.isFinite(loss) ? violation : Number.POSITIVE_INFINITY;
}
