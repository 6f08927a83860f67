import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { readReportLine } from "../../src/agent/trainer/protocol.ts";
import { startBackend } from "../../src/bundled/backend/backend.ts";
import { type Dataset, datasetOf } from "../../src/bundled/data/dataset.ts";
import type { Model } from "../../src/bundled/data/layout.ts";
import { valuesOf } from "../../src/bundled/data/values.ts";
import { readParams } from "../../src/bundled/params/readParams.ts";
import { randomOfSeed } from "../../src/bundled/random.ts";
import { train } from "../../src/bundled/train.ts";
import { readCsv } from "./data/table.ts";

// Everything that draws from the stream of chance is on, and everything that depends on the epochs before.
const raw = {
  augmentation: 0.5,
  augment_mixup: true,
  dropout: 0.2,
  batch_norm: true,
  sampler: "weighted",
  minority_per_batch: 4,
  loss: "ldam",
  label_smoothing: 0.1,
  schedule: "plateau",
  plateau_patience: 0,
  clip_norm: 1,
  clip_adaptive: 0.5,
  weight_decay: 0.01,
  batch_size: 32,
  width: 8,
  learning_rate: 0.03,
};

let folder: string;
let table: Dataset;
let times: Dataset;

beforeAll(async () => {
  await startBackend(console.error);
  table = await clouds("mlp");
  times = await clouds("cnn1d");
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trainer-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

describe("a trial", () => {
  it("reports each epoch in order, then the test rows", () => {
    const reports = run({ epochs: 3 }).map((report) => JSON.parse(report));
    expect(reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3, undefined]);
    expect(reports[0]).toEqual({
      epoch: 1,
      confusion: [
        [expect.any(Number), expect.any(Number)],
        [expect.any(Number), expect.any(Number)],
      ],
      classes: ["a", "b"],
      metrics: { loss: expect.any(Number) },
    });
    expect(Object.keys(reports[3])).toEqual(["test", "classes"]);
    expect(reports.map(({ confusion, test }) => total(confusion ?? test.confusion))).toEqual([30, 30, 30, 30]);
  });

  it("learns: the loss falls and both clouds are told apart", () => {
    const reports = run({ epochs: 12, params: { width: 8, learning_rate: 0.03, batch_size: 32 } }).map((report) =>
      JSON.parse(report),
    );
    expect(reports[11].metrics.loss).toBeLessThan(reports[0].metrics.loss);
    const [[a, wrongA], [wrongB, b]] = reports[12].test.confusion;
    expect([wrongA / (a + wrongA), wrongB / (b + wrongB)].every((share) => share < 0.2)).toBe(true);
  });

  it("says nothing about test rows where there are none", () => {
    const without = { ...table, test: { rows: 0, features: new Float32Array(), labels: new Int32Array() } };
    expect(run({ epochs: 2, table: without }).map((report) => JSON.parse(report).epoch)).toEqual([1, 2]);
  });

  it("is the same for the same seed, and another for another", () => {
    const first = run({ epochs: 2 });
    fresh();
    expect(run({ epochs: 2 })).toEqual(first);
    fresh();
    expect(run({ epochs: 2, seed: 2 })).not.toEqual(first);
  });

  it("ends early when macro-F1 has had no new best for half of the epochs, and at least 10", () => {
    const blind = { ...table, train: { ...table.train, features: table.train.features.map(() => 0) } };
    const still = { ...blind, val: { ...table.val, features: table.val.features.map(() => 0) } };
    const shuffle = { learning_rate: 1e-8 };
    // The first epoch is the best one.
    expect(run({ epochs: 40, table: still, params: shuffle }).length).toBe(1 + 20 + 1);
    fresh();
    expect(run({ epochs: 12, table: still, params: shuffle }).length).toBe(1 + 10 + 1);
  });

  it("says NaN as the loss of a network that has lost its numbers: whether it goes on is not for the trainer to say", () => {
    const wild = { learning_rate: 1, depth: 16, width: 64, weight_decay: 10 };
    const reports = run({ epochs: 11, params: wild });
    expect(reports.length).toBe(12);
    const [read] = readReportLine({
      number: 11,
      text: `@macrosweep ${reports[10]}`,
      bytes: 0,
      cut: false,
      end: "",
      overwritten: false,
    });
    expect(read?.metrics).toEqual([{ name: "loss", value: Number.NaN }]);
  });

  it.each([
    ["the given one", { reweight_from: 0.5 }, 3],
    ["from the first epoch on without one, but under LDAM", {}, 0],
    ["from 80 % of the epochs on without one under LDAM", { loss: "ldam" }, 5],
  ])("counts its class weights from its share of the epochs on: %s", (_, own, from) => {
    const params = { loss: "focal", class_weights: "inverse_frequency", batch_size: 32, ...own };
    const weighted = run({ epochs: 6, params });
    fresh();
    const never = run({ epochs: 6, params: { ...params, reweight_from: 1 } });
    expect(weighted.findIndex((report, at) => report !== never[at])).toBe(from);
  });

  it("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    run({ epochs: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe.each(["mlp", "dense mlp", "cnn1d"] as const)("a trial that is interrupted, of %s,", (model) => {
  const own = () =>
    ({
      mlp: { table },
      // Without batch norm and margins the network is dense alone, which kernels of our own compute.
      "dense mlp": { table, params: { ...raw, batch_norm: false, loss: "focal" } },
      cnn1d: { table: times, params: { ...raw, width: 2, depth: 1 } },
    })[model];

  it.each([1, 2, 5])("after epoch %i says the same lines as one that is not, in its next attempt", (last) => {
    const whole = run({ epochs: 6, ...own() });
    const wholeCheckpoint = checkpoint();
    fresh();
    expect(() => run({ epochs: 6, ...own(), dieAt: last + 1 })).toThrow("killed");
    expect(run({ epochs: 6, ...own() })).toEqual(whole);
    expect(checkpoint()).toEqual(wholeCheckpoint);
  });
});

describe("the next attempt of a trial", () => {
  it("says only what the controller does not have", () => {
    const whole = run({ epochs: 6 });
    fresh();
    expect(() => run({ epochs: 6, dieAt: 5 })).toThrow("killed");
    // Four epochs were said; the controller has got two.
    expect(run({ epochs: 6, reported: 2 })).toEqual(whole.slice(2));
  });

  it("says only what the controller does not have when its checkpoint is lost", () => {
    const whole = run({ epochs: 6 });
    fresh();
    expect(run({ epochs: 6, reported: 4 })).toEqual(whole.slice(4));
  });

  it("after its end says it again, and trains nothing", () => {
    const whole = run({ epochs: 6 });
    const stored = checkpoint();
    expect(run({ epochs: 6 })).toEqual(whole);
    expect(checkpoint()).toEqual(stored);
  });

  it("starts again when its checkpoint is torn", () => {
    const whole = run({ epochs: 3 });
    writeFileSync(checkpointFile(), checkpoint().subarray(0, 1000));
    expect(run({ epochs: 3 })).toEqual(whole);
  });

  it("does not take the checkpoint of something else", () => {
    run({ epochs: 3, of: "other data" });
    const own = run({ epochs: 3, seed: 2 });
    fresh();
    expect(run({ epochs: 3, seed: 2 })).toEqual(own);
  });
});

describe("a series", () => {
  it("is learned: a 1-D CNN finds the beats that a bump tells, wherever it is", () => {
    const reports = run({
      epochs: 6,
      table: beats(),
      params: { learning_rate: 0.02, batch_size: 16, width: 4, depth: 2 },
    });
    const [[flat, wrongFlat], [wrongBump, bump]] = JSON.parse(reports[5]!).confusion;
    expect([wrongFlat / (flat + wrongFlat), wrongBump / (bump + wrongBump)].every((share) => share < 0.1)).toBe(true);
  });
});

interface Run {
  epochs: number;
  seed?: number;
  table?: Dataset;
  params?: Record<string, unknown>;
  of?: string;
  /** What the controller has. */
  reported?: number;
  /** The report at which the process dies. */
  dieAt?: number;
}

function run({ epochs, seed = 1, table: data = table, params = raw, of = "this", reported = 0, dieAt }: Run): string[] {
  const reports: string[] = [];
  const trial = { seed, replicate: 0, params, epochs, reported, checkpointDir: folder };
  train(trial, readParams(params, data.layout.model), data, of, (report) => {
    if (reports.length + 1 === dieAt) throw new Error("killed");
    reports.push(report);
  });
  return reports;
}

function fresh(): void {
  rmSync(checkpointFile());
}

function checkpoint(): Buffer {
  return readFileSync(checkpointFile());
}

function checkpointFile(): string {
  return join(folder, "checkpoints");
}

function total(confusion: number[][]): number {
  return confusion.flat().reduce((sum, count) => sum + count, 0);
}

const division = { val: 0, test: 0, folds: 0, seed: 0 };

/** 120 rows of class a around (0, 0) and 30 of class b around (3, 3), of deviation 1; every fifth for val, every fifth for test. */
async function clouds(model: Model): Promise<Dataset> {
  const random = randomOfSeed(11);
  const rows = Array.from({ length: 150 }, (_, at) => {
    const [label, centre] = at < 120 ? ["a", 0] : ["b", 3];
    const split = ["train", "train", "train", "val", "test"][at % 5];
    return `${centre + random.gaussian()},${centre + random.gaussian()},${label},${split}\n`;
  });
  const samples = await readCsv(`x,y,label,split\n${rows.join("")}`, "label");
  const options = { model, missing: "refuse", channels: null, division } as const;
  return datasetOf(samples, "clouds", options, { replicate: 0 });
}

/** 150 series of noise, every third of which has a bump of 5 times anywhere; every third of each for val. */
function beats(): Dataset {
  const random = randomOfSeed(12);
  const length = 32;
  const labels = Array.from({ length: 150 }, (_, row) => (row % 3 === 0 ? "bump" : "flat"));
  const values = new Float32Array(150 * length).map(() => 0.5 * random.gaussian());
  labels.forEach((label, row) => {
    const start = row * length + random.below(length - 5);
    if (label === "bump") for (let at = start; at < start + 5; at++) values[at] += 3;
  });
  const parts = labels.map((_, row) => (row % 9 < 6 ? ("train" as const) : ("val" as const)));
  const gaps = new Array<null>(length).fill(null);
  const rest = { shape: [length], gaps, groups: null, features: null, remarks: [] };
  const samples = { ...rest, values: valuesOf([values], 150, length), labels, parts };
  const options = { model: "cnn1d", missing: "refuse", channels: null, division } as const;
  return datasetOf(samples, "beats", options, { replicate: 0 });
}
