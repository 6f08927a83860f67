import { columnsOf } from "./line.ts";

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
const HOME = "\x1b[H";

// More rows than a terminal has.
const MOST_REMEMBERED = 500;

/** A block of lines at the end of a terminal's output that is redrawn in place, under lines that stay. */
export class Screen {
  readonly #out: TerminalStream;
  #block: readonly string[] = [];
  #lasting: readonly string[] = [];
  /** Columns and rows at the last drawing. */
  #size: readonly [number, number] | null = null;

  constructor(out: TerminalStream) {
    this.#out = out;
  }

  /** Writes `lasting` above the block for good and draws the block anew, cut to the terminal's height. */
  draw(lasting: readonly string[], block: readonly string[]): void {
    const shown = block.slice(0, Math.max(0, this.#out.rows - 1));
    this.#lasting = [...this.#lasting, ...lasting].slice(-MOST_REMEMBERED);
    const above = this.#isResized() ? this.#everything(shown.length) : this.#addition(lasting, shown);
    if (above === null) return;
    // Cleared before it is written: behind a line as wide as the terminal its last letter would go.
    const below = shown.map((line) => `${CLEAR_LINE}${line}\n`).join("");
    this.#out.write(BEGIN + above + NO_WRAP + below + WRAP + CLEAR_BELOW + END);
    this.#block = shown;
    this.#size = [this.#out.columns, this.#out.rows];
  }

  /** Takes the block away; the lasting lines stay. */
  close(): void {
    this.#out.write(this.#isResized() ? this.#everything(0) : this.#backToTop() + CLEAR_BELOW);
    this.#block = [];
  }

  /** null: there is nothing new to show. */
  #addition(lasting: readonly string[], shown: readonly string[]): string | null {
    if (lasting.length > 0) return this.#backToTop() + CLEAR_BELOW + lasting.map((line) => `${line}\n`).join("");
    const unchanged = shown.length === this.#block.length && shown.every((line, i) => line === this.#block[i]);
    return unchanged ? null : this.#backToTop();
  }

  #isResized(): boolean {
    const [columns, rows] = this.#size ?? [this.#out.columns, this.#out.rows];
    return columns !== this.#out.columns || rows !== this.#out.rows;
  }

  /**
   * The whole screen anew, with as many of the lasting lines as have room above so many rows: terminals differ in what they do with rows that were
   * wider than they are now, so nobody knows where the block begins.
   */
  #everything(rowsBelow: number): string {
    let room = this.#out.rows - 1 - rowsBelow;
    const fitting: string[] = [];
    for (const line of this.#lasting.toReversed()) {
      room -= Math.max(1, Math.ceil(columnsOf(line) / this.#out.columns));
      if (room < 0) break;
      fitting.unshift(`${line}\n`);
    }
    return HOME + CLEAR_BELOW + fitting.join("");
  }

  #backToTop(): string {
    return this.#block.length === 0 ? "" : `\x1b[${this.#block.length}A`;
  }
}
