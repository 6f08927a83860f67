import { RE2JS } from "re2js";
import { BOUNDS } from "../../../bounds.ts";

/** What a pattern found in a line; places are indices of the line. */
export interface Found {
  /** Its first group; the whole match when it has none. */
  readonly text: string;
  readonly textStart: number;
  readonly textEnd: number;
  /** Of the whole match. */
  readonly start: number;
  readonly end: number;
}

/** A regular expression that takes time linear in the line, whatever a trainer prints. Of a long line it sees the beginning and the end. */
export class Pattern {
  readonly #expression: RE2JS;
  #found = false;

  /** The controller has checked it. */
  constructor(expression: string) {
    this.#expression = RE2JS.compile(expression);
  }

  /** As the document has it. */
  get source(): string {
    return this.#expression.pattern();
  }

  /** As the document has it, when no line had it so far. */
  get missed(): string | null {
    return this.#found ? null : this.source;
  }

  find(line: string): Found | null {
    if (line.length <= BOUNDS.patternChars) return this.#find(line, 0);
    const end = line.length - BOUNDS.patternChars;
    return this.#find(line.slice(0, BOUNDS.patternChars), 0) ?? this.#find(line.slice(end), end);
  }

  #find(text: string, offset: number): Found | null {
    // Ten times faster than to search for the place, and most lines have none.
    if (!this.#expression.test(text)) return null;
    const matcher = this.#expression.matcher(text);
    matcher.find();
    this.#found = true;
    const group = Math.min(1, matcher.groupCount());
    const found = matcher.group(group);
    // A group that took no part in the match has no place.
    const [start, end] = found === null ? [matcher.end(), matcher.end()] : [matcher.start(group), matcher.end(group)];
    return {
      text: found ?? "",
      textStart: start + offset,
      textEnd: end + offset,
      start: matcher.start() + offset,
      end: matcher.end() + offset,
    };
  }
}

/** The pattern of a document that may have none. */
export function optionalPattern(expression: string | undefined): Pattern | null {
  return expression === undefined ? null : new Pattern(expression);
}
