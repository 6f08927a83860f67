import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { startBackend } from "../../../src/agent/trainer/tensorflow/backend.ts";
import { readParams } from "../../../src/agent/trainer/tensorflow/params.ts";
import { randomOfSeed } from "../../../src/agent/trainer/tensorflow/random.ts";
import { readTable, type Table } from "../../../src/agent/trainer/tensorflow/table.ts";
import { train } from "../../../src/agent/trainer/tensorflow/train.ts";

// Everything that draws from the stream of chance is on.
const params = readParams({
  augmentation: 0.5,
  dropout: 0.2,
  sampler: "weighted",
  label_smoothing: 0.1,
  batch_size: 32,
  width: 8,
  learning_rate: 0.03,
});

let folder: string;
let table: Table;

beforeAll(async () => {
  await startBackend(console.error);
  table = readTable(twoClouds(), "clouds", "label");
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
    const reports = run({ epochs: 12 }).map((report) => JSON.parse(report));
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
    const shuffle = readParams({ learning_rate: 1e-8 });
    // The first epoch is the best one.
    expect(run({ epochs: 40, table: still, params: shuffle }).length).toBe(1 + 20 + 1);
    fresh();
    expect(run({ epochs: 12, table: still, params: shuffle }).length).toBe(1 + 10 + 1);
  });

  it("goes on with a network that has lost its numbers, and leaves the loss out of its reports", () => {
    const wild = readParams({ learning_rate: 1, depth: 16, width: 64, weight_decay: 10 });
    const reports = run({ epochs: 11, params: wild }).map((report) => JSON.parse(report));
    expect(reports.length).toBe(12);
    expect(reports[10].metrics).toEqual({});
  });

  it("leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    run({ epochs: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("a trial that is interrupted", () => {
  it.each([1, 2, 5])("after epoch %i says the same lines as one that is not, in its next attempt", (last) => {
    const whole = run({ epochs: 6 });
    const wholeCheckpoint = checkpoint();
    fresh();
    expect(() => run({ epochs: 6, dieAt: last + 1 })).toThrow("killed");
    expect(run({ epochs: 6 })).toEqual(whole);
    expect(checkpoint()).toEqual(wholeCheckpoint);
  });

  it("after its end says them too, and trains nothing", () => {
    const whole = run({ epochs: 6 });
    const stored = checkpoint();
    expect(run({ epochs: 6 })).toEqual(whole);
    expect(checkpoint()).toEqual(stored);
  });

  it("starts again when its checkpoint is torn", () => {
    const whole = run({ epochs: 3 });
    writeFileSync(checkpointFile(), checkpoint().slice(0, 1000));
    expect(run({ epochs: 3 })).toEqual(whole);
  });

  it("does not take the checkpoint of something else", () => {
    run({ epochs: 3, of: "other data" });
    const own = run({ epochs: 3, seed: 2 });
    fresh();
    expect(run({ epochs: 3, seed: 2 })).toEqual(own);
  });
});

interface Run {
  epochs: number;
  seed?: number;
  table?: Table;
  params?: typeof params;
  of?: string;
  /** The report at which the process dies. */
  dieAt?: number;
}

function run(options: Run): string[] {
  const reports: string[] = [];
  const trial = {
    seed: options.seed ?? 1,
    params: options.params ?? params,
    epochs: options.epochs,
    checkpointDir: folder,
  };
  train(trial, options.table ?? table, options.of ?? "this", (report) => {
    if (reports.length + 1 === options.dieAt) throw new Error("killed");
    reports.push(report);
  });
  return reports;
}

function fresh(): void {
  rmSync(checkpointFile());
}

function checkpoint(): string {
  return readFileSync(checkpointFile(), "utf8");
}

function checkpointFile(): string {
  return join(folder, "checkpoint.json");
}

function total(confusion: number[][]): number {
  return confusion.flat().reduce((sum, count) => sum + count, 0);
}

/** 120 rows of class a around (0, 0) and 30 of class b around (3, 3), of deviation 1; every fifth for val, every fifth for test. */
function twoClouds(): string {
  const random = randomOfSeed(11);
  const rows = Array.from({ length: 150 }, (_, at) => {
    const [label, centre] = at < 120 ? ["a", 0] : ["b", 3];
    const split = ["train", "train", "train", "val", "test"][at % 5];
    return `${centre + random.gaussian()},${centre + random.gaussian()},${label},${split}\n`;
  });
  return `x,y,label,split\n${rows.join("")}`;
}
