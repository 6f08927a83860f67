import { SweepError } from "../../../error.ts";

/** Turns the numbers that a script gives its epochs into ours, which begin at 1, and leaves out what is said twice. */
export class Epochs {
  readonly #first: number | null;
  readonly #most: number;
  #last = 0;
  #summaries = 0;

  /** `first`: the script's number of its first epoch; null: it gives none, and what it says is counted. `most`: train up to this epoch. */
  constructor(first: number | null, most: number) {
    this.#first = first;
    this.#most = most;
  }

  /**
   * Our number of an epoch that the script reports; `number` is its own. Null when nothing new is said: a result that is printed again, or
   * a summary after the last epoch.
   * Where epochs are counted, one value after the last epoch is that summary, and a second one an epoch too many.
   * @throws SweepError `invalid` for a number below the first.
   */
  take(number: number | null): number | null {
    if (this.#first === null) return this.#last === this.#most && this.#summaries++ === 0 ? null : ++this.#last;
    if (number === null || !Number.isSafeInteger(number) || number < this.#first) {
      const rule = `must be a whole number from ${this.#first}; firstEpoch in the document says where the script begins`;
      throw new SweepError("invalid", `epoch: ${number} ${rule}`);
    }
    const epoch = number - this.#first + 1;
    if (epoch <= this.#last) return null;
    this.#last = epoch;
    return epoch;
  }
}
