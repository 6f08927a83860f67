/** Sees that each result comes twice in a row, as two processes print it that have agreed on it. */
export class Twins {
  #last: string | null = null;
  #pair: string | null = null;
  #pairs = 0;
  #broken = false;

  /** The next result; whether so many pairs have come, each unlike the one before, that it is no chance. */
  add(key: string): boolean {
    if (this.#broken) return false;
    if (this.#last === null) {
      this.#last = key;
      return false;
    }
    this.#broken = key !== this.#last || key === this.#pair;
    this.#pair = key;
    this.#last = null;
    this.#pairs += 1;
    return !this.#broken && this.#pairs >= ENOUGH;
  }
}

// A model that learns nothing for an epoch repeats its value too; three times in step with the count it does not.
const ENOUGH = 3;
