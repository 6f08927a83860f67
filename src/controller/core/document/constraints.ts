import type { Mistake } from "../../../error.ts";
import { Fields } from "../../../fields.ts";
import { checkMetric, readMetric } from "../../../metrics/metric.ts";

/** What a trial must reach to count as good, whatever its objective: a metric at or above (min) or at or below (max) a limit. */
export interface Constraint {
  /** A name that `readMetric` knows. */
  readonly metric: string;
  readonly bound: "min" | "max";
  readonly limit: number;
}

const MAX_CONSTRAINTS = 8;

/** Reads `constraints: [{ metric: "recall:V", min: 0.8 }]`; undefined when the document has none. */
export function readConstraints(raw: unknown, mistakes: Mistake[]): readonly Constraint[] | undefined {
  if (raw === undefined) return undefined;
  const path = "spec.constraints";
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > MAX_CONSTRAINTS) {
    mistakes.push({ path, value: raw, rule: `must be a list of 1 to ${MAX_CONSTRAINTS} constraints` });
    return undefined;
  }
  const before = mistakes.length;
  const constraints = raw.map((each: unknown, index) => readConstraint(each, `${path}[${index}]`, mistakes));
  if (mistakes.length === before) mistakes.push(...contradictions(constraints, path));
  return constraints;
}

function readConstraint(raw: unknown, path: string, mistakes: Mistake[]): Constraint {
  const fields = new Fields(raw, path, mistakes);
  const metric = fields.text("metric");
  const unknown = metric === "" ? [] : checkMetric(metric, fields.path("metric"));
  mistakes.push(...unknown);
  const [min, max] = [fields.raw("min"), fields.raw("max")];
  const bound = min === undefined ? "max" : "min";
  const limit = min ?? max;
  if ((min === undefined) === (max === undefined))
    fields.mistake(null, undefined, "must have a min or a max, one of them");
  else if (typeof limit !== "number" || !Number.isFinite(limit))
    fields.mistake(bound, limit, "must be a finite number");
  else if (metric !== "" && unknown.length === 0) {
    const [low, high] = readMetric(metric).range;
    const possible = bound === "min" ? limit <= high : limit >= low;
    if (!possible) fields.mistake(bound, limit, `can never be reached: ${metric} lies in [${low}, ${high}]`);
  }
  fields.end();
  return { metric, bound, limit: Number(limit) };
}

function contradictions(constraints: readonly Constraint[], path: string): Mistake[] {
  return constraints.flatMap(({ metric, bound, limit }, index): Mistake[] => {
    const earlier = constraints.slice(0, index).filter((other) => other.metric === metric);
    const same = earlier.some((other) => other.bound === bound);
    if (same) return [{ path: `${path}[${index}]`, value: undefined, rule: `is a second ${bound} of ${metric}` }];
    const against = earlier.find((other) => (bound === "min" ? limit > other.limit : limit < other.limit));
    if (against === undefined) return [];
    const rule = `cannot hold together with the ${against.bound} ${against.limit} of ${metric}`;
    return [{ path: `${path}[${index}].${bound}`, value: limit, rule }];
  });
}
