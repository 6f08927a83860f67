import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type CommandTrainer, renderArgv } from "../src/controller/core/document/commandTrainer.ts";
import { readDocument } from "../src/controller/core/document/spec.ts";
import { checkParams, type Params } from "../src/search/space/space.ts";
import { macrosweep } from "./cli/command.ts";

const examples = join(import.meta.dirname, "..", "examples");

/** The arguments after the script in the third trial of an example; the params must be a configuration of its space. */
function argv(name: string, params: Params): string[] {
  const spec = readDocument(parse(readFileSync(join(examples, `${name}.yaml`), "utf8")));
  expect(checkParams(spec.parameters, params, "params")).toEqual([]);
  const facts = { space: spec.parameters, params, trial: 2, seed: 11, epochs: spec.budget.epochsPerTrial };
  const [python, script, ...args] = renderArgv(spec.trainer as CommandTrainer, facts);
  expect([python, script]).toEqual(["python3", expect.stringMatching(/^path\/to\/train_\w+\.py$/)]);
  return args;
}

it.each(["imbalance", "confirm", "speech-emotion", "heartbeat", "gaze", "hearing"])(
  "the example %s is valid",
  async (name) => {
    const { code, stdout } = await macrosweep("validate", join(examples, `${name}.yaml`));
    expect(stdout).toContain(`is valid: sweep ${name}, `);
    expect(code).toBe(0);
  },
);

it.each(["keras_csv", "lightning_csv", "transformers_state", "tensorboard_runs", "pandas_table"])(
  "the example reports/%s is valid",
  async (name) => {
    const { code, stderr } = await macrosweep("validate", join(examples, "reports", `${name}.yaml`));
    expect(stderr).toBe("");
    expect(code).toBe(0);
  },
);

describe("the command line of the speech-emotion example", () => {
  const common = { label_smoothing: 0.1, learning_rate: 0.0002 };

  it("has the flags of focal loss, SpecAugment and the balanced sampler where they are on", () => {
    const params = {
      loss: "focal",
      focal_gamma: 2,
      use_specaug: true,
      augmentation: 0.5,
      balanced_sampler: true,
      ...common,
    };
    expect(argv("speech-emotion", params)).toEqual([
      "--epochs=36",
      "--seed=11",
      "--lr=0.0002",
      "--label_smoothing=0.1",
      "--focal_loss",
      "--focal_gamma",
      "2.0",
      "--use_specaug",
      "--specaug_freq",
      "8",
      "--specaug_time",
      "20",
      "--balanced_sampler",
    ]);
  });

  it("has none of them where they are off", () => {
    const params = { loss: "class_weighted", use_specaug: false, balanced_sampler: false, ...common };
    const args = ["--epochs=36", "--seed=11", "--lr=0.0002", "--label_smoothing=0.1", "--class_weight_loss"];
    expect(argv("speech-emotion", params)).toEqual(args);
  });
});

describe("the command line of the heartbeat example", () => {
  const common = { dropout: 0.25, learning_rate: 0.001 };
  const rest = ["--dropout=0.25", "--lr=0.001", "--epochs=27", "--seed=11"];

  it("has the margin under LDAM", () => {
    const params = { loss: "ldam", ldam_margin: 0.5, backbone: "large", ...common };
    const first = ["--classes=N,S,V,F,Q", "--channels=64", "--loss=ldam", "--max-margin=0.5"];
    expect(argv("heartbeat", params)).toEqual([...first, ...rest]);
  });

  it("has neither margin nor gamma under cross entropy", () => {
    const params = { loss: "ce", backbone: "small", ...common };
    expect(argv("heartbeat", params)).toEqual(["--classes=N,S,V,F,Q", "--channels=16", "--loss=ce", ...rest]);
  });
});

describe("the command line of the gaze example", () => {
  const common = { batch_size: 128, learning_rate: 0.003 };
  const rest = ["--epochs=20", "--seed=11", "--log=gaze-2.jsonl"];

  it("has the settings of the WeightedRandomSampler where it draws the batches", () => {
    const params = { sampler: "weighted", minority_per_batch: 16, replacement: true, ...common };
    const sampler = ["--weighted_random_sampler", "--minority_per_batch", "16", "--replacement"];
    expect(argv("gaze", params)).toEqual(["--batch_size=128", "--lr=0.003", ...sampler, ...rest]);
  });

  it("has none where batches are shuffled", () => {
    const params = { sampler: "shuffle", ...common };
    expect(argv("gaze", params)).toEqual(["--batch_size=128", "--lr=0.003", ...rest]);
  });
});

describe("the command line of the hearing example", () => {
  const common = { classification_weight: 2.5, threshold_weight: 1, head_dropout: 0.25, learning_rate: 0.0001 };
  const weights = ["--loss_weights", "classification=2.5", "threshold=1.0"];
  const rest = [
    "--head_dropout=0.25",
    "--lr=0.0001",
    "--patience=40",
    "--epochs=180",
    "--seed=11",
    "--logdir=runs/hearing-2",
  ];

  it("has alpha and gamma with the focal loss", () => {
    const focal = ["--focal", "--focal_alpha", "0.75", "--focal_gamma", "2.0"];
    const params = { focal: true, focal_alpha: 0.75, focal_gamma: 2, ...common };
    expect(argv("hearing", params)).toEqual([...weights, ...focal, ...rest]);
  });

  it("has neither without it", () => {
    expect(argv("hearing", { focal: false, ...common })).toEqual([...weights, ...rest]);
  });
});
