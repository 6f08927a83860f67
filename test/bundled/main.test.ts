import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { scores } from "../../src/metrics/scores.ts";
import numpy from "./data/numpy.json" with { type: "json" };

const main = fileURLToPath(new URL("../../src/bundled/main.ts", import.meta.url));
const shuttle = fileURLToPath(new URL("../../examples/data/shuttle.csv", import.meta.url));
const nativeStandIn = fileURLToPath(new URL("native_stand_in.js", import.meta.url));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trainer-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

describe("the trainer on the shuttle data", () => {
  it("reaches a macro-F1 of 0.9 on the test rows in 9 epochs, and says which backend runs", async () => {
    const { code, reports, log } = await end(
      start({ params: { sampler: "balanced", learning_rate: 6e-3 }, epochs: 9 }),
    );
    expect(code).toBe(0);
    expect(log).toContain("\nFpv Close      30      10      10\nbackend wasm\n");
    expect(reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, undefined]);
    expect(reports[0].classes).toEqual(["Rad Flow", "High", "Bypass", "Fpv Open", "Fpv Close"]);
    expect(macroF1(reports[9].test.confusion)).toBeGreaterThan(0.9);
  });

  it("never predicts the rarest class with a small learning rate: a sweep has something to find", async () => {
    const { reports } = await end(start({ params: { learning_rate: 2e-4 }, epochs: 3 }));
    expect(reports[2].confusion.map((counts: number[]) => counts[4])).toEqual([0, 0, 0, 0, 0]);
  });

  it("says after kill -9 what it would have said without", async () => {
    const trial = { params: { dropout: 0.1, augmentation: 0.2 }, epochs: 4 };
    const killed = start(trial);
    await line(killed, 3);
    killed.kill("SIGKILL");
    await once(killed, "close");
    const resumed = await end(start(trial));
    rmSync(join(folder, "checkpoints"));
    const whole = await end(start(trial));
    expect(resumed.reports).toEqual(whole.reports);
    expect(resumed.reports.length).toBe(5);
  });

  it("ends at once on SIGTERM", async () => {
    const child = start({ params: {}, epochs: 1000 });
    await line(child, 1);
    child.kill("SIGTERM");
    const [, signal] = await once(child, "exit");
    expect(signal).toBe("SIGTERM");
  });
});

describe("the trainer on other data", () => {
  it("divides a table without a split into folds, fills in what is missing, and saves what it has trained", async () => {
    const file = join(folder, "ages.csv");
    const rows = Array.from(
      { length: 60 },
      (_, at) => `${at % 7 === 0 ? "" : at},${at < 40 ? "young" : "old"},p${at}\n`,
    );
    writeFileSync(file, `age,label,group\n${rows.join("")}`);
    const args = ["--data", file, "--label", "label", "--missing", "median", "--folds", "3", "--test", "0"];
    const { code, reports, log } = await end(start({ params: { depth: 0 }, epochs: 2 }, { args }));
    expect(log).toContain("9 missing values are filled in by medians of the training rows\n");
    expect(code).toBe(0);
    expect(
      reports.map(({ confusion }) => confusion.flat().reduce((sum: number, count: number) => sum + count)),
    ).toEqual([21, 21]);
    expect(JSON.parse(readFileSync(join(folder, "model", "trial.json"), "utf8")).features).toEqual(["age"]);
  });

  it.each([
    ["both.npz", "label"],
    ["samples.npy", "labels.npy"],
  ])("takes the series in %s, with the classes in %s", async (file, label) => {
    for (const [name, base64] of Object.entries(numpy.series)) {
      writeFileSync(join(folder, name), Buffer.from(base64, "base64"));
    }
    const place = label.endsWith(".npy") ? join(folder, label) : label;
    const args = ["--data", join(folder, file), "--label", place, "--model", "cnn1d"];
    const params = { width: 2, depth: 1, augmentation: 0.1 };
    const { log, code, reports } = await end(start({ params, epochs: 2 }, { args }));
    expect(log).toContain(
      "cnn1d on samples of shape (8, 1)\nclass   train     val    test\nflat       12       4       4\n",
    );
    expect({ code, classes: reports[1].classes }).toEqual({ code: 0, classes: ["flat", "ramp"] });
  });
});

