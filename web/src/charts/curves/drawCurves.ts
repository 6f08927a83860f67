import { type Curve, type CurveStyle, STYLES } from "./curve.ts";
import type { Projection } from "./nearest.ts";

/** Looks of a style: a colour of the page, how strong, how wide in CSS pixels. */
interface Look {
  readonly colour: string;
  readonly alpha: number;
  readonly width: number;
}

const LOOKS: Readonly<Record<CurveStyle, Look>> = {
  faded: { colour: "curve-pruned", alpha: 0.18, width: 1 },
  pruned: { colour: "curve-pruned", alpha: 0.4, width: 1 },
  failed: { colour: "curve-failed", alpha: 0.7, width: 1 },
  completed: { colour: "curve-completed", alpha: 0.75, width: 1.25 },
  running: { colour: "curve-running", alpha: 0.95, width: 1.5 },
  best: { colour: "curve-best", alpha: 1, width: 3 },
};

// Curves in one stroke. One by one a thousand take 70 ms here, all at once 38, so 25.
const AT_ONCE = 100;

/** Draws the curves, many of a style in one stroke. */
export function drawCurves(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  projection: Projection,
  colour: (name: string) => string,
  scale: number,
): void {
  context.lineJoin = "bevel";
  for (const style of STYLES) {
    const some = curves.filter((curve) => curve.style === style);
    if (some.length > 0) strokeAll(context, some, projection, colour, { ...LOOKS[style], scale });
  }
  context.globalAlpha = 1;
}

/** Draws one curve above all others. */
export function drawHighlight(
  context: CanvasRenderingContext2D,
  curve: Curve,
  projection: Projection,
  colour: (name: string) => string,
  scale: number,
): void {
  const { colour: name } = LOOKS[curve.style === "faded" ? "completed" : curve.style];
  strokeAll(context, [curve], projection, colour, { colour: "raised", alpha: 0.9, width: 6, scale });
  strokeAll(context, [curve], projection, colour, { colour: name, alpha: 1, width: 3, scale });
}

function strokeAll(
  context: CanvasRenderingContext2D,
  curves: readonly Curve[],
  projection: Projection,
  colour: (name: string) => string,
  look: Look & { readonly scale: number },
): void {
  context.strokeStyle = colour(look.colour);
  context.fillStyle = context.strokeStyle;
  context.globalAlpha = look.alpha;
  context.lineWidth = look.width * look.scale;
  for (let from = 0; from < curves.length; from += AT_ONCE) {
    context.beginPath();
    for (const curve of curves.slice(from, from + AT_ONCE)) trace(context, curve, projection, look.width * look.scale);
    context.stroke();
  }
}

function trace(context: CanvasRenderingContext2D, { points }: Curve, { x, y }: Projection, width: number): void {
  let isDown = false;
  for (const [step, value] of points) {
    if (value === null) {
      isDown = false;
      continue;
    }
    if (isDown) context.lineTo(x(step), y(value));
    else context.moveTo(x(step), y(value));
    isDown = true;
  }
  // A single value has no line: a dot.
  const [first, second] = points;
  if (first === undefined || second !== undefined || first[1] === null) return;
  context.arc(x(first[0]), y(first[1]), Math.max(1, width / 2), 0, 7);
}
