/** A ranking that can only be looked at. */
export type RankingView = Pick<Ranking, "size" | "loss" | "trial" | "countBelow">;

/**
 * The losses (lower is better) of the trials that have a value at one rung, best first; equal losses by trial number.
 *
 * Additions wait unsorted until somebody looks: a replay of a million of them never sorts, and in a running sweep a few wait at a time.
 */
export class Ranking {
  #losses = new Float64Array(16);
  #trials = new Int32Array(16);
  #size = 0;
  #sorted = 0;

  get size(): number {
    return this.#size;
  }

  add(trial: number, loss: number): void {
    if (this.#size === this.#losses.length) this.#grow();
    this.#losses[this.#size] = loss;
    this.#trials[this.#size] = trial;
    this.#size++;
  }

  /** Takes out what `add` put in with the same arguments. */
  remove(trial: number, loss: number): void {
    this.#sort();
    const rank = this.#lowerBound(loss, trial, this.#size);
    this.#losses.copyWithin(rank, rank + 1, this.#size);
    this.#trials.copyWithin(rank, rank + 1, this.#size);
    this.#size--;
    this.#sorted--;
  }

  /** The loss at a rank from 0. */
  loss(rank: number): number {
    this.#sort();
    return this.#losses[rank];
  }

  /** The trial at a rank from 0. */
  trial(rank: number): number {
    this.#sort();
    return this.#trials[rank];
  }

  /** How many losses are lower than this one. */
  countBelow(loss: number): number {
    this.#sort();
    return this.#lowerBound(loss, -1, this.#size);
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
    const trial = this.#trials[from];
    const rank = this.#lowerBound(loss, trial, from);
    this.#losses.copyWithin(rank + 1, rank, from);
    this.#trials.copyWithin(rank + 1, rank, from);
    this.#losses[rank] = loss;
    this.#trials[rank] = trial;
    this.#sorted++;
  }

  #sortAll(): void {
    const losses = this.#losses.slice(0, this.#size);
    const trials = this.#trials.slice(0, this.#size);
    const order = Uint32Array.from(losses.keys()).sort((a, b) => losses[a] - losses[b] || trials[a] - trials[b]);
    for (let rank = 0; rank < order.length; rank++) {
      this.#losses[rank] = losses[order[rank]];
      this.#trials[rank] = trials[order[rank]];
    }
  }

  // The first rank in the sorted `end` entries that is not before (loss, trial).
  #lowerBound(loss: number, trial: number, end: number): number {
    let low = 0;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.#losses[middle];
      if (found < loss || (found === loss && this.#trials[middle] < trial)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    const losses = new Float64Array(this.#losses.length * 2);
    const trials = new Int32Array(this.#trials.length * 2);
    losses.set(this.#losses);
    trials.set(this.#trials);
    this.#losses = losses;
    this.#trials = trials;
  }
}
