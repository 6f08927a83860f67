import type { Trial } from "../../gen/macrosweep/v1/sweep.ts";
import { trialShape } from "../shapes.ts";
import { brief } from "./brief.ts";
import type { Line } from "./line.ts";
import { score } from "./numbers.ts";
import { settings } from "./params.ts";
import { scaleOf, sparkline } from "./sparkline.ts";
import { table } from "./table.ts";

const CURVE_WIDTH = 16;

/** One line a trial. */
export function trialTable(trials: readonly Trial[]): Line[] {
  if (trials.length === 0) return [["No trials yet."]];
  const scale = scaleOf(trials);
  const rows = trials.map((wire): Line[] => {
    const { trial, state, value, steps, params, reason } = trialShape(wire);
    return [
      [String(trial)],
      [state],
      [value === null ? "" : score(value)],
      [String(steps)],
      [sparkline(wire.values, scale, CURVE_WIDTH)],
      [settings(params)],
      [[brief(reason ?? ""), "dim"]],
    ];
  });
  return table(COLUMNS, rows);
}

const COLUMNS = [
  { title: "trial", align: "right" },
  { title: "state", align: "left" },
  { title: "value", align: "right" },
  { title: "epochs", align: "right" },
  { title: "curve", align: "left" },
  { title: "params", align: "left" },
  { title: "reason", align: "left" },
] as const;
