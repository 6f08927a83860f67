import { RE2JS } from "re2js";
import { BOUNDS } from "../../bounds.ts";

/** What a pattern found in a line. */
export interface Found {
  /** Its first group; the whole match when it has none. */
  readonly text: string;
  /** Where the match ends. */
  readonly end: number;
}

/** A regular expression that takes time linear in the line, whatever a trainer prints. It sees the first characters of a long line only. */
export class Pattern {
  readonly #expression: RE2JS;
  #found = false;

  /** The controller has checked it. */
  constructor(expression: string) {
    this.#expression = RE2JS.compile(expression);
  }

  /** As the document has it, when no line had it so far. */
  get missed(): string | null {
    return this.#found ? null : this.#expression.pattern();
  }

  find(line: string): Found | null {
    const text = line.length > BOUNDS.patternChars ? line.slice(0, BOUNDS.patternChars) : line;
    // Ten times faster than to search for the place, and most lines have none.
    if (!this.#expression.test(text)) return null;
    const matcher = this.#expression.matcher(text);
    matcher.find();
    this.#found = true;
    return { text: matcher.group(Math.min(1, matcher.groupCount())) ?? "", end: matcher.end() };
  }
}

/** The pattern of a document that may have none. */
export function optionalPattern(expression: string | undefined): Pattern | null {
  return expression === undefined ? null : new Pattern(expression);
}
