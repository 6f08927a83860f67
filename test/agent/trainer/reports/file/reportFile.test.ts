import { appendFileSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSource } from "../../../../../src/agent/trainer/reports/openSource.ts";
import { FileFormat, type ReportFile } from "../../../../../src/gen/macrosweep/v1/agent.ts";
import { temporaryFolder } from "../../../scene.ts";

/** A file that does not exist yet, and its source in an attempt of three epochs. */
async function followed(place: Partial<ReportFile> = {}, firstEpoch: number | null = 1, before = "") {
  const folder = temporaryFolder();
  const path = join(folder, "metrics.jsonl");
  appendFileSync(path, before);
  const file = { path: "metrics.jsonl", format: FileFormat.UNSPECIFIED, decimalComma: false, only: {}, ...place };
  const source = { $case: "file", file } as const;
  const opened = await openSource({ source, firstEpoch: firstEpoch ?? undefined }, { folder, epochs: 3, first: false });
  const look = async (ended = false) => (await opened.look(ended)).map(({ step, value }) => [step, value]);
  return { path, look, opened, folder };
}

const line = (epoch: number, value: number) => `{"epoch": ${epoch}, "value": ${value}}\n`;

describe("a file of JSON lines", () => {
  it("is followed as it grows, line by line", async () => {
    const { path, look } = await followed();
    expect(await look()).toEqual([]);
    appendFileSync(path, `${line(1, 0.5)}{"epoch": 2, "va`);
    expect(await look()).toEqual([[1, 0.5]]);
    appendFileSync(path, 'lue": 0.6}\n\n{"epoch"');
    expect(await look()).toEqual([[2, 0.6]]);
    expect(await look(true)).toEqual([]);
  });

  it("counts with its last line when that is whole and does not end", async () => {
    const { path, look } = await followed();
    appendFileSync(path, line(1, 0.5).trimEnd());
    expect(await look()).toEqual([]);
    expect(await look(true)).toEqual([[1, 0.5]]);
  });

  it("has the same reports as the protocol, the test set's too", async () => {
    const { path, opened } = await followed();
    appendFileSync(
      path,
      '{"epoch": 1, "confusion": [[2, 1], [0, 1]], "classes": ["N", "V"], "metrics": {"loss": NaN}}\n',
    );
    appendFileSync(path, '{"test": {"confusion": [[2, 0], [0, 2]]}}\n');
    expect(await opened.look(false)).toMatchObject([
      { step: 1, classes: ["N", "V"], metrics: [{ name: "loss", value: Number.NaN }] },
      { step: 0, test: true },
    ]);
  });

  it("may call things by its own names, from 0, among lines of other things", async () => {
    const { path, look } = await followed({ epoch: "ep", value: "val_f1" }, 0);
    appendFileSync(
      path,
      '{"ep": 0, "step": 100, "loss": 0.9}\n{"ep": 0, "val_f1": 0.4, "lr": 1e-3}\n{"ep": 1, "val_f1": "NaN"}\n',
    );
    expect(await look()).toEqual([
      [1, 0.4],
      [2, Number.NaN],
    ]);
  });

  it("is counted when its lines have no epoch, up to the last one", async () => {
    const { path, look } = await followed({ value: "f1" }, null);
    appendFileSync(path, '{"f1": 0.1}\n{"f1": 0.2}\n{"f1": 0.3}\n{"f1": 0.3, "what": "the best one again"}\n');
    expect(await look()).toEqual([
      [1, 0.1],
      [2, 0.2],
      [3, 0.3],
    ]);
  });

  it("says a thing once when the script writes it twice", async () => {
    const { path, look } = await followed();
    appendFileSync(path, line(1, 0.5) + line(1, 0.5) + line(2, 0.6));
    expect(await look()).toEqual([
      [1, 0.5],
      [2, 0.6],
    ]);
  });

  it("begins after what an earlier attempt has written", async () => {
    const { path, look } = await followed({}, 1, line(1, 0.1) + line(2, 0.2));
    appendFileSync(path, line(3, 0.3));
    expect(await look()).toEqual([[3, 0.3]]);
  });

  it("is read from its beginning when the script begins it anew", async () => {
    const { path, look } = await followed({}, 1, line(1, 0.1) + line(2, 0.2));
    writeFileSync(path, line(1, 0.3));
    expect(await look()).toEqual([[1, 0.3]]);
  });

  it.each([
    ["epoch: 1\n", "metrics.jsonl, line 1: is no JSON: epoch: 1"],
    ["[1, 0.5]\n", "metrics.jsonl, line 1: must be a JSON object"],
    ['{"value": 0.5}\n', "epoch: null must be a whole number from 1"],
    ['{"epoch": 1, "vaule": 0.5}\n', "report.vaule: unknown key"],
    [`{"epoch": 1, "value": 0.5, "log": "${"x".repeat(300_000)}"}\n`, "bytes are too long for a report"],
  ])("is refused with %j", async (text, message) => {
    const { path, look } = await followed();
    appendFileSync(path, text);
    await expect(look()).rejects.toThrow(message);
  });

  it("may have its values in nested objects, and names with dots", async () => {
    const { path, look } = await followed({ epoch: "at.epoch", value: "val.f1" });
    appendFileSync(path, '{"at": {"epoch": 1}, "val": {"f1": 0.5}}\n{"at": {"epoch": 2}, "val.f1": 0.6}\n');
    expect(await look()).toEqual([
      [1, 0.5],
      [2, 0.6],
    ]);
  });

  it("names what it has where what is looked for is not", async () => {
    const { path, look, opened } = await followed({ epoch: "epoch", value: "val_f1" });
    appendFileSync(path, '{"epoch": 1, "val": {"F1": 0.5}}\n');
    await look(true);
    expect(opened.missed()).toContain('has "val_f1"; it has epoch, val.F1');
  });

  it("is refused when it is a folder", async () => {
    const { opened, folder } = await followed();
    rmSync(join(folder, "metrics.jsonl"));
    mkdirSync(join(folder, "metrics.jsonl"));
    await expect(opened.look(false)).rejects.toThrow("metrics.jsonl cannot be read: EISDIR");
  });
});

