import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { missing } from "../../python/python3.ts";

// A model that the trainer has saved, and what it makes of rows: our own command, and predict.py beside the model.

const main = fileURLToPath(new URL("../../../src/bundled/main.ts", import.meta.url));
const cli = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const noNumpy = missing(["numpy"]).length > 0;

let folder: string;
let model: string;

const ROWS = 120;
/** A class that the site and two numbers tell, one of them far from 0 and with gaps; the last third is for validation. */
const rows = Array.from({ length: ROWS }, (_, at) => {
  const warm = (at * 7) % 10;
  const sick = warm > 6 || at % 4 === 0;
  const gap = at % 11 === 3 ? "NA" : `${1_700_000_000 + 3 * warm + (at % 3)}`;
  return {
    site: at % 4 === 0 ? "öst" : `s${at % 3}`,
    at: gap,
    warm: `${warm / 2}`,
    split: at % 3 === 2 ? "val" : "train",
    class: sick ? "sick, very" : "well",
  };
});
const header = ["site", "at", "warm", "split", "class"] as const;
const table = (columns: readonly (typeof header)[number][], of = rows) =>
  [columns, ...of.map((row) => columns.map((name) => (row[name].includes(",") ? `"${row[name]}"` : row[name])))]
    .map((line) => `${line.join(",")}\n`)
    .join("");

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "predict-"));
  writeFileSync(join(folder, "all.csv"), table(header));
  const args = ["--data", join(folder, "all.csv"), "--label", "class", "--missing", "median", "--categorical", "site"];
  const trained = train(args, { learning_rate: 0.03, batch_size: 16, batch_norm: true, width: 8 }, folder);
  const report = JSON.parse(trained.stdout.trim().split("\n").at(-1)!.replace("@macrosweep ", ""));
  writeFileSync(join(folder, "report.json"), JSON.stringify(report));
  model = join(folder, "model");
  return () => rmSync(folder, { recursive: true });
});

function train(args: readonly string[], params: object, checkpointDir: string) {
  const trial = { sweep: "s", trial: 1, attempt: 1, seed: 1, params, epochs: 8, checkpointDir };
  const env = { ...process.env, MACROSWEEP_TRIAL: JSON.stringify(trial) };
  const run = spawnSync(process.execPath, [main, ...args], { env, encoding: "utf8" });
  expect(run.status, run.stderr).toBe(0);
  return run;
}

function predict(csv: string | Buffer, ...more: string[]) {
  writeFileSync(join(folder, "rows.csv"), csv);
  return spawnSync(process.execPath, [cli, "predict", model, join(folder, "rows.csv"), ...more], { encoding: "utf8" });
}

const lines = (csv: string) => csv.trim().split(/\r?\n/);
/** Probabilities of a line; the names of the classes have commas. */
const numbers = (line: string) => line.split(",").slice(-2).map(Number);

describe("macrosweep predict", () => {
  const val = rows.filter(({ split }) => split === "val");

  it("takes the validation rows for the classes that the trainer took them for", () => {
    const { stdout, stderr, status } = predict(table(["site", "at", "warm"], val));
    expect([status, stderr]).toEqual([0, ""]);
    const { confusion, classes } = JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));
    const found = classes.map(() => classes.map(() => 0));
    lines(stdout)
      .slice(1)
      .forEach((line, at) => {
        const predicted = classes.findIndex((name: string) => line.startsWith(name) || line.startsWith(`"${name}"`));
        found[classes.indexOf(val[at]!.class)][predicted]++;
      });
    expect(found).toEqual(confusion);
    expect(lines(stdout)[0]).toBe(
      `prediction,${classes.map((name: string) => (name.includes(",") ? `"probability:${name}"` : `probability:${name}`)).join(",")}`,
    );
    for (const line of lines(stdout).slice(1))
      expect(numbers(line).reduce((sum, value) => sum + value)).toBeCloseTo(1, 5);
  });

  it("finds columns by their names, in any order and beside others, in any dialect, and writes to a file", () => {
    const plain = predict(table(["site", "at", "warm"])).stdout;
    expect(predict(table(["class", "warm", "at", "site"])).stdout).toBe(plain);
    expect(
      predict(Buffer.from(table(["site", "at", "warm"]).replaceAll(",", ";"), "latin1"), "--encoding=windows-1252")
        .stdout,
    ).toBe(plain);
    expect(predict(table(["site", "at", "warm"]), "--out", join(folder, "out.csv")).stdout).toBe("");
    expect(readFileSync(join(folder, "out.csv"), "utf8")).toBe(plain);
  });

  it("fills what is missing with the medians of the training rows, and knows no new text", () => {
    const known = rows
      .filter(({ split, at }) => split === "train" && at !== "NA")
      .map(({ at }) => Number(at))
      .toSorted((a, b) => a - b);
    const median = (known[(known.length - 1) >> 1]! + known[known.length >> 1]!) / 2;
    const { stdout } = predict(`site,at,warm\ns1,,2\ns1,${median},2\nelsewhere,${median},2\n,${median},2\n`);
    const [, gap, filled, other, none] = lines(stdout);
    expect(gap).toBe(filled);
    expect(other).toBe(none);
    expect(other).not.toBe(filled);
  });

  it("reads rows as the training data was written, where nothing else is said", () => {
    const own = mkdtempSync(join(tmpdir(), "model-"));
    onTestFinished(() => rmSync(own, { recursive: true }));
    const european = (columns: readonly (typeof header)[number][]) => {
      const text = table(columns).replaceAll('"sick, very"', "sick").replaceAll(",", ";").replaceAll(".", ",");
      return Buffer.from(text, "latin1");
    };
    writeFileSync(join(own, "all.csv"), european(header));
    const how = ["--missing", "median", "--categorical", "site", "--encoding", "windows-1252", "--decimal", "comma"];
    train(["--data", join(own, "all.csv"), "--label", "class", ...how], { learning_rate: 0.03, width: 8 }, own);
    writeFileSync(join(own, "rows.csv"), european(["site", "at", "warm"]));
    const run = (...more: string[]) =>
      spawnSync(process.execPath, [cli, "predict", join(own, "model"), join(own, "rows.csv"), ...more], {
        encoding: "utf8",
      });
    const { stdout, status } = run();
    expect(status).toBe(0);
    expect(stdout).toBe(run("--encoding=windows-1252", "--decimal=comma").stdout);
    expect(run("--decimal=point").status).toBe(2);
    const python = spawnSync("python3", [join(own, "model", "predict.py"), join(own, "rows.csv")], {
      encoding: "utf8",
    });
    const theirs = noNumpy ? stdout : python.stdout;
    expect(largest(lines(stdout), lines(theirs))).toBeLessThan(1e-6);
  });

  it("prints JSON lines where that is asked for", () => {
    const { stdout } = predict(table(["site", "at", "warm"]), "--json");
    const [first] = lines(stdout).map((line) => JSON.parse(line));
    expect(Object.keys(first.probabilities).toSorted()).toEqual(["sick, very", "well"]);
  });

  it.each([
    ["columns that lack, all of them", "warm\n1\n", "lacks the column site, which the model was trained on\n"],
    ["text", "site,at,warm\ns1,1,warm\n", 'row 2, column warm: "warm" must be a number'],
    ["a short row", "site,at,warm\ns1,1\n", "row 2: has 2 fields, must have 3 as the header"],
    ["no rows at all", "", "is empty"],
  ])("refuses %s", (_, csv, message) => {
    const { stderr, status } = predict(csv);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });

  it("refuses a folder without a model", () => {
    const run = spawnSync(process.execPath, [cli, "predict", tmpdir(), join(folder, "all.csv")], { encoding: "utf8" });
    expect(run.stderr).toContain("it must be a folder that macrosweep best --save has written");
    expect(run.status).toBe(2);
  });
});

