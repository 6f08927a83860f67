import { SweepError } from "../../../../error.ts";
import type { Found } from "./pattern.ts";

/**
 * The number that a pattern found in a line, which is the whole number that stands there: with its sign and its exponent where the pattern
 * stops before them, and divided by 100 where the pattern takes in a percent sign. What is only a part of a number is refused.
 * @throws SweepError `invalid` that says what was seen.
 */
export function readWholeNumber(line: string, found: Found, decimalComma: boolean): number {
  const special = SPECIAL.exec(found.text.trim());
  if (special !== null) return special[2]?.toLowerCase() === "nan" ? Number.NaN : Number(`${special[1]}Infinity`);
  const token = tokenAt(line, found);
  if (token === null) throw refused(found.text, "is no number");
  checkAround(line, token, found);
  const number = decimalComma ? withComma(token.text, found) : withPoint(token.text, token.captured, found);
  return number / percent(line, token.end, found);
}

const SPECIAL = /^([+-]?)(nan|inf(?:inity)?)[.,;)\]}]*$/i;

// Digits with all points and commas between them, a sign before them and an exponent after them.
const TOKEN = /[+-]?(?:\d+(?:[.,]\d+)*|[.,]\d+(?:[.,]\d+)*)(?:e[+-]?\d+)?/gi;

// Some print a sign that typesetters use: a figure dash, an en dash, a minus, a wide hyphen.
const DASHES = /[\u2012\u2013\u2212\uff0d]/g;

interface Token {
  readonly text: string;
  /** Of the line. */
  readonly start: number;
  /** Of the line. */
  readonly end: number;
  /** The digits of it that the pattern has taken. */
  readonly captured: string;
}

/** The number-like text of which the pattern has taken the first part, or all. */
function tokenAt(shown: string, found: Found): Token | null {
  const line = shown.replaceAll(DASHES, "-");
  // NumPy and PyTorch print what a number is: np.float64(0.53).
  const [wrapping = ""] =
    /^[\s"'([{=:]*(?:(?:[\w.]*float\d*|tensor|array)\(\s*)?[+-]?/.exec(found.text.replaceAll(DASHES, "-")) ?? [];
  if (!/^[.,]?\d/.test(found.text.slice(wrapping.length))) return null;
  const first = found.textStart + wrapping.length + (/^[.,]/.test(found.text.slice(wrapping.length)) ? 1 : 0);
  const from = Math.max(0, first - LONGEST);
  for (const match of line.slice(from, found.textEnd + LONGEST).matchAll(TOKEN)) {
    const start = match.index + from;
    const end = start + match[0].length;
    if (start > first) return null;
    if (end <= first) continue;
    // A dash behind a letter or a digit joins words; it is no sign.
    const joined = /[+-]/.test(match[0].charAt(0)) && /[\w)\]]/.test(line.charAt(start - 1));
    const text = joined ? match[0].slice(1) : match[0];
    const captured = line.slice(Math.max(start, found.textStart), Math.min(end, found.textEnd));
    return { text, start, end, captured };
  }
  return null;
}

// Longer numbers are none.
const LONGEST = 400;

function withPoint(token: string, captured: string, found: Found): number {
  if (!token.includes(",")) return Number.isNaN(Number(token)) ? part(token, found) : same(token, captured, found);
  // 0.53,0.61 and 3,0,0.8 are several numbers; 0,53 may be one, and so may 1.234,5 and 1,234,567.
  const elements = token.split(",");
  const mine = elements.find((element) => bare(element) === bare(captured));
  if (mine === undefined || isOneNumber(elements) || Number.isNaN(Number(mine))) {
    throw refused(
      token,
      `is not surely one number, and ${JSON.stringify(found.text)} is a part of it; for a decimal comma say decimal: comma`,
    );
  }
  return Number(mine);
}

/** Whether what commas divide could be one number all the same. */
function isOneNumber(elements: readonly string[]): boolean {
  const [first = "", second = ""] = elements;
  if (elements.length > 2)
    return elements.every((element, i) => (i === 0 ? /^[+-]?\d{1,3}$/ : /^\d{3}$/).test(element));
  if (second.includes(".")) return /^[+-]?\d{1,3}$/.test(first) && /^\d{3}\.\d+$/.test(second);
  return !first.includes(".") || /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(first);
}

/** The whole token where the pattern has taken all its digits, or stops at its sign or exponent. */
function same(token: string, captured: string, found: Found): number {
  const [digits = ""] = token.replace(/^[+-]/, "").split(/e/i);
  const [mine = ""] = captured.replace(/^[+-]/, "").split(/e/i);
  return Number(digits) === Number(mine) ? Number(token) : part(token, found);
}

function withComma(token: string, found: Found): number {
  const number = token.includes(".") ? Number.NaN : Number(token.replace(",", "."));
  if (Number.isNaN(number))
    throw refused(
      token,
      `is no number with a decimal comma (decimal: comma), of which the pattern took ${JSON.stringify(found.text)}`,
    );
  return number;
}

/** What stands beside the number and makes another one of it. */
function checkAround(line: string, { text, start, end }: Token, found: Found): void {
  const behind = line.slice(end, end + LONGEST);
  const [, more = ""] = BEHIND.map((goesOn) => goesOn.exec(behind)).find((match) => match !== null) ?? [];
  const fraction = /^\d+$/.test(text) ? (/^\s?\/\s?\d+(?![.\d])/.exec(behind)?.[0] ?? "") : "";
  if (more !== "" || fraction !== "") throw part(text + (more || fraction), found);
  const [sign] = /[:=]\s*-\s+$/.exec(line.slice(Math.max(0, start - 8), start).replaceAll(DASHES, "-")) ?? [];
  if (sign !== undefined) throw part(sign.slice(1).trimStart() + text, found);
}

// 1'234.5 and its like, 1.5k, 0x1F, 1.5D-03, 1.5x10^-3, 28.7 in thousandths.
const BEHIND = [
  /^((?:[\u00a0\u202f\u2009'\u2019_]\d{3}(?!\d))+[\d.,]*)/,
  /^([kKMG])(?![\p{L}\d])/u,
  /^(x[\da-f]+)\b/i,
  /^(d[-+]?\d+)/i,
  /^(\s?[x×*·]\s?10\s?(?:\^|\*\*|[⁻⁰-⁹¹²³])\S*)/,
  /^(\s?‰)/,
];

function bare(text: string): string {
  return text.replace(/^[+-]/, "").replace(/[.,]$/, "");
}

function part(token: string, found: Found): never {
  throw refused(
    token,
    `stands there, of which the pattern took ${JSON.stringify(found.text)} only; the group has to take the whole number`,
  );
}

/** By what a number is divided for its percent sign. */
function percent(line: string, end: number, found: Found): number {
  const match = line.slice(found.start, found.end);
  const inMatch =
    PERCENT.test(match.slice(Math.max(0, found.textStart - found.start))) || /[([]\s*[%％]\s*[)\]]/.test(match);
  if (inMatch) return 100;
  const [, sign] = new RegExp(`^\\s{0,4}(${PERCENT.source})`, "i").exec(line.slice(end, end + 20)) ?? [];
  if (sign === undefined) return 1;
  throw refused(
    found.text,
    `is followed by ${sign}: take the ${sign} into the pattern, and the number is divided by 100`,
  );
}

const PERCENT = /[%％]|per ?cent\b|pct\b/i;

function refused(text: string, rule: string): SweepError {
  return new SweepError("invalid", `${JSON.stringify(text)} ${rule}`);
}
