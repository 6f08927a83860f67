import type { ReplayShape } from "../../shapes/replay.ts";
import { score } from "../../words/numbers.ts";
import type { Line } from "./line.ts";
import { percent } from "./numbers.ts";
import { table } from "./table.ts";

/** The pruner as recorded beside the one that was asked for, and what the comparison cannot know. `aim`: for example "maximize macro-F1". */
export function replayLines(shape: ReplayShape, aim: string): Line[] {
  const { sweep, trials, fullEpochs } = shape;
  if (trials.completed + trials.pruned === 0) return [[`Sweep ${sweep} has no completed and no pruned trial yet.`]];
  const told = `${aim}; ${trials.completed} completed and ${trials.pruned} pruned trials, ${fullEpochs} epochs in full`;
  return [
    [[`Sweep ${sweep}: `, "bold"], told],
    [],
    ...table(COLUMNS, [recordedRow(shape), replayedRow(shape)]),
    ...notes(shape),
  ];
}

const COLUMNS = [
  { title: "pruner", align: "left" },
  { title: "epochs", align: "right" },
  { title: "saved", align: "right" },
  { title: "stopped", align: "right" },
  { title: "lost of the best", align: "right" },
  { title: "regret", align: "right" },
] as const;

// What the recorded pruner has lost is what nobody has trained to the end.
function recordedRow({ fullEpochs, recorded }: ReplayShape): Line[] {
  const { epochs, stopped } = recorded;
  return [["as recorded"], [`${epochs}`], [percent(fullEpochs - epochs, fullEpochs)], [`${stopped}`], ["?"], ["?"]];
}

function replayedRow({ fullEpochs, replayed }: ReplayShape): Line[] {
  const { pruner, epochs, stopped, beyond, best, lost, regret } = replayed;
  const [above, below] = beyond.length > 0 ? ["≥ ", "≤ "] : ["", ""];
  return [
    [[pruner.name, "cyan"]],
    [`${above}${epochs}`],
    [`${below}${percent(fullEpochs - epochs, fullEpochs)}`],
    [`${stopped}`],
    [`${lost.length} of ${best.length}`],
    [regret === null ? "?" : score(regret)],
  ];
}

function notes({ trials, replayed }: ReplayShape): Line[] {
  const { pruner, beyond, best, lost, regret } = replayed;
  const lines: string[] = [];
  if (lost.length > 0)
    lines.push(`${pruner.name} would have stopped trial ${lost.join(", ")}, of the best ${best.length}.`);
  if (regret === null) lines.push(`${pruner.name} would have kept no trial that completed.`);
  if (trials.pruned > 0) {
    lines.push(
      `${trials.pruned} curves end where their trial was pruned: whether one of them would have been among the best, nobody knows.`,
    );
  }
  if (beyond.length > 0) {
    lines.push(
      `${pruner.name} would have gone on with ${beyond.length} of them, so it takes more epochs than could be counted.`,
    );
  }
  if (trials.leftOut > 0)
    lines.push(`${trials.leftOut} trials are left out: failed, preempted, cancelled, not ended, or replicates.`);
  return lines.length === 0 ? [] : [[], ...lines.map((line): Line => [line])];
}
