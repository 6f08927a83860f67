import { describe, expect, it } from "vitest";
import { augment } from "../../../src/bundled/augment/index.ts";
import type { Batch } from "../../../src/bundled/augment/part.ts";
import type { Model } from "../../../src/bundled/data/layout.ts";
import { readParams } from "../../../src/bundled/params/readParams.ts";
import { randomOfSeed } from "../../../src/bundled/random.ts";

const SHAPES = { mlp: [6], cnn1d: [20, 1], cnn2d: [20, 20, 1] } satisfies Record<Model, number[]>;

const PARTS = {
  mlp: ["noise", "scale", "drop", "mixup"],
  cnn1d: ["warp", "shift", "noise", "scale", "cutout", "mixup", "cutmix"],
  cnn2d: ["shift", "noise", "scale", "cutout", "spec", "mixup", "cutmix"],
} satisfies Record<Model, string[]>;

/** 8 rows of two classes in turns, of values that are all different. */
function batchFor(model: Model): Batch {
  const size = SHAPES[model].reduce((product, length) => product * length, 1);
  const features = Float32Array.from({ length: 8 * size }, (_, at) => 1 + at / 7);
  const truth = Float32Array.from({ length: 16 }, (_, at) => (Math.floor(at / 2) % 2 === at % 2 ? 1 : 0));
  return { rows: 8, shape: SHAPES[model], features, truth };
}

function augmented(model: Model, parts: readonly string[], strength: number, random = randomOfSeed(3)): Batch {
  const flags = Object.fromEntries(PARTS[model].map((part) => [`augment_${part}`, parts.includes(part)]));
  const batch = batchFor(model);
  augment(batch, model, readParams({ augmentation: strength, ...flags }, model), random);
  return batch;
}

const all = Object.entries(PARTS).flatMap(([model, parts]) => parts.map((part) => [model as Model, part] as const));

it.each(["mlp", "cnn1d", "cnn2d"] as const)("changes nothing and draws nothing at strength 0: %s", (model) => {
  const random = randomOfSeed(1);
  expect(augmented(model, PARTS[model], 0, random)).toEqual(batchFor(model));
  expect(random.state()).toEqual(randomOfSeed(1).state());
});

it.each(all)("%s with %s alone changes the batch, and without any part nothing does", (model, part) => {
  expect(augmented(model, [part], 1).features).not.toEqual(batchFor(model).features);
  expect(augmented(model, [], 1)).toEqual(batchFor(model));
});

describe("the truth", () => {
  it.each(all.filter(([, part]) => !part.includes("mi")))("stays what it is: %s with %s", (model, part) => {
    expect(augmented(model, [part], 1).truth).toEqual(batchFor(model).truth);
  });

  it.each(all.filter(([, part]) => part.includes("mi")))("sums to 1 in each row: %s with %s", (model, part) => {
    const { truth } = augmented(model, [part], 1);
    for (let row = 0; row < 8; row++) expect(truth[2 * row]! + truth[2 * row + 1]!).toBeCloseTo(1, 6);
  });
});

it("mixes a batch in one of both ways, each about as often", () => {
  const random = randomOfSeed(5);
  // CutMix puts whole values of other rows in; mixup makes values that were in no row.
  const known = new Set(batchFor("cnn1d").features);
  const cut = Array.from({ length: 400 }, () => augmented("cnn1d", ["mixup", "cutmix"], 1, random)).filter(
    ({ features }) => features.every((value) => known.has(value)),
  );
  // Four standard errors of a half of 400.
  expect(Math.abs(cut.length - 200)).toBeLessThan(40);
});
