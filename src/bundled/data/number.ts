/** What programs write where they know no value, in small letters. */
export const MISSING_TEXTS: readonly string[] = [
  "",
  "na",
  "n/a",
  "n.a.",
  "nan",
  "-nan",
  "#n/a",
  "#na",
  "<na>",
  "null",
  "#null!",
  "nil",
  "none",
  "?",
  "-",
  "--",
  ".",
];

const MISSING = new Set(MISSING_TEXTS);

/** Whether a field says that there is no value. */
export function isMissing(field: string): boolean {
  return MISSING.has(field.trim().toLowerCase());
}

/** The largest number of 32 bits, in which networks compute. */
export const LARGEST = 3.4e38;

/**
 * The number that a field is: NaN where it says that there is none, undefined where it is no decimal number.
 *
 * @param comma Whether decimals have a comma, and no number a point.
 */
export function numberIn(field: string, comma: boolean): number | undefined {
  const value = Number(field);
  // Nearly every field of nearly every file ends here.
  if (field === "0") return 0;
  if (value !== 0 && Math.abs(value) <= LARGEST && !comma && looksDecimal(field)) return value;
  return carefully(field.trim(), comma);
}

/** Of what is a number to JavaScript: neither 0x1F, 0b1 or 0o7, nor with a space before it. */
function looksDecimal(field: string): boolean {
  const second = field.charCodeAt(1);
  return !(second > NINE && second !== UPPER_E && second !== LOWER_E) && field.charCodeAt(0) > SPACE;
}

const [SPACE, NINE, UPPER_E, LOWER_E] = [32, 57, 69, 101];

function carefully(text: string, comma: boolean): number | undefined {
  if (isMissing(text)) return Number.NaN;
  if (comma && text.includes(".")) return undefined;
  const plain = comma ? text.replace(",", ".") : text;
  if (!DECIMAL.test(plain)) return undefined;
  const value = Number(plain);
  return Math.abs(value) <= LARGEST ? value : undefined;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** What a column is whose fields are no numbers, by the first of them, and what to do; `name` as it is written in a document. */
export function remedyFor(field: string, name: string, distinct: "few" | "all"): string {
  const text = field.trim();
  const leaveOut = `drop: [${name}] leaves the column out`;
  const [, remedy] = REMEDIES.find(([pattern]) => pattern.test(text)) ?? [];
  if (remedy !== undefined) return `${remedy.replace("NAME", () => name)}; ${leaveOut}`;
  if (distinct === "all")
    return `it is another text in every row, as an ID is; ${leaveOut}; a column group keeps rows of one together`;
  return `categorical: [${name}] makes an input of each text; ${leaveOut}`;
}

const COMMA = "it has a comma: if that is for decimals, say decimal: comma; write thousands without a separator";
const FLAG = "it is a yes or no: write 1 and 0, or say categorical: [NAME]";
const DATE = "it is a date or a time: write a number, such as days since the first";
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^[+-]?(inf|infinity)$/i, "it must be a finite number; leave the field empty where the value is not known"],
  [DECIMAL, "it is too large for 32 bits (3.4e38), or has a point where decimals have a comma"],
  [/^[+-]?\d*,\d+(e[+-]?\d+)?$|^[+-]?\d{1,3}([,.' \u00a0]\d{3})+([.,]\d+)?$/i, COMMA],
  [/^[+-]?[\d.,]+\s*%$/, "it has a percent sign: write the number without it"],
  [/^[+-]?\p{Sc}|\p{Sc}$/u, "it has the sign of a currency: write the number without it"],
  [/^0[xob][\da-f]+$/i, "it is no decimal number: write it as one if its size means something"],
  [/^\d+(_\d+)+$/, "it has underscores: write the number without them"],
  [/^(true|false|yes|no|y|n|t|f|on|off)$/i, FLAG],
  [/^\d{4}-\d{1,2}(-\d{1,2})?([T ].*)?$|^\d{1,4}[./]\d{1,2}[./]\d{1,4}( .*)?$|^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/, DATE],
  [/^\d{1,2}[- ][a-z]{3,9}[- ]\d{2,4}/i, DATE],
  [/^[+-]?(\d+\.?\d*|\.\d+)\s*[a-zµ°]+$/i, "it has a unit: write the number without it"],
  [/^[+-]?(\d+\.?\d*|\.\d+)\s*[<>±]|^[<>≤≥]\s*\d/, "it has a sign beside the number: write the number without it"],
];
