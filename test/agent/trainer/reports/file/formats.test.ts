import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSource } from "../../../../../src/agent/trainer/reports/openSource.ts";
import { FileFormat, type ReportFile } from "../../../../../src/gen/macrosweep/v1/agent.ts";
import { temporaryFolder } from "../../../scene.ts";

/** A source of a file in a new folder, in a first attempt. */
async function opened(place: Partial<ReportFile> & { path: string }, firstEpoch?: number, epochs = 3) {
  const folder = temporaryFolder();
  const file = { format: FileFormat.UNSPECIFIED, decimalComma: false, only: {}, ...place };
  const source = await openSource({ source: { $case: "file", file }, firstEpoch }, { folder, epochs, first: true });
  const write = (path: string, text: string, how: (path: string, text: string) => void = writeFileSync) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    how(join(folder, path), text);
  };
  const look = async (ended = false) => (await source.look(ended)).map(({ step, value }) => [step, value]);
  return { write, append: (path: string, text: string) => write(path, text, appendFileSync), look, source };
}

const curve = [
  [1, 0.5],
  [2, 0.6],
];

describe("a CSV file", () => {
  it("is what Keras' CSVLogger writes", async () => {
    const { append, look } = await opened({ path: "log.csv", epoch: "epoch", value: "val_f1" }, 0);
    append("log.csv", "epoch,accuracy,loss,val_f1\r\n0,0.9,1.0,0.5\r\n");
    expect(await look()).toEqual([[1, 0.5]]);
    append("log.csv", "1,0.9,0.5,0.6\r\n2,0.9,0.3");
    expect(await look()).toEqual([[2, 0.6]]);
  });

  it("is what Lightning's CSVLogger writes: empty cells, and a header that grows", async () => {
    const { write, look } = await opened({ path: "logs/**/metrics.csv", epoch: "epoch", value: "val_f1" }, 0);
    write("logs/lightning_logs/version_0/metrics.csv", "epoch,step,train_loss\n0,49,0.7\n");
    expect(await look()).toEqual([]);
    const header = "epoch,step,train_loss,val_f1\n0,49,0.7,\n0,50,,0.5\n";
    write("logs/lightning_logs/version_0/metrics.csv", header);
    expect(await look()).toEqual([[1, 0.5]]);
    write("logs/lightning_logs/version_0/metrics.csv", `${header}1,99,0.6,\n1,100,,0.6\n`);
    expect(await look()).toEqual([[2, 0.6]]);
  });

  it("may be of a later attempt that goes on", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "log.csv");
    writeFileSync(path, "epoch;f1\n1;0,4\n");
    const file = { path, epoch: "epoch", value: "f1", format: FileFormat.UNSPECIFIED, decimalComma: true, only: {} };
    const setting = { folder, epochs: 3, first: false };
    const source = await openSource({ source: { $case: "file", file }, firstEpoch: 1 }, setting);
    appendFileSync(path, "epoch;f1\n2;0,5\n");
    expect(await source.look(false)).toMatchObject([{ step: 2, value: 0.5 }]);
  });

  it("is told by its header, whatever it is called", async () => {
    const { write, look } = await opened({ path: "history.log", value: "f1" });
    write("history.log", '"time","f1, macro",f1\n"3 s","nan",0.5\n"4 s","",0.6\n');
    expect(await look()).toEqual(curve);
  });

  it.each([
    [
      "epoch,f1\n1,0,28\n",
      "log.csv, line 2: has 3 cells, and the header has 2 (numbers with a decimal comma have to be quoted)",
    ],
    ['epoch,f1\n1,"0,28"\n', 'report.value: "0,28" must be a number'],
    ["epoch,f1\n1,good\n", 'report.value: "good" must be a number'],
  ])("is refused: %j", async (text, message) => {
    const { write, look } = await opened({ path: "log.csv", epoch: "epoch", value: "f1" }, 1);
    write("log.csv", text);
    await expect(look()).rejects.toThrow(message);
  });
});

