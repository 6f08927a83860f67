import type { SimulationShape, Spread } from "../../shapes/simulation.ts";
import { digits } from "../../words/numbers.ts";
import { span } from "../../words/span.ts";
import type { Line } from "./line.ts";
import { percent } from "./numbers.ts";
import { table } from "./table.ts";

/** What a sweep is expected to take, and what these figures are worth. `aim`: for example "maximize macro-F1". */
export function simulationLines(shape: SimulationShape, aim: string): Line[] {
  const { sweep, pruner, runs } = shape;
  const rows = [["aim", aim] as const, ...factsOf(shape)].map(
    ([title, text]): Line => [`  ${title.padEnd(9)}  ${text}`],
  );
  return [
    [[`Sweep ${sweep} `, "bold"], `is expected to take, over ${runs} simulated sweeps (least to most):`],
    [],
    ...rows,
    [],
    ...table(COLUMNS, rungRows(shape), "  "),
    [],
    [
      `An expectation: sampler and pruner (${pruner}) are the document's, the learning curves are synthetic. They level off,`,
    ],
    [
      "cross and jitter. Failures and confirmation are left out. After a sweep, replay tries pruners on its real curves.",
    ],
  ];
}

const COLUMNS = [
  { title: "epoch", align: "right" },
  { title: "trials that come there", align: "right" },
] as const;

function factsOf({ trials, epochs, fullEpochs, gpuHours, wallHours }: SimulationShape): (readonly [string, string])[] {
  const share = `${percent(epochs.mean, fullEpochs)} of the ${fullEpochs} without pruning`;
  const facts: (readonly [string, string])[] = [
    ["trials", between(trials, whole)],
    ["epochs", `${between(epochs, whole)}, ${share}`],
  ];
  if (gpuHours !== null) facts.push(["GPU-hours", `${between(gpuHours, digits)}, with one GPU a trial`]);
  if (wallHours !== null) facts.push(["wall time", between(wallHours, (hours) => span(hours * 3_600_000))]);
  return facts;
}

// A pruner that looks at every epoch has more rungs than anybody reads.
const MAX_ROWS = 10;

function rungRows({ rungs }: SimulationShape): Line[][] {
  const every = Math.ceil(rungs.length / MAX_ROWS);
  // Counted from the last one, which is the end of a trial.
  const shown = rungs.filter((_, i) => (rungs.length - 1 - i) % every === 0);
  return shown.map(({ step, trials }) => [[String(step)], [digits(trials)]]);
}

function between({ mean, low, high }: Spread, show: (value: number) => string): string {
  return low === high ? show(mean) : `${show(mean)} (${show(low)} to ${show(high)})`;
}

function whole(value: number): string {
  return String(Math.round(value));
}
