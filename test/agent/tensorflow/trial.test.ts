import { describe, expect, it } from "vitest";
import { readParams } from "../../../src/agent/trainer/tensorflow/params.ts";
import { readTrial } from "../../../src/agent/trainer/tensorflow/trial.ts";

const trial = {
  sweep: "s",
  trial: 3,
  attempt: 1,
  seed: 5,
  params: { loss: "focal", focal_gamma: 1.5 },
  epochs: 9,
  checkpointDir: "c",
};

describe("a trial", () => {
  it("is read from JSON, with defaults for the params that it leaves out", () => {
    const { seed, epochs, checkpointDir, params } = readTrial(JSON.stringify(trial));
    expect({ seed, epochs, checkpointDir }).toEqual({ seed: 5, epochs: 9, checkpointDir: "c" });
    expect(params).toMatchObject({ loss: "focal", focal_gamma: 1.5, sampler: "shuffle", batch_size: 128 });
  });

  it.each([
    ["absent", undefined, "MACROSWEEP_TRIAL: not set"],
    ["no JSON", "{", "MACROSWEEP_TRIAL: must be JSON"],
    ["no object", "[]", "MACROSWEEP_TRIAL: must be a JSON object"],
    [
      "without epochs",
      JSON.stringify({ ...trial, epochs: 0 }),
      "MACROSWEEP_TRIAL.epochs: 0 must be a whole number of at least 1",
    ],
    [
      "with a broken seed",
      JSON.stringify({ ...trial, seed: 0.5 }),
      "MACROSWEEP_TRIAL.seed: 0.5 must be a whole number",
    ],
    [
      "without a folder",
      JSON.stringify({ ...trial, checkpointDir: 1 }),
      "MACROSWEEP_TRIAL.checkpointDir: 1 must be the path",
    ],
    ["without params", JSON.stringify({ ...trial, params: null }), "MACROSWEEP_TRIAL.params: null must be an object"],
  ])("is refused when it is %s", (_, text, message) => expect(() => readTrial(text)).toThrow(message));
});

describe("params are refused", () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      "an unknown one",
      { momentum: 0.9 },
      "params.momentum: unknown parameter; this trainer knows loss, focal_gamma, label_smoothing",
    ],
    ["one of an object's own names", { constructor: 1 }, "params.constructor: unknown parameter"],
    [
      "an unknown loss",
      { loss: "hinge" },
      'params.loss: "hinge" must be one of cross_entropy, weighted_cross_entropy, focal',
    ],
    ["an unknown sampler", { sampler: 3 }, "params.sampler: 3 must be one of shuffle, weighted, balanced"],
    ["a gamma without the focal loss", { focal_gamma: 2 }, "params.focal_gamma: 2 needs loss focal, not cross_entropy"],
    ["smoothing out of range", { label_smoothing: 0.4 }, "params.label_smoothing: 0.4 must be a number from 0 to 0.3"],
    ["a number as text", { learning_rate: "1e-3" }, 'params.learning_rate: "1e-3" must be a number from 1e-8 to 1'],
    ["half a layer", { depth: 1.5 }, "params.depth: 1.5 must be a whole number"],
  ])("%s", (_, raw, message) => expect(() => readParams(raw)).toThrow(message));

  it("all at once", () => {
    expect(() => readParams({ loss: "hinge", augmentation: 2 })).toThrow(/params\.loss: .*\nparams\.augmentation: /);
  });
});
