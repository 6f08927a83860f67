const PART = /(\d{1,9}(?:\.\d{1,6})?)(ms|d|h|m|s)/y;
const UNITS_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** How times are written, wherever they are: for messages. */
export const DURATION_EXAMPLES = '"90s", "1h30m" or "1d12h"';

/** The longest time that anything may be told: ten years, so that no sum with a date leaves what dates can be. */
export const LONGEST_MS = 3650 * 86_400_000;

/**
 * A time such as "90s", "1h30m", "1.5h" or "250ms" in milliseconds: numbers with their units (d, h, m, s, ms), the larger before the smaller, each
 * once. Null when it is none, when it is 0 or less than a millisecond, and when it is longer than `LONGEST_MS`.
 */
export function parseDuration(text: string): number | null {
  let ms = 0;
  let smallest = Number.POSITIVE_INFINITY;
  PART.lastIndex = 0;
  for (let at = 0; at < text.length; at = PART.lastIndex) {
    const [whole, count, unit = ""] = PART.exec(text) ?? [];
    const size = UNITS_MS[unit];
    if (whole === undefined || size === undefined || size >= smallest) return null;
    smallest = size;
    ms += Number(count) * size;
  }
  const rounded = Math.round(ms);
  return rounded > 0 && rounded <= LONGEST_MS ? rounded : null;
}
