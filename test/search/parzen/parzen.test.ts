import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { History } from "../../../src/search/history/history.ts";
import { Parzen } from "../../../src/search/parzen/parzen.ts";
import { axesOf, toUnit } from "../../../src/search/space/axis.ts";
import type { Params, Space } from "../../../src/search/space/space.ts";

// A tree with a branch: `gamma` (continuous) and `power` (integers on the log scale) exist under focal only.
const space: Space = [
  { type: "categorical", name: "loss", values: ["ce", "focal", "dice"], when: {} },
  { type: "float", name: "gamma", min: 0.5, max: 5, scale: "linear", step: null, when: { loss: ["focal"] } },
  { type: "int", name: "power", min: 1, max: 3, scale: "log", step: 1, when: { loss: ["focal"] } },
  { type: "float", name: "rate", min: 1e-4, max: 1e-1, scale: "log", step: null, when: {} },
];
const observations: Params[] = [
  { loss: "focal", gamma: 0.6, power: 1, rate: 1e-4 },
  { loss: "focal", gamma: 3, power: 3, rate: 2e-3 },
  { loss: "ce", rate: 1e-2 },
  { loss: "ce", rate: 2e-2 },
];
const weights = Float64Array.from([0.1, 0.4, 0.2, 0.1, 0.2]);

describe("a Parzen density over a conditional space", () => {
  it("integrates to 1 over the whole tree", () => {
    const parzen = densityOf(observations, weights);
    let total = 0;
    for (const loss of ["ce", "dice"]) total += integral((u) => parzen.logDensity(pointOf({ loss }, { rate: u })));
    for (const power of [1, 2, 3]) {
      const under = { loss: "focal", power };
      total += integral(
        (rate) => Math.log(integral((gamma) => parzen.logDensity(pointOf(under, { gamma, rate })), 200)),
        200,
      );
    }
    expect(total).toBeCloseTo(1, 4);
  });

  it("is drawn from as it is evaluated", () => {
    const parzen = densityOf(observations, weights);
    const random = stream(11);
    const draws = Array.from({ length: 20_000 }, () => parzen.draw(random));
    // The share of draws in a region against the integral of the density there; four standard errors of a share are below 0.0142.
    const focal = draws.filter(({ params }) => params.loss === "focal").length / draws.length;
    const low = draws.filter(({ params, point }) => params.loss === "ce" && point[3] < 0.5).length / draws.length;
    const ce = integral((u) => parzen.logDensity(pointOf({ loss: "ce" }, { rate: u })));
    const dice = integral((u) => parzen.logDensity(pointOf({ loss: "dice" }, { rate: u })));
    const ceLow = integral((u) => parzen.logDensity(pointOf({ loss: "ce" }, { rate: u / 2 }))) / 2;
    expect(Math.abs(focal - (1 - ce - dice))).toBeLessThan(0.0142);
    expect(Math.abs(low - ceLow)).toBeLessThan(0.0142);
  });

  it("is uniform without observations: every category, cell and coordinate as likely as at random", () => {
    const prior = densityOf([], Float64Array.from([1]));
    expect(prior.logDensity(pointOf({ loss: "ce" }, { rate: 0.3 }))).toBeCloseTo(Math.log(1 / 3), 12);
    // Power 1 has log 3 of log 7 of its axis.
    const point = pointOf({ loss: "focal", power: 1 }, { gamma: 0.9, rate: 0.1 });
    expect(prior.logDensity(point)).toBeCloseTo(Math.log(Math.log(3) / Math.log(7) / 3), 12);
  });

  it("is highest around what was observed", () => {
    const parzen = densityOf(observations, weights);
    const at = (rate: number) => parzen.logDensity(pointOf({ loss: "ce" }, { rate }));
    const seen = toUnit(axesOf(space)[3], 1e-2);
    expect(at(seen)).toBeGreaterThan(at(0.25));
    expect(at(seen)).toBeGreaterThan(parzen.logDensity(pointOf({ loss: "dice" }, { rate: seen })));
  });

  it("has kernels no narrower than 3 % of the range, also where observations coincide", () => {
    const same = densityOf(new Array(50).fill({ loss: "ce", rate: 1e-2 }), new Float64Array(51).fill(1 / 51));
    const seen = toUnit(axesOf(space)[3], 1e-2);
    const at = (rate: number) => same.logDensity(pointOf({ loss: "ce" }, { rate }));
    // One deviation away a normal density has fallen by half a unit of its logarithm.
    expect(at(seen) - at(seen + 0.03)).toBeCloseTo(0.5, 1);
  });
});

function densityOf(params: readonly Params[], weightsWithPrior: Float64Array): Parzen {
  const history = new History({ space, direction: "maximize", maxStep: 1, rungs: [] });
  const trials = params.map((each) => history.add(each));
  return new Parzen(axesOf(space), history.points, trials, weightsWithPrior);
}

// Coordinates: those of the values in `params`, and `units` as they are.
function pointOf(params: Params, units: Readonly<Record<string, number>>): Float64Array {
  const axes = axesOf(space);
  return Float64Array.from(space, ({ name }, index) => {
    return units[name] ?? (params[name] === undefined ? Number.NaN : toUnit(axes[index], params[name]));
  });
}

// Midpoint rule over [0, 1] for a density given by its logarithm.
function integral(logDensity: (u: number) => number, cells = 2_000): number {
  let total = 0;
  for (let i = 0; i < cells; i++) total += Math.exp(logDensity((i + 0.5) / cells)) / cells;
  return total;
}
