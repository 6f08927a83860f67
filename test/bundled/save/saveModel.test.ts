import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startBackend } from "../../../src/bundled/backend/backend.ts";
import { type Dataset, datasetOf } from "../../../src/bundled/data/dataset.ts";
import type { Model } from "../../../src/bundled/data/layout.ts";
import { valuesOf } from "../../../src/bundled/data/values.ts";
import { readParams } from "../../../src/bundled/params/readParams.ts";
import { randomOfSeed } from "../../../src/bundled/random.ts";
import { saveModel } from "../../../src/bundled/save/saveModel.ts";
import { train } from "../../../src/bundled/train.ts";

beforeAll(async () => {
  await startBackend(console.error);
});

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "model-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** 90 samples far from mean 0 and deviation 1, of a class that their sum tells, the first one far out of all bounds. */
function samples(shape: readonly number[], model: Model): { data: Dataset; raw: Float64Array } {
  const random = randomOfSeed(3);
  const size = shape.reduce((product, length) => product * length, 1);
  const raw = Float64Array.from({ length: 90 * size }, (_, at) => (at === 0 ? 1e4 : 50 + 7 * random.gaussian()));
  const labels = Array.from({ length: 90 }, (_, row) => {
    const sum = raw.subarray(row * size, (row + 1) * size).reduce((total, value) => total + value, 0);
    return sum > 51 * size ? "high" : "low";
  });
  const parts = labels.map((_, row) => (row % 3 === 0 ? "val" : "train"));
  const features = shape.length === 1 ? ["a", "b", "c"].map((name) => ({ name, texts: null })) : null;
  const division = { val: 0, test: 0, folds: 0, seed: 0 };
  const gaps = new Array<null>(size).fill(null);
  const values = valuesOf([raw], 90, size);
  const all = { shape, values, gaps, labels, parts, groups: null, features, remarks: [] };
  const options = { model, missing: "refuse", channels: null, division } as const;
  return { data: datasetOf(all, "x", options, { replicate: 0 }), raw };
}

async function load(folder: string): Promise<tfl.LayersModel> {
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));
  const weightData = Uint8Array.from(readFileSync(join(folder, weightsManifest[0].paths[0]))).buffer;
  return tfl.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }));
}

const written = { encoding: null, comma: false };

describe("a saved model", () => {
  it.each<[Model, number[], Record<string, unknown>]>([
    ["mlp", [3], {}],
    ["mlp", [3], { batch_norm: true, dropout: 0.2 }],
    ["mlp", [3], { loss: "ldam" }],
    ["cnn1d", [12, 2], { depth: 2, width: 4 }],
    ["cnn2d", [6, 5, 1], { depth: 2, width: 4, batch_norm: false }],
  ])(
    "of %s on %j, loaded by TensorFlow.js, takes the validation samples for the same classes: %j",
    async (model, shape, raw) => {
      const { data, raw: values } = samples(shape, model);
      const params = readParams({ learning_rate: 0.03, batch_size: 16, ...raw }, model);
      const reports: string[] = [];
      const trial = { seed: 1, replicate: 0, params: raw, epochs: 4, reported: 0, checkpointDir: temporary() };
      const trained = train(trial, params, data, "this", (report) => reports.push(report));
      const folder = join(temporary(), "model");
      await saveModel(folder, trained, data, params, written);

      const loaded = await load(folder);
      const probabilities = loaded.predict(tf.tensor(Float32Array.from(values), [90, ...shape])) as tf.Tensor2D;
      const predicted = tf.argMax(probabilities, 1).dataSync();
      const confusion = [
        [0, 0],
        [0, 0],
      ];
      data.val.labels.forEach((label, row) => {
        confusion[label]![predicted[3 * row]!]!++;
      });
      expect(confusion).toEqual(JSON.parse(reports[3]!).confusion);
      expect(confusion.every((row) => row.some((count) => count > 0))).toBe(true);
      const sums = tf.sum(probabilities, 1).dataSync();
      expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-5);
    },
  );

  it("stands beside its params, classes and features, and a page that says how to load it", async () => {
    const { data } = samples([3], "mlp");
    const params = readParams({ width: 4 }, "mlp");
    const trial = { seed: 1, replicate: 0, params: {}, epochs: 2, reported: 0, checkpointDir: temporary() };
    const trained = train(trial, params, data, "this", () => {});
    const folder = temporary();
    await saveModel(folder, trained, data, params, written);
    const about = JSON.parse(readFileSync(join(folder, "trial.json"), "utf8"));
    expect(about).toMatchObject({
      model: "mlp",
      shape: [3],
      classes: ["low", "high"],
      features: ["a", "b", "c"],
      epochs: 2,
    });
    expect(about.params).toEqual(params);
    expect(about.macroF1).toBe(trained.macroF1);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain("in this order: low, high.");
  });

  it("leaves no tensor behind", async () => {
    const { data } = samples([12, 2], "cnn1d");
    const params = readParams({ width: 4, depth: 1 }, "cnn1d");
    const trial = { seed: 1, replicate: 0, params: {}, epochs: 1, reported: 0, checkpointDir: temporary() };
    const trained = train(trial, params, data, "this", () => {});
    const before = tf.memory().numTensors;
    await saveModel(temporary(), trained, data, params, written);
    expect(tf.memory().numTensors).toBe(before);
  });
});
