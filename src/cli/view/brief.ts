// A long reason is the end of a trainer's output: what broke stands first, the exception itself last.
const START = 60;
const END = 140;

/** A reason that fits into two rows of a terminal: its start and its end. `explain` and `--json` have the whole. */
export function brief(text: string): string {
  return text.length <= START + END ? text : `${text.slice(0, START)} … ${text.slice(-END)}`;
}
