/** The parts of a terminal's stream that the screen uses. */
export interface TerminalStream {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

// Terminals that know it show the whole redraw at once; the others ignore it.
const BEGIN = "\x1b[?2026h";
const END = "\x1b[?2026l";
// Without wrapping one line stays one row, also where a wide letter was counted as one column.
const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

/** A block of lines at the end of a terminal's output that is redrawn in place, under lines that stay. */
export class Screen {
  readonly #out: TerminalStream;
  #block: readonly string[] = [];

  constructor(out: TerminalStream) {
    this.#out = out;
  }

  /** Writes `lasting` above the block for good and draws the block anew, cut to the terminal's height. */
  draw(lasting: readonly string[], block: readonly string[]): void {
    const shown = block.slice(0, Math.max(0, this.#out.rows - 1));
    const unchanged =
      lasting.length === 0 && shown.length === this.#block.length && shown.every((line, i) => line === this.#block[i]);
    if (unchanged) return;
    const above = lasting.length === 0 ? "" : CLEAR_BELOW + lasting.map((line) => `${line}\n`).join("");
    const below = shown.map((line) => `${line}${CLEAR_LINE}\n`).join("");
    this.#out.write(BEGIN + this.#backToTop() + above + NO_WRAP + below + WRAP + CLEAR_BELOW + END);
    this.#block = shown;
  }

  /** Takes the block away; the lasting lines stay. */
  close(): void {
    this.#out.write(this.#backToTop() + CLEAR_BELOW);
    this.#block = [];
  }

  #backToTop(): string {
    return this.#block.length === 0 ? "" : `\x1b[${this.#block.length}A`;
  }
}
