import type { Pattern } from "./pattern.ts";

/** A line, or what a progress bar has written over. */
interface Text {
  readonly text: string;
  readonly where: string;
}

/**
 * Progress bars that draw one epoch over the other in a single line, as Lightning's: the last state of a bar counts for its epoch when another epoch
 * comes. Of the states before, and of bars that name no epoch, nothing counts.
 */
export class EpochBars {
  readonly #epoch: Pattern | null;
  readonly #hasResult: (text: string) => boolean;
  #bar: (Text & { readonly epoch: string }) | null = null;

  constructor(epoch: Pattern | null, hasResult: (text: string) => boolean) {
    this.#epoch = epoch;
    this.#hasResult = hasResult;
  }

  /** The state of a bar that is to be read before this text; null when there is none. */
  before(text: string, where: string, overwritten: boolean): Text | null {
    const epoch = overwritten || this.#bar !== null ? (this.#epoch?.find(text)?.text ?? null) : null;
    const bar = this.#bar;
    if (overwritten && epoch !== null) this.#bar = { text, where, epoch };
    else if (epoch !== null || (!overwritten && this.#hasResult(text))) this.#bar = null;
    if (bar === null || epoch === bar.epoch) return null;
    // A result without an epoch, in place of the bar, is that of the bar's epoch.
    return epoch === null ? this.#ofBar(bar, text, overwritten) : bar;
  }

  /** The state of a bar that nothing has followed. */
  last(): Text | null {
    return this.#bar;
  }

  #ofBar(bar: Text & { readonly epoch: string }, text: string, overwritten: boolean): Text | null {
    if (overwritten || !this.#hasResult(text)) return null;
    const found = this.#epoch?.find(bar.text);
    return found == null ? null : { text: bar.text.slice(found.start, found.end), where: bar.where };
  }
}
