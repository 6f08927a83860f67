import type { Mistake } from "../../error.ts";
import { isObject } from "../../fields.ts";
import { imbalance } from "./preset.ts";
import { readParameter } from "./readParameter.ts";

/** One parameter as a document says it, not checked yet, and where it stands there. */
export interface Draft {
  readonly raw: unknown;
  readonly path: string;
}

/**
 * The parameters that a document declares: those of a list as they stand; those of `{ preset: imbalance, ... }` with what its other keys change.
 * A key that the preset has is merged over it field by field, takes its place where it says a type, and leaves it out where it is
 * `false`; any other key is a parameter more. `null` when `raw` is neither. After a mistake reading goes on with what the preset says.
 */
export function draftsOf(raw: unknown, path: string, mistakes: Mistake[]): readonly Draft[] | null {
  if (Array.isArray(raw)) return raw.map((each: unknown, index) => ({ raw: each, path: `${path}[${index}]` }));
  if (!isObject(raw) || !Object.hasOwn(raw, "preset")) return null;
  const { preset, ...changes } = raw;
  if (preset !== "imbalance") mistakes.push({ path: `${path}.preset`, value: preset, rule: 'must be "imbalance"' });
  const names = new Set([...imbalance.map(({ name }) => name), ...Object.keys(changes)]);
  return [...names].flatMap((name) => draftOf(name, changes[name], `${path}.${name}`, mistakes) ?? []);
}

function draftOf(name: string, change: unknown, path: string, mistakes: Mistake[]): Draft | null {
  const ofPreset = imbalance.find((parameter) => parameter.name === name);
  if (change === false && ofPreset !== undefined) return null;
  // An empty value in YAML is null: nothing changes.
  const fields = change ?? {};
  if (!isObject(fields)) {
    const rule =
      ofPreset === undefined ? "must be an object with a type" : "must be an object, or false to leave it out";
    mistakes.push({ path, value: change, rule });
    return ofPreset === undefined ? null : { raw: ofPreset, path };
  }
  if (Object.hasOwn(fields, "name")) {
    mistakes.push({ path: `${path}.name`, value: fields.name, rule: "cannot stand here: the key is the name" });
  }
  if (ofPreset === undefined || Object.hasOwn(fields, "type")) return { raw: { ...fields, name }, path };
  const merged = { ...ofPreset, ...fields, name };
  const isLost = !Object.hasOwn(fields, "prior") && !takesPrior(merged);
  return { raw: isLost ? { ...merged, prior: undefined } : merged, path };
}

// Whether the prior, which is the preset's, still lies in the range that the document says.
function takesPrior(merged: unknown): boolean {
  const mistakes: Mistake[] = [];
  readParameter(merged, "", mistakes);
  return mistakes.every(({ path }) => !path.startsWith(".prior"));
}
