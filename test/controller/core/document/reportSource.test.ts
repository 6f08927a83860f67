import { describe, expect, it } from "vitest";
import type { CommandTrainer } from "../../../../src/controller/core/document/commandTrainer.ts";
import { renderReports } from "../../../../src/controller/core/document/reportSource.ts";
import { created, document, given, report, running } from "../given.ts";

const trainer = (reports: unknown) => ({ trainer: { command: ["train"], reports } });
const read = (reports: unknown) => (document({ parallel: 1 }, trainer(reports)).trainer as CommandTrainer).reports;

describe("the reports of a document", () => {
  it("are read from what the script prints", () => {
    const epoch = "EPOCH (\\d+) RESULTS";
    expect(read({ epoch, confusion: "Confusion Matrix:", classes: ["N", "V"] })).toEqual({
      kind: "printed",
      epoch,
      section: null,
      value: null,
      confusion: "Confusion Matrix:",
      classes: ["N", "V"],
      firstEpoch: 1,
    });
    expect(read({ value: "f1=(\\S+)" })).toMatchObject({ epoch: null, firstEpoch: null });
  });

  it("are read from a file, with the protocol's keys or the script's own", () => {
    expect(read({ file: "m.jsonl" })).toEqual({ kind: "file", path: "m.jsonl", keys: null, firstEpoch: 1 });
    expect(read({ file: "m.jsonl", epoch: "ep", value: "f1", firstEpoch: 0 })).toMatchObject({
      keys: { epoch: "ep", value: "f1" },
      firstEpoch: 0,
    });
    expect(read({ file: "m.jsonl", value: "f1" })).toMatchObject({ firstEpoch: null });
  });

  it("are read from a TensorBoard folder, whose steps are epochs only when it says where they begin", () => {
    const folder = { kind: "tensorboard", folder: "runs/{{ trial }}", tag: "val/f1" };
    expect(read({ tensorboard: "runs/{{ trial }}", value: "val/f1" })).toEqual({ ...folder, firstEpoch: null });
    expect(read({ tensorboard: "runs/{{ trial }}", value: "val/f1", firstEpoch: 0 })).toEqual({
      ...folder,
      firstEpoch: 0,
    });
  });

  it("may be in another format, or have decimal commas", () => {
    expect(read({ file: "m.csv", value: "f1", format: "csv", decimal: "comma" })).toMatchObject({
      format: "csv",
      decimal: "comma",
      firstEpoch: null,
    });
    expect(read({ file: "mlruns/**/metrics/f1", format: "mlflow" })).toMatchObject({ keys: null, firstEpoch: null });
  });

  it("may count some rows of a file only", () => {
    const file = { file: "{{ trial }}.csv", epoch: "epoch", value: "f1", only: { phase: "val", fold: 1 } };
    expect(read(file)).toMatchObject({ only: { phase: "val", fold: "1" } });
    expect(() => read({ ...file, only: ["val"] })).toThrow(
      'reports.only: ["val"] must be an object of a key or column and its value: { phase: val }',
    );
    expect(() => read({ file: "{{ trial }}.jsonl", only: { phase: "val" } })).toThrow("needs value");
  });

  it("may say what would have two readings", () => {
    const said = { ignore: ["TEST"], rank: "rank (\\d)", split: "before", take: "last", stream: "both" };
    expect(read({ epoch: "(\\d+)", value: "(f)", ...said })).toMatchObject(said);
    expect(read({ value: "(f)", ignore: "TEST" })).toMatchObject({ ignore: ["TEST"] });
  });

  it("have a path of their own for each trial", () => {
    const facts = { space: [], params: { x: 0.5 }, trial: 3, seed: 9, epochs: 27 };
    const reports = read({ file: "out/{{ trial }}/{{ params.x }}.jsonl" });
    expect(renderReports(reports!, facts, {})).toMatchObject({ path: "out/3/0.5.jsonl" });
  });

  it.each([
    [{ epoch: "(\\d+)" }, "must have a pattern for the value or the confusion, or name a file or tensorboard"],
    [
      { epoch: "(\\d+", value: "(.)" },
      'reports.epoch: "(\\\\d+" is no regular expression of RE2: error parsing regexp: missing',
    ],
    [
      { epoch: "\\d+", value: "(.)" },
      'reports.epoch: "\\\\d+" must have one group, such as ([0-9.]+), around the number, and has 0',
    ],
    [{ epoch: "(\\d+)", value: "(a)|(b)" }, "around the number, and has 2"],
    [
      { confusion: "(?=x)" },
      "is no regular expression of RE2: error parsing regexp: invalid or unsupported Perl syntax",
    ],
    [{ confusion: "(.)\\1" }, "is no regular expression of RE2: error parsing regexp: invalid escape sequence"],
    [
      { confusion: "((x{100}){100}){100}" },
      "is no regular expression of RE2: error parsing regexp: invalid repeat count",
    ],
    [{ confusion: "(".repeat(2000) }, "must have at most 1000 characters"],
    [{ confusion: 7 }, "reports.confusion: 7 must be a text that is not empty"],
    [
      { confusion: "c", value: "(v)" },
      "reports.epoch: is missing; without it epochs are counted by the value or by the confusion, not by both",
    ],
    [{ value: "(v)", classes: ["N"] }, "reports.classes: must stand beside confusion"],
    [{ confusion: "c", classes: ["N", "N"] }, 'reports.classes: ["N","N"] must be a list of different names'],
    [{ value: "(v)", firstEpoch: 0 }, "reports.firstEpoch: 0 needs the epoch's number: say how it is read with epoch"],
    [{ epoch: "(e)", value: "(v)", firstEpoch: -1 }, "reports.firstEpoch: -1 must be a whole number from 0 to 1000000"],
    [
      { value: "(v)", split: "before" },
      'reports.split: "before" needs the line of an epoch: say how it is read with epoch',
    ],
    [{ value: "(v)", ignore: ["("] }, 'reports.ignore: "(" is no regular expression of RE2'],
    [{ value: "(v)", take: "best" }, 'reports.take: "best" must be "first" or "last"'],
    [{ value: "(v)", rank: "rank" }, 'reports.rank: "rank" must have one group'],
    [{ file: "m.csv", format: "csv" }, "reports.value: is missing; it must name the objective's column"],
    [{ file: "" }, 'reports.file: "" must be a text that is not empty'],
    [{ file: "{{ params.y }}.jsonl" }, "{{ params.y }} names no parameter of this sweep"],
    [{ file: "m.jsonl", epoch: "ep" }, "reports.value: is missing; it must name the objective's key"],
    [
      { file: "m.jsonl", confusion: "cm" },
      "reports.confusion: unknown key; known here: file, value, epoch, format, only, decimal, firstEpoch",
    ],
    [{ tensorboard: "runs" }, "reports.value: is missing"],
    ["stdout", 'reports: "stdout" must be an object'],
  ])("are refused: %j", (reports, message) => {
    expect(() => read(reports)).toThrow(message);
  });
});

