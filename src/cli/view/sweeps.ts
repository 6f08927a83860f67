import { metricName } from "../../words/metricName.ts";
import { score } from "../../words/numbers.ts";
import { span } from "../../words/span.ts";
import { type Sweep, trialsOver, waits } from "../sweep.ts";
import { brief } from "./brief.ts";
import type { Line } from "./line.ts";
import { table } from "./table.ts";

/** One line a sweep. */
export function sweepTable(sweeps: readonly Sweep[]): Line[] {
  if (sweeps.length === 0) return [["No sweeps yet; create one with: macrosweep submit FILE"]];
  const rows = sweeps.map((sweep): Line[] => [
    [sweep.sweep],
    [sweep.state],
    [`${sweep.objective.direction === "minimize" ? "min " : "max "}${metricName(sweep.objective.metric)}`],
    [sweep.best === null ? "" : score(sweep.best.value)],
    [`${trialsOver(sweep)}/${sweep.budget.trials}`],
    [String(sweep.epochs.run)],
    [span(sweep.elapsedMs)],
    [[waits(sweep) || sweep.state === "unknown" ? brief(sweep.reason ?? "") : "", "yellow"]],
  ]);
  return table(COLUMNS, rows);
}

const COLUMNS = [
  { title: "name", align: "left" },
  { title: "state", align: "left" },
  { title: "metric", align: "left" },
  { title: "best", align: "right" },
  { title: "trials", align: "right" },
  { title: "epochs", align: "right" },
  { title: "time", align: "right" },
  { title: "", align: "left" },
] as const;
