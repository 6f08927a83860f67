import type { Curve } from "../../web/src/charts/curves/curve.ts";
import { curvePlot } from "../../web/src/charts/curves/curvePlot.ts";

// Runs in the browser: see bench/page/page.ts.

const EPOCHS = 27;

/** ms until so many curves are on the canvas, of each of `rounds`: from the new data to pixels that can be read. */
export async function draw(count: number, rounds: number): Promise<number[]> {
  const place = document.body.appendChild(document.createElement("div"));
  place.style.width = "1200px";
  const rest = { rungs: [1, 3, 9, 27], lastStep: EPOCHS, mark: null, valueName: "macro-F1" };
  const plot = curvePlot(place, 360, { curves: [], ...rest }, { hover() {}, pick() {} });
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const curves = Array.from({ length: count }, (_, i) => curveOf(i, round));
    const startMs = performance.now();
    plot.show({ curves, ...rest });
    // uPlot draws in a microtask; a canvas that is read has been painted.
    await Promise.resolve();
    place.querySelector("canvas")?.getContext("2d")?.getImageData(0, 0, 1, 1);
    times.push(performance.now() - startMs);
  }
  plot.destroy();
  place.remove();
  return times;
}

// A third goes all the way, the others end at a rung.
function curveOf(i: number, round: number): Curve {
  const epochs = [27, 9, 3][i % 3] ?? EPOCHS;
  const points = Array.from({ length: epochs }, (_, step) => {
    return [step + 1, 0.9 - (0.3 + ((i * 37) % 100) / 400) / (step + 1) + Math.sin(i + step + round) / 50] as const;
  });
  return { id: i, style: epochs === EPOCHS ? "completed" : "pruned", points };
}