describe("a table", () => {
  const table = async (text: string, place: Partial<ReportFile>, firstEpoch?: number) => {
    const { write, look } = await opened({ path: "log.csv", value: "f1", ...place }, firstEpoch);
    write("log.csv", text);
    return await look(true);
  };
  const phases = "epoch,phase,f1\n1,train,0.9\n1,val,0.5\n2,train,0.95\n2,val,0.6\n";
  const folds = "fold,epoch,f1\n1,1,0.5\n1,2,0.6\n2,1,0.7\n2,2,0.8\n";

  it.each([
    [
      phases,
      "line 3: epoch 1 has the value 0.5, and 0.9 in log.csv, line 2. only: { phase: val } says which rows count",
    ],
    [folds, "line 4: epoch 1 has the value 0.7, and 0.5 in log.csv, line 2. only: { fold: 1 } says which rows count"],
    ["epoch,step,f1\n1,10,0.5\n1,20,0.55\n", "epoch 1 has the value 0.55, and 0.5 in log.csv, line 2. Which counts?"],
    ["epoch,f1,f1\n1,0.5,0.6\n", 'log.csv: its header has "f1" twice'],
    ["Epoch,f1\n1,0.5\n", 'line 2: has no "epoch"; it has Epoch, f1'],
    ["epoch,f1\n0.99,0.5\n", "leave epoch out of the document: they are counted"],
    ["\ufeffepoch,f1\n1,0.5\n".split("").join("\0"), "is UTF-16; write it as UTF-8"],
  ])("with two readings is refused with both, and what cannot be read with its reason: %j", async (text, message) => {
    await expect(table(text, { epoch: "epoch" }, 1)).rejects.toThrow(message);
  });

  it("has the rows that the document wants", async () => {
    expect(await table(phases, { epoch: "epoch", only: { phase: "val" } }, 1)).toEqual(curve);
    expect(await table(folds, { epoch: "epoch", only: { fold: "1" } }, 1)).toEqual(curve);
    expect(await table("split,f1\nval,0.5\nval,0.6\ntest,0.9\n", { only: { split: "val" } })).toEqual(curve);
  });

  it("that is counted has no row of the test set", async () => {
    await expect(table("split,f1\nval,0.5\nval,0.6\ntest,0.9\n", {})).rejects.toThrow(
      'log.csv, line 4: has split "test", unlike log.csv, line 2: a further epoch or none? only: { split: val } says which rows count',
    );
  });

  it("may have a summary after the last epoch, comments above it, and spaces between its cells", async () => {
    expect(await table("epoch,f1\n1,0.5\n2,0.6\n3,0.7\n3,0.9\n", { epoch: "epoch" }, 1)).toHaveLength(3);
    expect(await table("# run 4\nepoch,f1\n1,0.5\n2,0.6\n", { epoch: "epoch" }, 1)).toEqual(curve);
    expect(await table("epoch   f1\n  1    0.5\n  2    0.6\n", { epoch: "epoch" }, 1)).toEqual(curve);
  });

  it("that is counted and written anew has the same rows again, or is refused", async () => {
    const anew = async (text: string) => {
      const { write, look } = await opened({ path: "log.csv", value: "f1" });
      write("log.csv", "f1\n0.5\n");
      const first = await look();
      write("log.csv", text);
      return [...first, ...(await look(true))];
    };
    expect(await anew("step,f1\n1,0.5\n2,0.6\n")).toEqual(curve);
    expect(await anew("f1\n0.6\n")).toEqual(curve);
    await expect(anew("f1\n0.6\n0.5\n")).rejects.toThrow(
      "log.csv, line 2: the file was written anew with 0.6 where 0.5 was: which epoch is it?",
    );
  });
});