describe("a file that is written anew", () => {
  const old = line(1, 0.1) + line(2, 0.2);

  it("is told by its contents when its size is the same", async () => {
    const { path, look } = await followed({}, 1, old);
    writeFileSync(path, line(1, 0.3) + line(2, 0.4));
    expect(await look()).toEqual([
      [1, 0.3],
      [2, 0.4],
    ]);
  });

  it("is told when it is larger", async () => {
    const { path, look } = await followed({}, 1, old);
    writeFileSync(path, line(1, 0.3) + line(2, 0.4) + line(3, 0.5));
    expect(await look()).toHaveLength(3);
  });

  it("is told when another file has taken its place, with the same contents too", async () => {
    const { path, look } = await followed({}, 1, old);
    writeFileSync(`${path}.new`, old);
    renameSync(`${path}.new`, path);
    expect(await look()).toHaveLength(2);
  });

  it("is told when the same is written into it again", async () => {
    const { path, look } = await followed({}, 1, old);
    writeFileSync(path, old);
    utimesSync(path, new Date(), new Date(Date.now() + 1000));
    expect(await look()).toHaveLength(2);
  });

  it("goes on where it has all that was read before, however it was written", async () => {
    const { path, look } = await followed();
    appendFileSync(path, line(1, 0.5));
    expect(await look()).toEqual([[1, 0.5]]);
    writeFileSync(`${path}.new`, line(1, 0.5) + line(2, 0.6));
    renameSync(`${path}.new`, path);
    expect(await look()).toEqual([[2, 0.6]]);
  });

  it("is waited for while it is written again", async () => {
    const { path, look } = await followed({ value: "value" }, null);
    appendFileSync(path, line(1, 0.1) + line(2, 0.2));
    expect(await look()).toHaveLength(2);
    writeFileSync(path, line(1, 0.1));
    expect(await look()).toEqual([]);
    writeFileSync(path, line(1, 0.1) + line(2, 0.2) + line(3, 0.3));
    expect(await look()).toEqual([[3, 0.3]]);
  });

  it("is a history when it has all reports each time, and the newest report when it has one", async () => {
    const history = await followed({ value: "value" }, null);
    appendFileSync(history.path, `${line(1, 0.1)}${line(2, 0.2)}`);
    expect(await history.look()).toHaveLength(2);
    writeFileSync(history.path, `{"note": "now with it"}\n${line(1, 0.1)}${line(2, 0.2)}${line(3, 0.3)}`);
    expect(await history.look()).toEqual([[3, 0.3]]);

    const newest = await followed({ value: "value" }, null);
    for (const [epoch, value] of [
      [1, 0.1],
      [2, 0.2],
    ] as const) {
      writeFileSync(newest.path, line(9, value));
      expect(await newest.look()).toEqual([[epoch, value]]);
    }
  });
});
