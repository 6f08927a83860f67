import uPlot from "uplot";
import { CHART_FONT, coloursOf } from "../colours.ts";
import { type Curve, extentOf } from "./curve.ts";
import { drawCurves, drawHighlight } from "./drawCurves.ts";
import { nearestCurve, type Projection } from "./nearest.ts";

/** What a chart of curves shows. */
export interface Picture {
  readonly curves: readonly Curve[];
  /** Steps at which the pruner judges. */
  readonly rungs: readonly number[];
  /** To which the axis of steps reaches at least. */
  readonly lastStep: number;
  /** A value with its interval, drawn at a step. */
  readonly mark: { readonly step: number; readonly low: number; readonly high: number } | null;
  /** Beside the axis of values. */
  readonly valueName: string;
}

/** Who hears what the pointer does. */
export interface Pointing {
  /** A curve under the pointer, and where that is in CSS pixels from the corner of the chart; null: none. */
  hover(curve: Curve | null, at: { x: number; y: number }): void;
  pick(id: number): void;
}

/** A chart that stands on the page. */
export interface CurvePlot {
  show(picture: Picture): void;
  highlight(id: number | null): void;
  /** With other colours. */
  recolour(): void;
  destroy(): void;
}

const REACH_PX = 24;

/** Draws curves into an element, as wide as that is, `height` CSS pixels high. Dragging zooms in, a double click out. */
export function curvePlot(element: HTMLElement, height: number, first: Picture, pointing: Pointing): CurvePlot {
  let picture = first;
  let colour = coloursOf(element);
  let isZoomed = false;
  let highlighted: number | null = null;
  const overlay = document.createElement("canvas");
  overlay.className = "overlay";

  const plot = new uPlot(
    {
      width: Math.max(200, element.clientWidth),
      height,
      legend: { show: false },
      cursor: { points: { show: false }, x: true, y: false, drag: { x: true, y: true, uni: 20 } },
      scales: {
        x: { time: false, range: (_u, low, high) => [low, high] },
        y: { range: (_u, low, high) => [low, high] },
      },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: [
        { ...axis("epoch"), incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 1e4, 1e5], size: 42 },
        { ...axis(picture.valueName), size: 58 },
      ],
      hooks: {
        drawAxes: [drawRungs],
        draw: [drawAll],
        setSelect: [({ select }) => (isZoomed = select.width > 0 || isZoomed)],
        setCursor: [hover],
        ready: [prepare],
      },
    },
    dataOf(picture),
    element,
  );

  function axis(label: string): uPlot.Axis {
    return {
      label,
      labelSize: 18,
      labelFont: CHART_FONT,
      font: CHART_FONT,
      stroke: () => colour("dim"),
      grid: { stroke: () => colour("line"), width: 1 },
      ticks: { stroke: () => colour("line"), width: 1, size: 4 },
    };
  }

  function drawRungs(u: uPlot): void {
    const { ctx } = u;
    ctx.save();
    ctx.strokeStyle = colour("dim");
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    for (const rung of picture.rungs) {
      const x = Math.round(u.valToPos(rung, "x", true));
      ctx.moveTo(x, u.bbox.top);
      ctx.lineTo(x, u.bbox.top + u.bbox.height);
    }
    ctx.stroke();
    ctx.restore();
  }

  function drawAll(u: uPlot): void {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    drawCurves(ctx, picture.curves, projectionOf(u, true), colour, devicePixelRatio);
    drawMark(u);
    ctx.restore();
    drawOverlay();
  }

  function drawMark({ ctx, valToPos }: uPlot): void {
    if (picture.mark === null) return;
    const { step, low, high } = picture.mark;
    const x = valToPos(step, "x", true) - 2 * devicePixelRatio;
    const [top, bottom] = [valToPos(high, "y", true), valToPos(low, "y", true)];
    const half = 4 * devicePixelRatio;
    ctx.strokeStyle = colour("curve-best");
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.beginPath();
    for (const y of [top, bottom]) {
      ctx.moveTo(x - half, y);
      ctx.lineTo(x + half, y);
    }
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
    ctx.stroke();
  }

  function drawOverlay(): void {
    const { over } = plot;
    const ratio = devicePixelRatio;
    overlay.width = over.clientWidth * ratio;
    overlay.height = over.clientHeight * ratio;
    overlay.style.width = `${over.clientWidth}px`;
    overlay.style.height = `${over.clientHeight}px`;
    const curve = picture.curves.find(({ id }) => id === highlighted);
    const context = overlay.getContext("2d");
    if (curve === undefined || context === null) return;
    const { x, y } = projectionOf(plot, false);
    drawHighlight(context, curve, { x: (step) => x(step) * ratio, y: (value) => y(value) * ratio }, colour, ratio);
  }

  function prepare(u: uPlot): void {
    u.over.append(overlay);
    u.over.addEventListener("dblclick", () => {
      isZoomed = false;
    });
    u.over.addEventListener("mouseleave", () => pointing.hover(null, { x: 0, y: 0 }));
    u.over.addEventListener("click", () => {
      if (highlighted !== null && u.select.width === 0) pointing.pick(highlighted);
    });
  }

  function hover(u: uPlot): void {
    const { left = -1, top = -1 } = u.cursor;
    if (left < 0) return;
    const found = nearestCurve(picture.curves, projectionOf(u, false), { x: left, y: top }, REACH_PX);
    pointing.hover(found, { x: left + u.over.offsetLeft, y: top + u.over.offsetTop });
  }

  const resized = new ResizeObserver(() => {
    const width = Math.max(200, element.clientWidth);
    if (width !== plot.width) plot.setSize({ width, height });
  });
  resized.observe(element);

  return {
    show(next) {
      picture = next;
      plot.setData(dataOf(next), !isZoomed);
      if (isZoomed) plot.redraw();
    },
    highlight(id) {
      if (id === highlighted) return;
      highlighted = id;
      drawOverlay();
    },
    recolour() {
      colour = coloursOf(element);
      // As it stands: scales that are set anew before the first drawing would be empty.
      plot.redraw(false);
    },
    destroy() {
      resized.disconnect();
      plot.destroy();
      element.replaceChildren();
    },
  };
}

// uPlot knows only where the axes go; the curves are drawn by us.
function dataOf({ curves, lastStep }: Picture): uPlot.AlignedData {
  const { x, y } = extentOf(curves, lastStep);
  return [[...x], [...y]];
}

function projectionOf({ valToPos, scales }: uPlot, inCanvas: boolean): Projection {
  const line = (scale: "x" | "y") => {
    const { min = 0, max = 1 } = scales[scale] ?? {};
    const from = valToPos(min ?? 0, scale, inCanvas);
    const slope = (valToPos(max ?? 1, scale, inCanvas) - from) / ((max ?? 1) - (min ?? 0) || 1);
    return (value: number) => from + (value - (min ?? 0)) * slope;
  };
  return { x: line("x"), y: line("y") };
}
