import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { readSamples, type SourceOptions } from "../../../src/bundled/data/readSamples.ts";
import { until } from "../../e2e/until.ts";
import { numbersOf, USUAL } from "./table.ts";

let folder: string;
let file: string;
let options: SourceOptions;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cache-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = join(folder, "large.csv");
  writeFileSync(file, text(0));
  options = { ...USUAL, label: "class", encoding: null, cache: join(folder, "data") };
});

// Above the size from which on tables are kept.
const ROWS = 60_000;

function text(first: number): string {
  const rows = Array.from({ length: ROWS }, (_, at) => {
    const field = at % 1000 === 7 ? "" : `${first + at / 7}`;
    return `${field},${["m", "f"][at % 2]},${(at * 7919) % 1013},g${at >> 3},${["train", "val", "test"][at % 3]},${at % 5 === 0 ? "warn" : "normal"},${"x".repeat(40)}\n`;
  });
  return `v,sex,w,group,split,class,note\n${rows.join("")}`;
}

describe("a large table", () => {
  const how = { categorical: ["sex"], drop: ["note"] };
  const read = (more: Partial<SourceOptions> = {}) => readSamples(file, { ...options, ...how, ...more });
  const all = () => readdirSync(join(folder, "data"));
  const kept = () => all().filter((name) => !name.endsWith(".seen"));

  it("is the same out of the cache as out of its text: values, gaps, classes, groups, parts, remarks", async () => {
    expect(statSync(file).size).toBeGreaterThan(4 << 20);
    const plain = await read({ cache: null });
    for (let trial = 0; trial < 2; trial++) {
      const samples = await read();
      expect({ ...samples, values: null }).toEqual({ ...plain, values: null });
      expect(samples.values).toMatchObject({ rows: ROWS, size: 3 });
      expect(firstDifference(samples, plain)).toBe(-1);
    }
    expect(kept().length).toBe(1);
  });

  it("is written once, and found by its bytes, wherever it stands and whenever it was touched", async () => {
    await read();
    const [name] = kept();
    const made = statSync(join(folder, "data", name!)).mtimeMs;
    writeFileSync(file, text(0));
    await read();
    expect([kept(), statSync(join(folder, "data", name!)).mtimeMs]).toEqual([[name], made]);
  });

  it("that is edited, or read in another way, takes the place of the one before", async () => {
    await read();
    const [first] = kept();
    writeFileSync(file, text(1));
    expect(numbersAt(await read(), 0)).toBe(1);
    const [second, ...more] = kept();
    expect(more).toEqual([]);
    expect(second).not.toBe(first);
    expect((await read({ drop: ["note", "w"] })).values.size).toBe(2);
    expect(kept().length).toBe(1);
  });

  it("is not read to be known again while its file is the very same, and is where it was edited with size and time kept", async () => {
    await until("the file is older than its clock's steps", () => Date.now() - statSync(file).ctimeMs > 2_100);
    const { size, mtime } = statSync(file);
    await read();
    const [seen, ...others] = all().filter((name) => name.endsWith(".seen"));
    expect(others).toEqual([]);
    expect(readFileSync(join(folder, "data", seen!), "utf8")).toBe(kept()[0]);
    writeFileSync(file, text(0).replace("0,m,0,", "9,m,0,"));
    utimesSync(file, mtime, mtime);
    expect(statSync(file)).toMatchObject({ size, mtime });
    expect(numbersAt(await read(), 0)).toBe(9);
    expect(all().includes(seen!)).toBe(false);
  });

  it("that many trials want at once is whole for each, and nothing is left beside it", async () => {
    const all = await Promise.all([read(), read(), read()]);
    for (const samples of all) expect(firstDifference(samples, all[0]!)).toBe(-1);
    expect(kept()).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.table$/)]);
  });

  it("that a killed trial was writing is written anew, and its remains go", async () => {
    await read();
    const [name] = kept();
    rmSync(join(folder, "data", name!));
    const torn = join(folder, "data", `${name}.1.part`);
    writeFileSync(torn, "torn");
    utimesSync(torn, 0, 0);
    await read();
    expect(kept()).toEqual([name]);
  });

  it("is read without a cache where none can be written", async () => {
    writeFileSync(join(folder, "data"), "a file, no folder");
    expect((await read()).values.rows).toBe(ROWS);
  });

  it("that is refused leaves nothing behind", async () => {
    await expect(read({ categorical: [] })).rejects.toThrow('row 2, column sex: "m" must be a number');
    expect(kept()).toEqual([]);
  });
});

type Some = Awaited<ReturnType<typeof readSamples>>;

function firstDifference(a: Some, b: Some): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  return left.findIndex((value, at) => !Object.is(value, right[at]));
}

function numbersAt(samples: Some, at: number): number {
  return numbersOf(samples)[at]!;
}
