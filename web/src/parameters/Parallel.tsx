import { useMemo, useState } from "preact/hooks";
import type { TrialShape } from "../../../src/shapes/trial.ts";
import { CHART_FONT } from "../charts/colours.ts";
import { type Draw, Drawing } from "../charts/Drawing.tsx";
import { score } from "../words/numbers.ts";
import { paramsText } from "../words/params.ts";
import type { Axis } from "./axis.ts";
import { nearestPath, type Path, pathsOf } from "./paths.ts";

interface Props {
  readonly axes: readonly Axis[];
  /** The worst first: the best lie above. */
  readonly trials: readonly TrialShape[];
  readonly text: string;
  readonly onPick: (trial: number) => void;
}

const HEIGHT = 340;
const [TOP, BOTTOM, SIDE] = [34, 46, 64];
const REACH = 14;

/** Each trial a line through its params; one that lacks a parameter passes below its axis. */
export function Parallel({ axes, trials, text, onPick }: Props) {
  const [hovered, setHovered] = useState<{ trial: TrialShape; x: number; y: number; width: number } | null>(null);
  const paths = useMemo(() => pathsOf(axes, trials), [axes, trials]);
  const draw = useMemo(
    (): Draw =>
      (context, { width }, colour) => {
        const x = (at: number) => SIDE + at * (width - 2 * SIDE);
        drawPaths(context, paths, x, colour);
        const on = paths.find(({ trial }) => trial.trial === hovered?.trial.trial);
        if (on !== undefined) drawPath(context, on, x, colour("curve-running"), 1, 3);
        drawAxes(context, axes, x, colour);
      },
    [axes, paths, hovered?.trial.trial],
  );
  const point = (at: { x: number; y: number; width: number } | null) => {
    const found =
      at === null
        ? null
        : nearestPath(paths, { x: (at.x - SIDE) / (at.width - 2 * SIDE), y: at.y }, place, at.width - 2 * SIDE, REACH);
    setHovered(found === null || at === null ? null : { trial: found.trial, ...at });
  };
  return (
    <div class="chart">
      <Drawing
        draw={draw}
        height={HEIGHT}
        text={text}
        onPoint={point}
        onPick={() => hovered && onPick(hovered.trial.trial)}
      />
      {hovered === null ? null : (
        <div
          class="tip"
          style={
            hovered.x > hovered.width / 2
              ? { right: `${hovered.width - hovered.x + 12}px`, top: `${hovered.y}px` }
              : { left: `${hovered.x + 12}px`, top: `${hovered.y}px` }
          }
        >
          {`Trial ${hovered.trial.trial}${hovered.trial.value === null ? "" : `, ${score(hovered.trial.value)}`}: ${paramsText(hovered.trial.params)}`}
        </div>
      )}
    </div>
  );
}

/** Pixels from the top; null lies below the axes. */
function place(at: number | null): number {
  return at === null ? HEIGHT - BOTTOM + 18 : HEIGHT - BOTTOM - at * (HEIGHT - TOP - BOTTOM);
}

function drawPaths(
  context: CanvasRenderingContext2D,
  paths: readonly Path[],
  x: (at: number) => number,
  colour: (name: string) => string,
): void {
  const strength = Math.max(0.12, Math.min(0.8, 30 / Math.max(1, paths.length)));
  for (const [i, path] of paths.entries()) {
    const rank = paths.length < 2 ? 1 : i / (paths.length - 1);
    const name = rank > 0.9 ? "curve-best" : rank > 0.6 ? "curve-completed" : "curve-pruned";
    drawPath(context, path, x, colour(name), rank > 0.9 ? 0.9 : strength, rank > 0.9 ? 2 : 1);
  }
}

function drawPath(
  context: CanvasRenderingContext2D,
  { places }: Path,
  x: (at: number) => number,
  colour: string,
  alpha: number,
  width: number,
): void {
  context.strokeStyle = colour;
  context.globalAlpha = alpha;
  context.lineWidth = width;
  context.beginPath();
  for (const [i, at] of places.entries()) {
    const here = x(places.length === 1 ? 0 : i / (places.length - 1));
    if (i === 0) context.moveTo(here, place(at));
    else context.lineTo(here, place(at));
  }
  context.stroke();
  context.globalAlpha = 1;
}

function drawAxes(
  context: CanvasRenderingContext2D,
  axes: readonly Axis[],
  x: (at: number) => number,
  colour: (name: string) => string,
): void {
  context.font = CHART_FONT;
  for (const [i, { name, ticks, isConditional }] of axes.entries()) {
    const here = x(axes.length === 1 ? 0 : i / (axes.length - 1));
    context.strokeStyle = colour("dim");
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(here, place(0));
    context.lineTo(here, place(1));
    context.stroke();
    context.textAlign = "center";
    // Names of neighbours stand on two heights, so that long ones have room.
    label(context, name, here, i % 2 === 0 ? 12 : 26, colour("text"), colour("raised"));
    for (const { at, text } of ticks)
      label(context, shortened(text), here, place(at) + 4, colour("dim"), colour("raised"));
    if (isConditional) label(context, "not there", here, place(null) + 18, colour("dim"), colour("raised"));
  }
}

// With a rim in the colour of the ground, so that it can be read over lines.
function label(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  ground: string,
): void {
  context.strokeStyle = ground;
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

function shortened(text: string): string {
  return text.length > 20 ? `${text.slice(0, 19)}…` : text;
}