describe("a file that is one JSON text", () => {
  const state = (...f1s: number[]) => {
    const log = f1s.flatMap((f1, i) => [
      { epoch: i + 1, loss: 0.5, step: 10 * i },
      { epoch: i + 1, eval_f1: f1, step: 10 * i },
    ]);
    return JSON.stringify({ best_metric: f1s.at(-1), epoch: f1s.length, log_history: log }, null, 2);
  };

  it("is trainer_state.json of Transformers, the history in each checkpoint", async () => {
    const { write, look } = await opened({ path: "out/**/trainer_state.json", epoch: "epoch", value: "eval_f1" }, 1);
    write("out/checkpoint-10/trainer_state.json", state(0.5));
    expect(await look()).toEqual([[1, 0.5]]);
    write("out/checkpoint-20/trainer_state.json", state(0.5, 0.6));
    expect(await look()).toEqual([[2, 0.6]]);
  });

  it("is waited for while half of it is there", async () => {
    const { write, look } = await opened({ path: "trainer_state.json", value: "eval_f1" });
    const text = state(0.5, 0.6);
    write("trainer_state.json", text.slice(0, 60));
    expect(await look()).toEqual([]);
    write("trainer_state.json", text);
    expect(await look()).toEqual(curve);
    write("trainer_state.json", text.slice(0, 80));
    await expect(look(true)).rejects.toThrow("trainer_state.json: is no JSON");
  });

  it("is a history of Keras, a list a metric", async () => {
    const { write, look } = await opened({ path: "history.json", value: "val_f1" });
    write("history.json", '{"loss": [0.7, 0.6], "val_f1": [0.5, 0.6]}');
    expect(await look()).toEqual(curve);
  });

  it("is a list of entries, or JSON lines by the name of one text", async () => {
    const list = await opened({ path: "log.json", epoch: "epoch", value: "val.f1" }, 1);
    list.write("log.json", '[{"epoch": 1, "val": {"f1": 0.5}}, {"epoch": 2, "val": {"f1": 0.6}}]');
    expect(await list.look()).toEqual(curve);
    const lines = await opened({ path: "log.json", epoch: "epoch", value: "f1" }, 1);
    lines.append("log.json", '{"epoch": 1, "f1": 0.5}\n');
    expect(await lines.look()).toEqual([[1, 0.5]]);
    lines.append("log.json", '{"epoch": 2, "f1": 0.6}\n');
    expect(await lines.look()).toEqual([[2, 0.6]]);
  });

  it("names the list that is meant where two have the value, and what it has where none does", async () => {
    const text = '{"train": [{"f1": 0.9}], "val": [{"f1": 0.5}, {"f1": 0.6}]}';
    const any = await opened({ path: "log.json", value: "f1" });
    any.write("log.json", text);
    await expect(any.look(true)).rejects.toThrow("log.json: has train.f1 and val.f1: which is meant?");
    const meant = await opened({ path: "log.json", value: "val.f1" });
    meant.write("log.json", text);
    expect(await meant.look()).toEqual(curve);
    const wrong = await opened({ path: "trainer_state.json", value: "eval_F1" });
    wrong.write("trainer_state.json", state(0.5));
    expect(await wrong.look(true)).toEqual([]);
    expect(wrong.source.missed()).toContain('has "eval_F1"; it has best_metric, epoch, log_history');
    expect(wrong.source.missed()).toContain("eval_f1");
  });

  it("is wandb-summary.json: the newest values, with an epoch", async () => {
    const { write, look } = await opened({ path: "wandb/**/wandb-summary.json", epoch: "epoch", value: "val/f1" }, 0);
    const path = "wandb/offline-run-20261129_171517-a1b2/files/wandb-summary.json";
    for (const [epoch, f1] of [
      [0, 0.5],
      [1, 0.6],
    ] as const) {
      write(path, JSON.stringify({ epoch, "val/f1": f1, _step: epoch }));
      expect(await look()).toEqual([[epoch + 1, f1]]);
    }
  });

  it("is one set of values, which counts when the training has ended and is one epoch", async () => {
    const { write, look } = await opened({ path: "summary.json", value: "f1" }, undefined, 1);
    write("summary.json", '{"f1": 0.5}');
    expect(await look()).toEqual([]);
    write("summary.json", '{"f1": 0.6}');
    expect(await look(true)).toEqual([[1, 0.6]]);

    const many = await opened({ path: "summary.json", value: "f1" });
    many.write("summary.json", '{"f1": 0.5}');
    await expect(many.look()).rejects.toThrow(
      "summary.json: has one set of values, and 3 epochs are to be reported: name the key of its epoch",
    );
  });
});

describe("MLflow's metric files", () => {
  const path = "mlruns/4/8a1b/metrics/val_f1";
  const lines = "1764436517000 0.5 0\n1764436518000 0.6 1\n";

  it("are counted, whatever their steps are", async () => {
    const { append, look } = await opened({ path: "mlruns/**/metrics/val_f1", value: "val_f1" });
    append(path, lines.replaceAll(/\d$/gm, "0"));
    expect(await look()).toEqual(curve);
  });

  it("have the steps as epochs where the document says where they begin", async () => {
    const { append, look } = await opened({ path: "mlruns/**/metrics/val_f1", format: FileFormat.MLFLOW }, 0);
    append(path, lines);
    expect(await look()).toEqual(curve);
  });
});

describe("files whose name is not known", () => {
  it("are refused when two have what is looked for", async () => {
    const { write, look } = await opened({ path: "logs/*/metrics.csv", value: "f1" });
    write("logs/version_0/metrics.csv", "f1\n0.5\n");
    write("logs/version_1/metrics.csv", "f1\n0.6\n");
    await expect(look()).rejects.toThrow(
      /version_0\/metrics.csv and .*version_1\/metrics.csv both have "f1": which is meant/,
    );
  });

  it("are named when there is none", async () => {
    const { look, source } = await opened({ path: "logs/*/metrics.csv", value: "f1" });
    await look(true);
    expect(source.missed()).toMatch(/^no file is logs\/\*\/metrics.csv in /);
  });
});