describe("a native backend", () => {
  it("is taken where it is installed, and passed over with its error where it does not load", async () => {
    const { code, log, reports } = await end(start({ params: {}, epochs: 1 }, { node: ["--import", nativeStandIn] }));
    expect(log).toContain(
      "@tensorflow/tfjs-node-gpu does not load: Error: libcudart.so.11.0: cannot open shared object file",
    );
    expect(log).toContain("backend tfjs-node\n");
    expect(code).toBe(0);
    expect(reports.length).toBe(2);
  });
});

describe("bad input ends with exit code 2 and its place", () => {
  it.each([
    [
      "a file that is missing",
      ["--data", "no/such.csv", "--label", "class"],
      "--data: cannot read no/such.csv: ENOENT",
    ],
    ["a folder as file", ["--data", tmpdir(), "--label", "class"], `--data: cannot read ${tmpdir()}: EISDIR`],
    [
      "a label column that is missing",
      ["--data", shuttle, "--label", "kind"],
      `${shuttle}: has no column kind; its columns are v1,`,
    ],
    ["no label", ["--data", shuttle], "--data FILE and --label COLUMN are needed"],
    ["an unknown option", ["--data", shuttle, "--label", "class", "--gpu"], "Unknown option '--gpu'"],
    [
      "options out of range, all said",
      ["--data", shuttle, "--label", "class", "--model", "rnn", "--folds", "1", "--val", "0.6", "--test", "0.5"],
      '--model: "rnn" must be one of auto, mlp, cnn1d, cnn2d\n--folds: "1" must be 0, or a whole number from 2 to 100\n--val and --test: must leave rows for training',
    ],
    [
      "a model that cannot take the data",
      ["--data", shuttle, "--label", "class", "--model", "cnn2d"],
      `${shuttle}: model cnn2d cannot take samples of shape (9)`,
    ],
  ])("%s", async (_, args, message) => {
    const { code, log, reports } = await end(start({ params: {}, epochs: 1 }, { args }));
    expect(log).toContain(message);
    expect({ code, reports }).toEqual({ code: 2, reports: [] });
  });

  it("a feature that is no number", async () => {
    const file = join(folder, "broken.csv");
    writeFileSync(file, readFileSync(shuttle, "utf8").replace("49,3,82", "49,x,82"));
    const { code, log } = await end(start({ params: {}, epochs: 1 }, { args: ["--data", file, "--label", "class"] }));
    expect(log).toBe(
      `${file}: row 3, column v2: "x" must be a number; categorical: [v2] makes an input of each text; drop: [v2] leaves the column out\n`,
    );
    expect(code).toBe(2);
  });

  it("an unknown parameter and an unknown value, both said", async () => {
    const { code, log } = await end(start({ params: { loss: "hinge", momentum: 0.9 }, epochs: 1 }));
    expect(log).toContain('params.loss: "hinge" must be one of cross_entropy, weighted_cross_entropy, focal, ldam\n');
    expect(log).toContain("params.momentum: unknown parameter; this trainer knows loss, focal_gamma,");
    expect(code).toBe(2);
  });
});

interface Asked {
  params: Record<string, unknown>;
  epochs: number;
}

const ofShuttle = ["--data", shuttle, "--label", "class"];

function start({ params, epochs }: Asked, { args = ofShuttle, node = [] as string[] } = {}): ChildProcess {
  const trial = { sweep: "s", trial: 1, attempt: 1, seed: 1, params, epochs, checkpointDir: folder };
  const env = { ...process.env, MACROSWEEP_TRIAL: JSON.stringify(trial) };
  const child = spawn(process.execPath, [...node, main, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function end(child: ChildProcess) {
  const out = { stdout: "", stderr: "" };
  child.stdout!.on("data", (data) => (out.stdout += data));
  child.stderr!.on("data", (data) => (out.stderr += data));
  const [code] = await once(child, "close");
  const lines = out.stdout.split("\n").slice(0, -1);
  return { code, log: out.stderr, reports: lines.map((line) => JSON.parse(line.replace(/^@macrosweep /, ""))) };
}

/** Waits for the n-th line on stdout. */
async function line(child: ChildProcess, n: number): Promise<void> {
  const lines = createInterface(child.stdout!);
  for (let seen = 0; seen < n; seen++) await once(lines, "line");
}

function macroF1(confusion: number[][]): number {
  return scores({ kind: "confusion", classes: confusion.length, cells: confusion.flat() }).macroF1;
}
