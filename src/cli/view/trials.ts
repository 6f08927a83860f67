import type { TrialShape } from "../../shapes/trial.ts";
import { score } from "../../words/numbers.ts";
import { settings } from "../../words/settings.ts";
import { brief } from "./brief.ts";
import type { Line } from "./line.ts";
import { type Aiming, aimOf } from "./numbers.ts";
import { scaleOf, sparkline } from "./sparkline.ts";
import { table } from "./table.ts";

const CURVE_WIDTH = 16;

/** What the sweep looks for, and one line a trial. */
export function trialTable({ sweep, objective }: Aiming, trials: readonly TrialShape[]): Line[] {
  const heading: Line = [[`Sweep ${sweep}: `, "bold"], aimOf(objective)];
  if (trials.length === 0) return [heading, ["No trials yet."]];
  const scale = scaleOf(trials);
  const rows = trials.map((of): Line[] => {
    const { trial, state, value, steps, params, reason } = of;
    return [
      [String(trial)],
      [state],
      [value === null ? "" : score(value)],
      [String(steps)],
      [sparkline(of, scale, CURVE_WIDTH)],
      [settings(params)],
      [[brief(reason ?? ""), "dim"]],
    ];
  });
  return [heading, [], ...table(COLUMNS, rows)];
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
