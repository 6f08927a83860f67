import { DURATION_EXAMPLES, LONGEST_MS, parseDuration } from "../../../duration.ts";
import type { Fields } from "../../../fields.ts";

/** A time such as "1d12h" in milliseconds, more than 0; null when the field is absent or, with a mistake, when it is no time. */
export function readDuration(fields: Fields, key: string): number | null {
  const raw = fields.raw(key);
  if (raw === undefined) return null;
  const ms = typeof raw === "string" ? parseDuration(raw) : null;
  if (ms !== null) return ms;
  const bare = typeof raw === "number" && raw > 0 ? `; ${raw} of what? "${raw}s" are seconds` : "";
  fields.mistake(
    key,
    raw,
    `must be a time above 0 and up to ${LONGEST_MS / 86_400_000}d, such as ${DURATION_EXAMPLES}${bare}`,
  );
  return null;
}
