/** What stands where the number of a pattern was expected, and is none that it takes. */
export interface NearMiss {
  /** The literal text of the pattern before its group, and the word that follows. */
  readonly seen: string;
  readonly word: string;
}

/** Finds, in lines that a pattern does not match, the place where its group would have begun: after the literal text before it. */
export class NearMisses {
  readonly #lead: string;
  readonly #ignoreCase: boolean;

  constructor(pattern: string) {
    this.#ignoreCase = pattern.startsWith("(?i)");
    const lead = literalBeforeGroup(pattern.replace(/^\(\?[a-z]+\)/, ""));
    this.#lead = this.#ignoreCase ? lead.toLowerCase() : lead;
  }

  find(line: string): NearMiss | null {
    if ((this.#lead.match(/[a-z]/gi)?.length ?? 0) < 2) return null;
    const at = (this.#ignoreCase ? line.toLowerCase() : line).indexOf(this.#lead);
    if (at === -1) return null;
    const after = line.slice(at + this.#lead.length);
    const [, gap = "", word = ""] = /^([\s:=|]{0,8})(\S{1,24})/.exec(after) ?? [];
    return word === "" ? null : { seen: (this.#lead + gap + word).trim(), word };
  }
}

/** Whether a word says that there is no number: a script prints these in place of one. */
export function isNumberless(word: string): boolean {
  return /^[-+]?(nan|inf(inity)?)\b/i.test(word);
}

/** Whether a word is meant as a number, or in place of one. */
export function isNumberLike(word: string): boolean {
  return /^[-+]?[.,]?\d|^[-+]?(nan|inf|n\/a|none|null|-+$)/i.test(word);
}

// "Macro-F1:\s*([0-9.]+)" has "Macro-F1:". Of a pattern that is more than that, what is literal at the end of its first part.
function literalBeforeGroup(pattern: string): string {
  const [before = ""] = /^(?:\\.|[^\\(])*/.exec(pattern) ?? [];
  const bare = before.replace(/(?:(?:\\[sSwWdD]|\[[^\]]*\]|[^\\])[*+?]|\\s)+$/, "");
  const [literal = ""] = /(?:\\[^a-zA-Z0-9]|[^\\.^$*+?()[\]{}|])*$/.exec(bare) ?? [];
  return literal.replace(/\\(.)/g, "$1").trimEnd();
}
