import { describe, expect, it } from "vitest";
import { readTrial } from "../../src/bundled/trial.ts";

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
  it("is read from JSON", () => {
    const { seed, params, epochs, checkpointDir } = trial;
    expect(readTrial(JSON.stringify({ ...trial, reported: 4, replicate: 2 }))).toEqual({
      seed,
      replicate: 2,
      params,
      epochs,
      checkpointDir,
      reported: 4,
    });
  });

  it("has nothing reported and is no replicate where nothing is said about it", () => {
    expect(readTrial(JSON.stringify(trial))).toMatchObject({ reported: 0, replicate: 0 });
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
      "with half a replicate",
      JSON.stringify({ ...trial, replicate: 0.5 }),
      "MACROSWEEP_TRIAL.replicate: 0.5 must be a whole number of at least 0",
    ],
    [
      "with less than nothing reported",
      JSON.stringify({ ...trial, reported: -1 }),
      "MACROSWEEP_TRIAL.reported: -1 must be a whole number of at least 0",
    ],
    [
      "without a folder",
      JSON.stringify({ ...trial, checkpointDir: 1 }),
      "MACROSWEEP_TRIAL.checkpointDir: 1 must be the path",
    ],
    ["without params", JSON.stringify({ ...trial, params: null }), "MACROSWEEP_TRIAL.params: null must be an object"],
  ])("is refused when it is %s", (_, text, message) => expect(() => readTrial(text)).toThrow(message));
});
