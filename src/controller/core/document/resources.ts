import type { Mistake } from "../../../error.ts";
import { Fields, isObject } from "../../../fields.ts";
import { QUALIFIED } from "./kubernetesNames.ts";

export type Texts = Readonly<Record<string, string>>;

/** Quantities as Kubernetes writes them, by resource. */
export interface Resources {
  readonly requests?: Texts | undefined;
  readonly limits?: Texts | undefined;
}

const MOST = 16;
// Of resource.Quantity; below zero nothing is asked for.
const QUANTITY = /^\d{1,18}(\.\d{1,9})?([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d{1,2})?$/;

/** Reads `resources`; numbers become the texts that they are. */
export function readResources(placement: Fields, mistakes: Mistake[]): Resources | undefined {
  const raw = placement.raw("resources");
  if (raw === undefined) return undefined;
  const fields = new Fields(raw, placement.path("resources"), mistakes);
  const resources = { requests: readQuantities(fields, "requests"), limits: readQuantities(fields, "limits") };
  fields.end();
  return resources;
}

function readQuantities(fields: Fields, key: string): Texts | undefined {
  const raw = fields.raw(key);
  if (raw === undefined) return undefined;
  if (!isObject(raw) || Object.keys(raw).length > MOST) {
    fields.mistake(key, raw, `must be an object of at most ${MOST} quantities, such as { memory: 16Gi }`);
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => {
      const text = typeof value === "number" ? String(value) : value;
      if (!QUALIFIED.test(name)) fields.mistake(key, name, "is no name of a resource, such as cpu or nvidia.com/gpu");
      if (typeof text !== "string" || !QUANTITY.test(text))
        fields.mistake(`${key}.${name}`, value, "must be a quantity, such as 4, 500m or 16Gi");
      return [name, String(text)];
    }),
  );
}
