import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { embeddingOf } from "../../../src/search/gp/embedding.ts";
import { leadOn } from "../../../src/search/gp/leadOn.ts";
import { learn } from "../../../src/search/gp/model.ts";
import { observationsAt } from "../../../src/search/gp/observations.ts";
import { History } from "../../../src/search/history/history.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import type { Space } from "../../../src/search/space/space.ts";

const space: Space = [
  { type: "categorical", name: "sampler", values: ["shuffle", "balanced"], when: {} },
  { type: "float", name: "x", min: 0, max: 1, scale: "linear", step: null, when: {} },
];

describe("losses led on to the last step", () => {
  it("cross by the kind of configuration as those that went all the way did", () => {
    // Balanced sampling leads by .1 at step 9 and trails by .1 at step 27.
    const { rows, losses, truths } = crossing(40);
    const finals = truths.map((truth, i) => (i < 16 ? truth : null));
    const led = leadOn(embeddingOf(axesOf(space)), rows, losses, finals);
    expect(led.slice(0, 16)).toEqual(truths.slice(0, 16));
    for (let i = 16; i < 40; i++) expect(Math.abs(led[i] - truths[i])).toBeLessThan(0.02);
  });

  it("stay where they are while fewer than five went all the way", () => {
    const { rows, losses, truths } = crossing(40);
    const finals = truths.map((truth, i) => (i < 4 ? truth : null));
    expect(leadOn(embeddingOf(axesOf(space)), rows, losses, finals)).toBe(losses);
    const broken = truths.map((truth, i) => (i < 4 ? truth : i < 30 ? Number.POSITIVE_INFINITY : null));
    expect(leadOn(embeddingOf(axesOf(space)), rows, losses, broken)).toBe(losses);
  });

  it("all gain the same where those that went all the way did, and what broke stays broken", () => {
    const { rows, losses } = crossing(10);
    const finals = losses.map((loss, i) => (i < 6 ? loss - 0.25 : null));
    finals[5] = Number.POSITIVE_INFINITY;
    const led = leadOn(embeddingOf(axesOf(space)), rows, [...losses.slice(0, 9), Number.POSITIVE_INFINITY], finals);
    expect(led[5]).toBe(Number.POSITIVE_INFINITY);
    expect(led[9]).toBe(Number.POSITIVE_INFINITY);
    expect(led[7]).toBeCloseTo(losses[7] - 0.25, 9);
  });
});

describe("losses of any size", () => {
  it.each([2 ** 996, 2 ** -996])("are led on alike: times %d", (size) => {
    const { rows, losses, truths } = crossing(40);
    const finals = truths.map((truth, i) => (i < 16 ? truth : null));
    const led = leadOn(embeddingOf(axesOf(space)), rows, losses, finals);
    const sized = leadOn(
      embeddingOf(axesOf(space)),
      rows,
      losses.map((loss) => size * loss),
      finals.map((final) => final && size * final),
    );
    expect(sized.map((loss) => loss / size)).toEqual(led);
  });
});

describe("a model of a rung", () => {
  it("prefers what leads at the end to what leads at the rung", () => {
    const history = new History({ space, direction: "minimize", maxStep: 27, rungs: [9] });
    const { points, losses, truths } = crossing(40);
    for (const [i, [balanced, x]] of points.entries()) {
      const trial = history.add({ sampler: balanced ? "balanced" : "shuffle", x });
      for (let epoch = 1; epoch <= 9; epoch++) history.report(trial, epoch, losses[i], null);
      if (i < 16) for (let epoch = 10; epoch <= 27; epoch++) history.report(trial, epoch, truths[i], null);
      history.setState(trial, i < 16 ? "completed" : "pruned");
    }
    const model = learn(axesOf(space), observationsAt(history, 9, 2));
    expect(model.ledOn).toBe(true);
    // Without the way from step 9 to step 27 the best five would all be balanced.
    const best = model.order.slice(0, 5).map((row) => history.trials[history.ranking(9).trial(row)]);
    expect(best.map(({ params }) => params.sampler)).toEqual(Array.from({ length: 5 }, () => "shuffle"));
    expect(best.some(({ state }) => state === "pruned")).toBe(true);
  });
});

function crossing(count: number) {
  const random = stream(1);
  const points = Array.from({ length: count }, (_, i) => [i % 2, random.next()] as const);
  const losses = points.map(([balanced, x]) => (x - 0.5) ** 2 - (balanced ? 0.1 : 0));
  const truths = points.map(([balanced, x]) => (x - 0.5) ** 2 - (balanced ? 0.2 : 0.3));
  const axes = axesOf(space);
  const embedding = embeddingOf(axes);
  const rows = new Float64Array(count * embedding.width);
  for (const [i, [balanced, x]] of points.entries()) {
    embedding.embed(Float64Array.of((balanced + 0.5) / 2, x), 0, rows, i * embedding.width);
  }
  return { points, rows, losses, truths };
}
