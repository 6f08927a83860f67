import { describe, expect, it } from "vitest";
import type { Model } from "../../../src/bundled/data/layout.ts";
import { readParams } from "../../../src/bundled/params/readParams.ts";

describe("params that a trial leaves out", () => {
  it("are plain for an MLP: no weights, no augmentation, no batch norm", () => {
    expect(readParams({}, "mlp")).toMatchObject({
      loss: "cross_entropy",
      class_weights: "none",
      augmentation: 0,
      batch_norm: false,
      width: 64,
      depth: 2,
    });
  });

  it("are those of the paper for LDAM: effective number, deferred to the last fifth", () => {
    expect(readParams({ loss: "ldam" }, "mlp")).toMatchObject({
      class_weights: "effective_number",
      effective_beta: 0.9999,
      reweight_from: 0.8,
      ldam_margin: 0.5,
      ldam_scale: 30,
    });
  });

  it("have batch norm and few filters for a CNN", () => {
    expect(readParams({}, "cnn1d")).toMatchObject({ batch_norm: true, width: 16, depth: 3 });
  });
});

describe("params are refused", () => {
  it.each<[string, Record<string, unknown>, string, Model?]>([
    [
      "an unknown one",
      { momentum: 0.9 },
      "params.momentum: unknown parameter; this trainer knows loss, focal_gamma, ldam_margin",
    ],
    ["one of an object's own names", { constructor: 1 }, "params.constructor: unknown parameter"],
    [
      "an unknown loss",
      { loss: "hinge" },
      'params.loss: "hinge" must be one of cross_entropy, weighted_cross_entropy, focal, ldam',
    ],
    ["an unknown sampler", { sampler: 3 }, "params.sampler: 3 must be one of shuffle, weighted, balanced"],
    ["a gamma without the focal loss", { focal_gamma: 2 }, "params.focal_gamma: 2 needs loss focal, not cross_entropy"],
    ["a margin without LDAM", { loss: "focal", ldam_margin: 1 }, "params.ldam_margin: 1 needs loss ldam, not focal"],
    [
      "a beta without its weights",
      { loss: "focal", effective_beta: 0.9 },
      "params.effective_beta: 0.9 needs class_weights effective_number, not none",
    ],
    [
      "weights under a loss that has none",
      { class_weights: "inverse_frequency" },
      'params.class_weights: "inverse_frequency" needs loss weighted_cross_entropy or focal or ldam, not cross_entropy',
    ],
    [
      "a weighted loss without weights",
      { loss: "weighted_cross_entropy", class_weights: "none" },
      'params.class_weights: "none" must be weights for loss weighted_cross_entropy',
    ],
    [
      "a plateau's patience under a cosine",
      { plateau_patience: 3 },
      "params.plateau_patience: 3 needs schedule plateau, not cosine",
    ],
    [
      "a part of augmentation that another kind of data has",
      { augment_warp: true },
      "params.augment_warp: true needs model cnn1d, not mlp",
    ],
    [
      "frequency masks for a series",
      { augment_spec: true },
      "params.augment_spec: true needs model cnn2d, not cnn1d",
      "cnn1d",
    ],
    [
      "more of a minority than a batch has",
      { minority_per_batch: 20, batch_size: 16 },
      "params.minority_per_batch: 20 must be at most batch_size, which is 16",
    ],
    ["smoothing out of range", { label_smoothing: 0.4 }, "params.label_smoothing: 0.4 must be a number from 0 to 0.3"],
    ["a number as text", { learning_rate: "1e-3" }, 'params.learning_rate: "1e-3" must be a number from 1e-8 to 1'],
    ["half a layer", { depth: 1.5 }, "params.depth: 1.5 must be a whole number from 0 to 16"],
    ["a flag as text", { batch_norm: "yes" }, 'params.batch_norm: "yes" must be true or false'],
  ])("%s", (_, raw, message, model = "mlp") => expect(() => readParams(raw, model)).toThrow(message));

  it("all at once", () => {
    expect(() => readParams({ loss: "hinge", augmentation: 2 }, "mlp")).toThrow(
      /params\.loss: .*\nparams\.augmentation: /,
    );
  });
});
