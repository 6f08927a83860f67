import type { Mistake } from "../../../error.ts";
import { isObject } from "../../../fields.ts";

/** What people tell sweeps apart by: values by name. */
export type Labels = Readonly<Record<string, string>>;

// Kubernetes' own bounds on labels; its prefix of a name may have 253 characters more.
const MOST = 64;
const NAME = /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Reads `metadata.labels`; undefined where there are none. */
export function readLabels(raw: unknown, mistakes: Mistake[]): Labels | undefined {
  const path = "metadata.labels";
  if (raw === undefined) return undefined;
  if (!isObject(raw)) {
    mistakes.push({ path, value: raw, rule: "must be an object of texts" });
    return undefined;
  }
  const entries = Object.entries(raw);
  if (entries.length > MOST) mistakes.push({ path, value: entries.length, rule: `labels are more than ${MOST}` });
  for (const [name, value] of entries.slice(0, MOST)) {
    const rule = "must be letters, digits, -, _ and ., at most 63, beginning and ending with a letter or digit";
    if (!NAME.test(name)) mistakes.push({ path, value: name, rule: `as a name ${rule}, perhaps after a domain and /` });
    if (typeof value !== "string" || !VALUE.test(value)) mistakes.push({ path: `${path}.${name}`, value, rule });
  }
  return entries.length === 0 ? undefined : (raw as Labels);
}
