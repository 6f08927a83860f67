import type { Pattern } from "./pattern.ts";

/** Follows the sections of an output: lines count only in one that begins with the pattern. Without a pattern all of it is one section. */
export class SectionReader {
  readonly pattern: Pattern | null;
  // The line that began the section; empty: it has none. Null outside.
  #heading: string | null;

  constructor(pattern: Pattern | null) {
    this.pattern = pattern;
    this.#heading = pattern === null ? "" : null;
  }

  get exists(): boolean {
    return this.pattern !== null;
  }

  get isOpen(): boolean {
    return this.#heading !== null;
  }

  /** `isResult`: whether a line that looks like the heading of another section announces a result of this one. */
  read(line: string, isResult: (line: string) => boolean): "begins" | "goes on" {
    if (this.pattern === null) return "goes on";
    if (this.pattern.find(line) !== null) {
      this.#heading = line;
      return "begins";
    }
    if (this.#heading !== null && isNext(this.#heading, line) && !isResult(line)) this.#heading = null;
    return "goes on";
  }

  /** An epoch begins: its section has to come. */
  close(): void {
    if (this.pattern !== null) this.#heading = null;
  }
}

// "TRAINING:" ends "VALIDATION:"; "  Confusion Matrix:" stands inside it.
function isNext(heading: string, line: string): boolean {
  return isHeading(heading) && isHeading(line) && indent(line) <= indent(heading);
}

function isHeading(line: string): boolean {
  return line.trimEnd().endsWith(":");
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}