describe.skipIf(noNumpy)("predict.py, with numpy alone (skipped without numpy)", () => {
  const python = (at: string, ...args: string[]) => {
    const run = spawnSync("python3", [join(at, "predict.py"), ...args], { encoding: "utf8" });
    expect(run.status, run.stderr).toBe(0);
    return lines(run.stdout);
  };

  it("says of a table what our command says, to 1e-6", () => {
    const ours = lines(predict(table(["site", "at", "warm"])).stdout);
    const theirs = python(model, join(folder, "rows.csv"));
    expect(theirs.length).toBe(ROWS + 1);
    expect(theirs[0]).toBe(ours[0]);
    expect(largest(ours, theirs)).toBeLessThan(1e-6);
  });

  it.each<[string, number[], string, object]>([
    ["an MLP", [3], "mlp", { depth: 2, width: 8 }],
    ["an MLP with margins", [3], "mlp", { loss: "ldam", width: 8 }],
    ["a 1-D CNN", [12, 2], "cnn1d", { depth: 2, width: 4 }],
    ["a 2-D CNN", [7, 6, 2], "cnn2d", { depth: 2, width: 4 }],
    ["a 2-D CNN without batch norm", [7, 6, 2], "cnn2d", { depth: 1, width: 4, batch_norm: false }],
  ])("computes %s as TensorFlow.js does, to 1e-6", (_, shape, kind, params) => {
    const own = mkdtempSync(join(tmpdir(), "model-"));
    onTestFinished(() => rmSync(own, { recursive: true }));
    const make = `import numpy as np
r = np.random.default_rng(1)
y = np.arange(60) % 2
x = r.normal(50, 7, (60, ${shape.join(",")})) + 6 * y.reshape(-1, ${shape.map(() => 1).join(",")})
np.save("x.npy", x); np.savez("all.npz", x=x, label=y)`;
    expect(spawnSync("python3", ["-c", make], { cwd: own }).status).toBe(0);
    const args = ["--data", join(own, "all.npz"), "--label", "label", "--model", kind, "--channels", "last"];
    train(args, { learning_rate: 0.02, batch_size: 16, ...params }, own);
    const run = spawnSync(process.execPath, [cli, "predict", join(own, "model"), join(own, "x.npy")], {
      encoding: "utf8",
    });
    expect(run.status, run.stderr).toBe(0);
    const code =
      "import numpy as np; from predict import Model; print('header'); [print('p,' + ','.join(map(repr, map(float, p)))) for p in Model().probabilities(np.load('../x.npy'))]";
    const theirs = spawnSync("python3", ["-c", code], { cwd: join(own, "model"), encoding: "utf8" });
    expect(theirs.status, theirs.stderr).toBe(0);
    expect(largest(lines(run.stdout), lines(theirs.stdout))).toBeLessThan(1e-6);
  });
});

/** Largest difference of two lists of lines, but for their headers. */
function largest(ours: readonly string[], theirs: readonly string[]): number {
  expect(ours.length).toBe(theirs.length);
  return Math.max(
    ...ours
      .slice(1)
      .flatMap((line, at) => numbers(line).map((value, of) => Math.abs(value - numbers(theirs[at + 1]!)[of]!))),
  );
}
