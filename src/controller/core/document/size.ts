import type { Fields } from "../../../fields.ts";

const SIZE = /^(\d{1,9}(?:\.\d{1,6})?) ?([KMGT]i?)?B$/;
const POWERS = ["", "K", "M", "G", "T"];

/** A size such as "2GiB" (powers of 1024) or "500MB" (of 1000) in bytes; undefined when absent or, with a mistake, when it is none. */
export function readSize(fields: Fields, key: string, { min, max }: { min: number; max: number }): number | undefined {
  const raw = fields.raw(key);
  if (raw === undefined) return undefined;
  const [, count = "", unit = ""] = (typeof raw === "string" ? SIZE.exec(raw) : null) ?? [];
  const bytes = Math.round(Number(count) * (unit.endsWith("i") ? 1024 : 1000) ** POWERS.indexOf(unit.slice(0, 1)));
  if (count !== "" && bytes >= min && bytes <= max) return bytes;
  const range = max === Number.MAX_SAFE_INTEGER ? "" : ` of ${min} bytes to ${max}`;
  fields.mistake(key, raw, `must be a size${range} such as "512MiB" or "2GiB"`);
  return undefined;
}
