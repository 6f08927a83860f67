import { describe, expect, it } from "vitest";
import { stream } from "../../../src/search/chance/stream.ts";
import { beliefOf } from "../../../src/search/learning/belief.ts";
import { type Axis, axesOf, toUnit } from "../../../src/search/space/axis.ts";
import type { Confidence, Parameter, ParamValue } from "../../../src/search/space/parameter.ts";

const rate = { type: "float", name: "rate", min: 1e-4, max: 1, scale: "log", step: null, when: {} } as const;
const layers = { type: "int", name: "layers", min: 1, max: 4, scale: "linear", step: 1, when: {} } as const;
const width = { type: "int", name: "width", min: 8, max: 1_000, scale: "log", step: 1, when: {} } as const;
const loss = { type: "categorical", name: "loss", values: ["ce", "focal", "ldam", "dice"], when: {} } as const;

describe("a belief", () => {
  it("is none where no parameter has a prior", () => {
    expect(beliefOf(axesOf([rate, layers, loss]))).toBeNull();
  });

  // scipy.stats.truncnorm 1.17 at u = 0.05, 0.25 and 0.9.
  it.each([
    ["medium", 1e-3, [1.352907627670873, 2.2305675830334173, 0.011344821151760637]],
    ["high", 1, [2.0155870788600317e-19, 4.868641066058005e-12, 4.839414490382868]],
    ["low", 1e-2, [0.6716004950276971, 1.0401951952765798, 0.7669918398713178]],
  ] as const)(
    "of %s confidence is a normal density around %d on the scale of a number, cut off at its ends",
    (confidence, center, densities) => {
      const density = densityOf(rate, center, confidence);
      [0.05, 0.25, 0.9].forEach((u, index) => {
        expect(density(u)).toBeCloseTo(densities[index], 5);
      });
    },
  );

  it("has over the cells of a few whole numbers the masses of that density", () => {
    const density = densityOf(layers, 2, "medium");
    const masses = [1, 2, 3, 4].map((value) => density(toUnit(axis(layers), value)) / 4);
    // scipy.stats.truncnorm around 0.375 with a deviation of 0.2.
    const expected = [0.24319770150829112, 0.4831442982823041, 0.24319770150829123, 0.030460298701113553];
    masses.forEach((mass, index) => {
      expect(mass).toBeCloseTo(expected[index], 6);
    });
  });

  it("gives a share of the mass to one category and the rest to all alike", () => {
    const density = densityOf(loss, "focal", "medium");
    const masses = loss.values.map((value) => density(toUnit(axis(loss), value)) / 4);
    expect(masses).toEqual([0.125, 0.625, 0.125, 0.125].map((mass) => expect.closeTo(mass, 12)));
  });

  it.each([
    [rate, 1],
    [layers, 1],
    [width, 64],
    [loss, "dice"],
  ] as const)("integrates to 1 (%j around %s)", (parameter, center) => {
    for (const confidence of ["low", "medium", "high"] as const) {
      const density = densityOf(parameter, center, confidence);
      expect(integral(density, 10_000)).toBeCloseTo(1, 3);
    }
  });

  it.each([
    [rate, 1],
    [layers, 1],
    [width, 64],
    [loss, "dice"],
  ] as const)("is drawn from as it is evaluated (%j around %s)", (parameter, center) => {
    const belief = beliefOf([axis(parameter, { center, confidence: "medium" })])!;
    const density = densityOf(parameter, center, "medium");
    const random = stream(3);
    const counts = new Array(4).fill(0);
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw++) {
      const u = toUnit(axis(parameter), belief.draw(random)[parameter.name]);
      counts[Math.min(3, Math.floor(u * 4))]++;
    }
    // Four standard errors of a share are at most 4 * sqrt(0.25 / 20,000) = 0.014; a cell of `width` may reach over a quarter's edge.
    counts.forEach((count, quarter) => {
      const mass = integral((u) => density((quarter + u) / 4), 2_500) / 4;
      expect(Math.abs(count / draws - mass)).toBeLessThan(0.02);
    });
  });

  it("says nothing of a parameter without a prior, nor of one that is not active", () => {
    const gamma = { type: "float", name: "gamma", min: 0, max: 1, scale: "linear", step: null } as const;
    const believed = { ...gamma, when: { loss: ["focal"] }, prior: { center: 0.2, confidence: "high" } } as const;
    const belief = beliefOf(axesOf([loss, believed]))!;
    expect(belief.logDensity(Float64Array.of(0.1, Number.NaN))).toBe(0);
    expect(belief.logDensity(Float64Array.of(0.4, 0.2))).toBeGreaterThan(1);
  });

  it("leaves what is given, and draws no child that it rules out", () => {
    const gamma = { type: "float", name: "gamma", min: 0, max: 1, scale: "linear", step: null } as const;
    const prior = { center: 0.2, confidence: "high" } as const;
    const belief = beliefOf(
      axesOf([loss, { ...gamma, when: { loss: ["focal"] }, prior }, { ...layers, prior: { ...prior, center: 2 } }]),
    )!;
    expect(belief.draw(stream(1), { loss: "ce", layers: 4 })).toEqual({ loss: "ce", layers: 4 });
    expect(belief.draw(stream(1), { loss: "focal", layers: 4 })).toEqual({
      loss: "focal",
      gamma: expect.closeTo(0.2, 0),
      layers: 4,
    });
  });
});

function axis(parameter: Parameter, prior?: Parameter["prior"]): Axis {
  return axesOf([prior === undefined ? parameter : { ...parameter, prior }])[0];
}

/** The density of the belief around a centre, in relation to the uniform one. */
function densityOf(parameter: Parameter, center: ParamValue, confidence: Confidence): (u: number) => number {
  const belief = beliefOf([axis(parameter, { center, confidence })])!;
  return (u) => Math.exp(belief.logDensity(Float64Array.of(u)));
}

// Over [0, 1], by the midpoint rule.
function integral(density: (u: number) => number, points: number): number {
  let sum = 0;
  for (let index = 0; index < points; index++) sum += density((index + 0.5) / points);
  return sum / points;
}
