import { SweepError } from "../../../../../error.ts";
import { BOUNDS } from "../../../../bounds.ts";

/**
 * Reads a matrix that is printed over one or several lines, as NumPy and PyTorch print arrays and Python prints lists:
 *
 *     [[250  30]        [[250, 30], [58, 12]]        array([[250,  30],
 *      [ 58  12]]                                           [ 58,  12]])
 *
 * A row may go over several lines. Lines of other programs in between are skipped.
 */
export class BracketedMatrix {
  #depth = 0;
  #text = "";

  /** Whether it has begun and not ended. */
  get open(): boolean {
    return this.#depth > 0;
  }

  /**
   * The rows, when this line completes them.
   * @throws SweepError `invalid` for a matrix that is printed in part.
   */
  take(line: string): number[][] | null {
    const start = this.open ? 0 : line.indexOf("[[");
    if (start === -1) return null;
    const part = scan(line.slice(start), this.#depth);
    if (part === null) return null;
    // One that does not end is none.
    const endless = this.#text.length + part.text.length > BOUNDS.lineBytes;
    this.#depth = endless ? 0 : part.depth;
    this.#text = endless ? "" : `${this.#text}${part.text} `;
    if (endless || this.open) return null;
    const rows = [...this.#text.matchAll(/\[([^[\]]*)\]/g)].map(([, row = ""]) => numbers(row));
    this.#text = "";
    return rows;
  }
}

/** The part of a line up to the last bracket, and how many are open after it; null for a line that is no part of a matrix. */
function scan(line: string, open: number): { text: string; depth: number } | null {
  let depth = open;
  let end = 0;
  do {
    const char = line[end++];
    if (char === "[") depth++;
    else if (char === "]") depth--;
  } while (depth > 0 && end < line.length);
  const text = line.slice(0, end);
  return /[^\s\d[\].,eE+-]/.test(text) ? null : { text, depth };
}

function numbers(row: string): number[] {
  if (row.includes("...")) {
    const advice = "print it whole, with numpy.set_printoptions(threshold=sys.maxsize)";
    throw new SweepError("invalid", `confusion: the matrix is printed in part; ${advice}`);
  }
  return row.split(/[\s,]+/).flatMap((word) => (word === "" ? [] : [Number(word)]));
}