describe("a place of reports that two trials share", () => {
  const reading = (reports: object, more: object = {}) => {
    return document({ parallel: 2 }, { trainer: { command: ["train"], reports, ...more } });
  };

  it.each([
    [{ file: "metrics.jsonl" }, '"metrics.jsonl" is the same for all trials, and 2 may run at once'],
    [
      { file: "metrics.jsonl" },
      'such as "metrics-{{ trial }}.jsonl"; or let each trial run in a folder of its own: workdir: trial',
    ],
    [{ tensorboard: "runs", value: "f1" }, 'spec.trainer.reports.tensorboard: "runs" is the same for all trials'],
    [{ tensorboard: "runs/**", value: "f1" }, 'such as "runs/{{ trial }}/**"'],
    // Replicates have the params of another trial, and the seed of a third.
    [{ file: "{{ params.x }}-{{ seed }}.jsonl" }, "is the same for all trials"],
  ])("is refused with the remedy: %j", (reports, message) => {
    expect(() => reading(reports)).toThrow(message);
  });

  it("is refused where it is absolute, whatever folder the trials run in", () => {
    expect(() => reading({ file: "/data/metrics.jsonl" }, { workdir: "trial" })).toThrow("is the same for all trials");
  });

  it("is none when it names the trial, lies in a folder of the trial's own, or trials run one at a time", () => {
    expect(() => reading({ file: "out/{{ trial }}.jsonl" })).not.toThrow();
    expect(() => reading({ tensorboard: "runs/**", value: "f1" }, { workdir: "trial" })).not.toThrow();
    expect(() => document({ parallel: 1 }, trainer({ file: "metrics.jsonl" }))).not.toThrow();
  });
});

describe("the folder in which trials run", () => {
  const read = (workdir: unknown) =>
    (document({}, { trainer: { command: ["train"], workdir } }).trainer as CommandTrainer).workdir;

  it("is the agent's unless the document says otherwise", () => {
    expect(read(undefined)).toBeUndefined();
    expect(read("trial")).toEqual({ link: [], copy: [] });
    expect(read({ link: ["data"], copy: "config.yaml" })).toEqual({ link: ["data"], copy: ["config.yaml"] });
  });

  it.each([
    ["own", 'spec.trainer.workdir: "own" must be "trial", or what to put into the trial\'s folder'],
    [
      { link: ["../data"] },
      'workdir.link: "../data" must be a path in the agent\'s folder, without .. and not absolute',
    ],
    [{ copy: ["/data"] }, 'workdir.copy: "/data" must be a path in the agent\'s folder'],
    [{ links: [] }, "workdir.links: unknown key; known here: link, copy"],
  ])("is refused: %j", (workdir, message) => {
    expect(() => read(workdir)).toThrow(message);
  });
});

it("takes the one number of such a script for a metric of any name", () =>
  given(created(document({}, { objective: { metric: "metrics.val_loss" }, pruner: { name: "none" } })), running(0))
    .when(report({ trial: 0, value: 0.25 }))
    .then({ kind: "reportRecorded", value: 0.25 }));
