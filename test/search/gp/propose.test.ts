import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { learn, type Model } from "../../../src/search/gp/model.ts";
import { observationsAt } from "../../../src/search/gp/observations.ts";
import { propose } from "../../../src/search/gp/propose.ts";
import { History } from "../../../src/search/history/history.ts";
import { axesOf } from "../../../src/search/space/axis.ts";
import type { Params, Space } from "../../../src/search/space/space.ts";

const space: Space = [{ type: "float", name: "x", min: 0, max: 1, scale: "linear", step: null, when: {} }];

describe("the proposal of a model", () => {
  it("is the best place where the model knows the function", () => {
    expect(proposed((x) => (x - 0.3) ** 2)).toBeCloseTo(0.3, 1);
  });

  it("goes where the function is low and unknown, between two values", () => {
    // Both 0.3 and 0.7 have the lowest value, and at 0.5 nobody has looked.
    expect(
      Math.abs(proposed((x) => Math.abs(Math.abs(x - 0.5) - 0.2), [0, 0.1, 0.2, 0.3, 0.7, 0.8, 0.9, 1]) - 0.5),
    ).toBeLessThan(0.15);
  });

  it("follows a belief as far as that outweighs the model", () => {
    expect(
      proposed(
        (x) => (x - 0.3) ** 2,
        EVENLY,
        (x) => -1e6 * (x - 0.8) ** 2,
      ),
    ).toBeCloseTo(0.8, 1);
  });
});

describe("among places that promise the same", () => {
  // On the left the model is sure of 0.1 below the best, on the right it expects the best with a deviation of 0.24: 0.100 and 0.096 to gain.
  const expected = ([x]: Float64Array) => (x < 0.5 ? { mean: -0.1, deviation: 0.001 } : { mean: 0, deviation: 0.24 });

  it("is the one where a value tells more than noise", () => {
    expect(chosen(expected, 0.04)).toBeGreaterThanOrEqual(0.5);
  });

  it("is the one with most to gain where values have no noise", () => {
    expect(chosen(expected, 1e-12)).toBeLessThan(0.5);
  });
});

type Expected = (point: Float64Array) => { readonly mean: number; readonly deviation: number };

/** What is proposed by a model that expects this, with values of this variance around it and a best mean of 0. */
function chosen(expected: Expected, noise: number): number {
  const posterior = {
    mean: 0,
    deviation: 0,
    noise,
    predict(point: Float64Array) {
      Object.assign(posterior, expected(point));
    },
  };
  const model = { posterior, means: [0], order: [], ledOn: false } as unknown as Model;
  const proposal = propose(
    axesOf(space),
    new Float64Array(),
    model,
    () => false,
    () => 0,
    stream(1),
  );
  return Number(proposal?.candidate.params.x);
}

const EVENLY = Array.from({ length: 11 }, (_, i) => i / 10);

function proposed(loss: (x: number) => number, tried = EVENLY, tilt = (_x: number) => 0): number {
  const history = new History({ space, direction: "minimize", maxStep: 1, rungs: [] });
  for (const x of tried) {
    const trial = history.add({ x });
    history.report(trial, 1, loss(x), null);
    history.setState(trial, "completed");
  }
  const axes = axesOf(space);
  const observations = observationsAt(history, 1, 1);
  const model = learn(axes, observations);
  const isTaken = (params: Params) => history.contains(params);
  const proposal = propose(axes, observations.points, model, isTaken, ([x]) => tilt(x), stream(3));
  return Number(proposal?.candidate.params.x);
}
