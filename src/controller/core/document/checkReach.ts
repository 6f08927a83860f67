import type { Mistake } from "../../../error.ts";
import { readMetric } from "../../../metrics/metric.ts";
import type { Constraint } from "./constraints.ts";
import { haveCounts, haveScalars, haveValue, type ReportsSpec } from "./reportSource.ts";
import type { TrainerSpec } from "./trainer.ts";

interface Asked {
  readonly objective: { readonly metric: string };
  readonly constraints?: readonly Constraint[] | undefined;
  readonly trainer: TrainerSpec;
}

/** Refuses an objective and constraints on what the reports of the document will never say: every trial would fail. */
export function checkReach({ objective, constraints = [], trainer }: Asked, mistakes: Mistake[]): void {
  const reports = trainer.kind === "command" ? trainer.reports : undefined;
  // Before a mistake is mended nobody knows what they say.
  if (reports === undefined || mistakes.length > 0) return;
  const missing = haveValue(reports) ? null : lacking(objective.metric, reports);
  if (missing !== null) mistakes.push({ path: "spec.objective.metric", value: objective.metric, rule: missing });
  constraints.forEach(({ metric }, index) => {
    const rule = lacking(metric, reports);
    if (rule !== null) mistakes.push({ path: `spec.constraints[${index}].metric`, value: metric, rule });
  });
}

function lacking(metric: string, reports: ReportsSpec): string | null {
  const never = "can never be known: spec.trainer.reports";
  if (readMetric(metric).kind === "scalar") {
    if (haveScalars(reports)) return null;
    return `${never} reads no metrics by name; print protocol lines, which have "metrics"`;
  }
  if (haveCounts(reports)) return null;
  return `${never} reads a value and no counts; read a confusion matrix, or print protocol lines`;
}
