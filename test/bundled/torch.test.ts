import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "../../src/bundled/backend/backend.ts";
import type { Model } from "../../src/bundled/data/layout.ts";
import { lossOf } from "../../src/bundled/losses/index.ts";
import { truthOf } from "../../src/bundled/losses/truth.ts";
import { followed } from "../../src/bundled/network/batchNorm.ts";
import { modelOf } from "../../src/bundled/network/modelOf.ts";
import { forward, initialStatistics } from "../../src/bundled/network/network.ts";
import { adamStep, freshAdam } from "../../src/bundled/optimizer/adam.ts";
import { clip } from "../../src/bundled/optimizer/clip.ts";
import { learningRate } from "../../src/bundled/optimizer/schedule.ts";
import { readParams } from "../../src/bundled/params/readParams.ts";
import { randomOfSeed } from "../../src/bundled/random.ts";
import fixture from "./torch.json" with { type: "json" };

// Everything that is compared with PyTorch: with its numbers in torch.json, and with those of the PyTorch of this machine.

type Torch = typeof fixture;

const script = fileURLToPath(new URL("make_torch.py", import.meta.url));
// Debian's PyTorch belongs to Debian's Python, which need not be the first one.
const python = ["python3", "/usr/bin/python3"].find(
  (program) => spawnSync(program, ["-c", "import torch"]).status === 0,
);

function live(program: string): Torch {
  const { status, stdout, stderr } = spawnSync(program, [script, "7"], { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

beforeAll(async () => {
  await startBackend(console.error);
});

describe(`as ${fixture.madeBy}`, () => compare(fixture));

describe.skipIf(python === undefined)("as the PyTorch of this machine (skipped without it)", () => {
  compare(python === undefined ? fixture : live(python));
});

function compare({ losses, mixed, networks, adamw, clipping, schedules }: Torch): void {
  describe("a loss and its gradient", () => {
    it.each(losses)("$loss, weights $weights, smoothing $smoothing, gamma $gamma", (wanted) => {
      const params = readParams({ ...askedOf(wanted), label_smoothing: wanted.smoothing }, "mlp");
      const truth = truthOf(Int32Array.from(wanted.labels), 4);
      const { value, slope } = lossOf(params, wanted.counts)(Float32Array.from(wanted.logits.flat()), truth, true);
      expectClose([value], [wanted.value]);
      expectClose(slope, wanted.gradient.flat());
    });

    it("of rows that are mixed, smoothed", () => {
      const loss = lossOf(readParams({ label_smoothing: 0.1 }, "mlp"), [1, 1, 1]);
      const [logits, truth] = [mixed.logits, mixed.truth].map((rows) => Float32Array.from(rows.flat()));
      const { value, slope } = loss(logits!, truth!, true);
      expectClose([value], [mixed.value]);
      expectClose(slope, mixed.gradient.flat());
    });
  });

  describe("a network", () => {
    const named = networks.map((one) => [`${one.name} ${JSON.stringify(one.params)}`, one] as const);

    it.each(named)("%s has the same loss, gradient and statistics, and then the same logits", (_, wanted) => {
      const model = wanted.name as Model;
      const network = modelOf({ model, shape: wanted.shape }, 2, readParams(wanted.params, model));
      const weights = Float32Array.from(wanted.weights);
      const input = tf.tensor(wanted.features, [6, ...wanted.shape]);
      const noted: tf.Tensor1D[] = [];
      const training = forward(network, weights, input, { kind: "training", random: randomOfSeed(1), noted });
      const crossEntropy = lossOf(readParams({}, "mlp"), [1, 1]);
      const truth = truthOf(Int32Array.from(wanted.labels), 2);
      const { value, slope } = crossEntropy(training.logits.dataSync<"float32">(), truth, true);
      expectClose([value], [wanted.value]);
      expectClose(training.gradient(slope), wanted.gradient);
      const statistics = followed(initialStatistics(network), noted);
      expectClose(statistics, wanted.statistics);
      const { logits } = forward(network, weights, input, { kind: "evaluation", statistics });
      expectClose(logits.dataSync(), wanted.logits.flat());
    });
  });

  it("AdamW's steps, with weight decay and without", () => {
    const state = freshAdam(Float32Array.from(adamw.start));
    adamw.gradients.forEach((gradient, step) => {
      adamStep(state, Float32Array.from(gradient), adamw.rates[step]!, Float32Array.from(adamw.decay));
    });
    expectClose(state.weights, adamw.end);
  });

  it.each(clipping)("a clipped gradient of $name: norm $clip_norm, adaptive $clip_adaptive", (wanted) => {
    const model = wanted.name as Model;
    const { clip_norm, clip_adaptive } = wanted;
    const params = readParams({ depth: 1, width: 4, batch_norm: false, clip_norm, clip_adaptive }, model);
    const { parts } = modelOf({ model, shape: model === "mlp" ? [3] : [9, 2] }, 2, params);
    const gradient = Float32Array.from(wanted.gradient);
    clip(gradient, Float32Array.from(wanted.weights), parts, params);
    expectClose(gradient, wanted.clipped);
  });

  it.each(["plateau", "cosine"] as const)("the rates of the schedule %s", (schedule) => {
    const { macroF1s, rate, factor, patience } = schedules;
    const plateau = schedule === "plateau" ? { plateau_factor: factor, plateau_patience: patience } : {};
    const params = readParams({ schedule, learning_rate: rate, ...plateau }, "mlp");
    const rates = macroF1s.map((_, epoch) => learningRate(params, macroF1s.slice(0, epoch), macroF1s.length)(0));
    expectClose(rates, schedules[schedule]);
  });
}

/** The params of a case: those that would have no effect are left out, since they are refused. */
function askedOf({ loss, gamma, weights, beta }: Torch["losses"][number]): Record<string, unknown> {
  return {
    loss,
    ...(gamma === null ? {} : { focal_gamma: gamma }),
    ...(loss === "cross_entropy" ? {} : { class_weights: weights }),
    ...(weights === "effective_number" ? { effective_beta: beta } : {}),
  };
}

/** The same to 5 digits; ours are 32-bit floats. */
function expectClose(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, at) => {
    expect(Math.abs(found[at] - value), `value ${at}: ${found[at]}, not ${value}`).toBeLessThan(
      1e-5 * Math.max(1, Math.abs(value)),
    );
  });
}
