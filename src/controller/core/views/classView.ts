import { measure } from "../../../metrics/metric.ts";
import { scores } from "../../../metrics/scores.ts";
import type { Sweep, Trial } from "../state.ts";

/** The scores of one class in the newest report of a trial, each in [0, 1]; support in samples. */
export interface ClassView {
  readonly class: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** The classes of a trial; empty without counts. */
export function viewClasses(sweep: Sweep, { counts }: Trial): ClassView[] {
  if (counts === null) return [];
  return scores(counts).perClass.map(({ precision, recall, f1, support }, i) => {
    return { class: sweep.classes?.[i] ?? String(i), precision, recall, f1, support };
  });
}

/** The objective on the test set; null when the trainer does not report it. */
export function testValue(sweep: Sweep, { testCounts }: Trial): number | null {
  if (testCounts === null || sweep.metric.kind !== "counts") return null;
  return measure(sweep.metric, { counts: testCounts, classes: sweep.classes ?? [], scalars: {}, value: null }).value;
}
