import { SweepError } from "../../../error.ts";

/** Turns the numbers that a script gives its epochs into ours, which begin at 1, and leaves out what is said twice. */
export class Epochs {
  readonly #first: number | null;
  readonly #most: number;
  readonly #fromStart: boolean;
  readonly #ranks: () => string | null;
  #last = 0;
  #summaries = 0;

  /**
   * `first`: the script's number of its first epoch; null: it gives none, and what it says is counted. `most`: train up to this epoch.
   * `fromStart`: nothing was trained before, so that the first number has to be `first`. `ranks`: see `ranksOf`; asked where epochs are counted.
   */
  constructor(first: number | null, most: number, fromStart = false, ranks: () => string | null = () => null) {
    this.#first = first;
    this.#most = most;
    this.#fromStart = fromStart;
    this.#ranks = ranks;
  }

  /** Whether the script gives its epochs numbers. */
  get numbered(): boolean {
    return this.#first !== null;
  }

  /** Whether one epoch is asked for. */
  get single(): boolean {
    return this.#most === 1;
  }

  /** Whether the last epoch is said: what follows is a summary, or more than was asked for. */
  get done(): boolean {
    return this.#last >= this.#most;
  }

  /**
   * Our number of an epoch that the script reports; `number` is its own. Null when nothing new is said: a result that is printed again, or
   * a summary after the last epoch.
   * Where epochs are counted, one value after the last epoch is that summary, and a second one an epoch too many.
   * `seen`: what stands where the result of an epoch that is left out was expected, for the message; empty when there is no more to say.
   * @throws SweepError `invalid` for a number below the first, and for one that leaves others out.
   */
  take(number: number | null, seen: () => string = () => ""): number | null {
    if (this.#first === null) return this.#count();
    if (number === null || !Number.isSafeInteger(number) || number < this.#first) {
      const rule =
        number === null || Number.isInteger(number) || Number.isNaN(number)
          ? `must be a whole number from ${this.#first}; firstEpoch in the document says where the script begins`
          : "must be a whole number; where results come at fractions of epochs, leave epoch out of the document: they are counted";
      throw new SweepError("invalid", `epoch: ${number} ${rule}`);
    }
    const epoch = number - this.#first + 1;
    if (epoch <= this.#last) return null;
    // The checkpoint from which a later attempt goes on may be ahead of the last report that arrived.
    const due = this.#last === 0 && !this.#fromStart ? epoch : this.#last + 1;
    if (epoch > due) throw this.#gap(number, due - 1 + this.#first, seen());
    this.#last = epoch;
    return epoch;
  }

  #count(): number | null {
    if (this.#last === this.#most && this.#summaries++ === 0) return null;
    this.#last += 1;
    const ranks = this.#last === 2 ? this.#ranks() : null;
    if (ranks === null) return this.#last;
    throw new SweepError(
      "invalid",
      `report: ${ranks} train, and results are counted that may be of each: say epoch: (TensorBoard: firstEpoch:), or rank: where a process has its number; any pattern there, where process 0 alone prints`,
    );
  }

  #gap(number: number, due: number, seen: string): SweepError {
    const begins = this.#last === 0 && seen === "" ? `firstEpoch says that the script begins at ${this.#first}` : "";
    const why =
      [seen, begins].find((one) => one !== "") ??
      "a script that validates less often is counted, where nothing is said of its epochs' numbers";
    return new SweepError("invalid", `epoch: ${number} comes where ${due} is due: ${why}`);
  }
}
