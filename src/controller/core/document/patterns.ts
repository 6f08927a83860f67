import { RE2JS, RE2JSException } from "re2js";
import type { Fields } from "../../../fields.ts";
import { optionalText } from "./reportFields.ts";

/**
 * A pattern of a document, checked; null where there is none. `groups`: 1 where the group is what counts.
 * Patterns come from people and run over the output of any program: RE2 takes time linear in the line, whatever both are.
 */
export function readPattern(key: string, groups: number, fields: Fields): string | null {
  const pattern = optionalText(key, fields);
  if (pattern === null || pattern === "") return pattern;
  const rule = patternRule(pattern, groups);
  if (rule !== null) fields.mistake(key, pattern, rule);
  return pattern;
}

/** One pattern or a list of them; null where there is none. */
export function readPatterns(key: string, fields: Fields): string[] | null {
  const raw = fields.raw(key);
  if (raw === undefined) return null;
  const patterns: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (patterns.length > MOST_PATTERNS)
    fields.mistake(key, patterns.length, `must be at most ${MOST_PATTERNS} patterns`);
  for (const pattern of patterns) {
    const rule = typeof pattern === "string" && pattern !== "" ? patternRule(pattern, 0) : "must be a pattern";
    if (rule !== null) fields.mistake(key, pattern, rule);
  }
  return patterns.map(String);
}

function patternRule(pattern: string, groups: number): string | null {
  if (pattern.length > LONGEST_PATTERN) return `must have at most ${LONGEST_PATTERN} characters`;
  try {
    const count = RE2JS.compile(pattern).groupCount();
    if (groups === 0 || count === 1) return null;
    return `must have one group, such as ([0-9.]+), around the number, and has ${count}`;
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `is no regular expression of RE2: ${error.message}`;
  }
}

// The time for a line grows with the pattern too.
const LONGEST_PATTERN = 1000;
const MOST_PATTERNS = 16;
