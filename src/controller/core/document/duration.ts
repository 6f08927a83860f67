import type { Fields } from "../../../fields.ts";

const DURATION = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** A time such as "1d12h" in milliseconds, more than 0; null when the field is absent or, with a mistake, when it is no time. */
export function readDuration(fields: Fields, key: string): number | null {
  const raw = fields.raw(key);
  if (raw === undefined) return null;
  const parts = typeof raw === "string" && raw.length < 40 ? DURATION.exec(raw) : null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = (parts ?? []).slice(1).map((part) => Number(part ?? 0));
  const ms = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  if (ms > 0) return ms;
  fields.mistake(key, raw, 'must be a time such as "90s", "30m", "8h" or "1d12h"');
  return null;
}
