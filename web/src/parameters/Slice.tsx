import { useMemo } from "preact/hooks";
import type { TrialShape } from "../../../src/shapes/trial.ts";
import { CHART_FONT } from "../charts/colours.ts";
import { type Draw, Drawing } from "../charts/Drawing.tsx";
import { Said } from "../parts/Said.tsx";
import type { Axis } from "./axis.ts";

interface Props {
  readonly axis: Axis;
  readonly objective: Axis;
  readonly trials: readonly TrialShape[];
  readonly best: number | null;
}

const HEIGHT = 190;
const [LEFT, BOTTOM, TOP, RIGHT] = [52, 26, 8, 10];

/** The objective over one parameter: a dot a trial. */
export function Slice({ axis, objective, trials, best }: Props) {
  const draw = useMemo(
    (): Draw =>
      (context, { width }, colour) => {
        // Choices stand away from the edges, so that what is spread around them has room.
        const edge = axis.isChoice ? 0.06 : 0;
        const x = (at: number) => LEFT + (edge + at * (1 - 2 * edge)) * (width - LEFT - RIGHT);
        const y = (at: number) => HEIGHT - BOTTOM - at * (HEIGHT - TOP - BOTTOM);
        context.font = CHART_FONT;
        context.fillStyle = colour("dim");
        context.strokeStyle = colour("line");
        for (const { at, text } of objective.ticks) {
          context.beginPath();
          context.moveTo(LEFT, y(at));
          context.lineTo(width - RIGHT, y(at));
          context.stroke();
          context.textAlign = "right";
          context.fillText(text, LEFT - 6, y(at) + 4);
        }
        for (const [i, { at, text }] of axis.ticks.entries()) {
          context.textAlign = i === 0 ? "left" : i === axis.ticks.length - 1 ? "right" : "center";
          context.fillText(text.length > 16 ? `${text.slice(0, 15)}…` : text, x(at), HEIGHT - 8);
        }
        for (const trial of trials) {
          const [across, up] = [axis.place(trial), objective.place(trial)];
          if (across === null || up === null) continue;
          const isBest = trial.trial === best;
          context.fillStyle = colour(
            isBest ? "curve-best" : trial.state === "pruned" ? "curve-pruned" : "curve-completed",
          );
          context.globalAlpha = isBest ? 1 : trial.state === "pruned" ? 0.4 : 0.75;
          context.beginPath();
          context.arc(x(axis.isChoice ? spread(across, trial.trial) : across), y(up), isBest ? 5 : 3, 0, 7);
          context.fill();
        }
        context.globalAlpha = 1;
      },
    [axis, objective, trials, best],
  );
  return (
    <figure class="slice">
      <figcaption>
        <Said text={axis.name} />
      </figcaption>
      <Drawing draw={draw} height={HEIGHT} text={`${objective.name} over ${axis.name}, a dot a trial`} />
    </figure>
  );
}

// Trials of one choice beside each other, each at the same place every time.
function spread(at: number, trial: number): number {
  const aside = (((trial * 7919) % 101) / 100 - 0.5) * 0.08;
  return at + aside;
}
