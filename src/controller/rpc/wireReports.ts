import * as agent from "../../gen/macrosweep/v1/agent.ts";
import type { PrintedReports } from "../core/document/printedReports.ts";
import type { ReportsSpec } from "../core/document/reportSource.ts";

/** Where an agent is to read the reports of a trial, in the words of agent.proto. */
export function writeReports(reports: ReportsSpec): agent.Reports {
  return { source: writeSource(reports), firstEpoch: reports.firstEpoch ?? undefined };
}

function writeSource(reports: ReportsSpec): agent.Reports["source"] {
  switch (reports.kind) {
    case "printed":
      return { $case: "printed", printed: writePrinted(reports) };
    case "file": {
      const { path, keys, only, format, decimal } = reports;
      const file = {
        path,
        epoch: keys?.epoch ?? undefined,
        value: keys?.value,
        format: format === undefined ? agent.FileFormat.UNSPECIFIED : FORMATS[format],
        decimalComma: decimal === "comma",
        only: { ...only },
      };
      return { $case: "file", file };
    }
    case "tensorboard":
      return { $case: "tensorboard", tensorboard: { folder: reports.folder, tag: reports.tag } };
  }
}

const FORMATS = {
  jsonl: agent.FileFormat.JSONL,
  json: agent.FileFormat.JSON,
  csv: agent.FileFormat.CSV,
  mlflow: agent.FileFormat.MLFLOW,
} as const;

function writePrinted(reports: PrintedReports): agent.PrintedReports {
  const { epoch, section, value, confusion, classes, ignore = [], rank, split, take, stream, decimal } = reports;
  return {
    epoch: epoch ?? undefined,
    section: section ?? undefined,
    value: value ?? undefined,
    confusion: confusion ?? undefined,
    classes: [...classes],
    ignore: [...ignore],
    rank,
    split: split === undefined ? agent.Split.UNSPECIFIED : SPLITS[split],
    take: take === undefined ? agent.Take.UNSPECIFIED : TAKES[take],
    stream: stream === undefined ? agent.Stream.UNSPECIFIED : STREAMS[stream],
    decimalComma: decimal === "comma",
  };
}

const SPLITS = { before: agent.Split.BEFORE, after: agent.Split.AFTER } as const;
const TAKES = { first: agent.Take.FIRST, last: agent.Take.LAST } as const;
const STREAMS = { stdout: agent.Stream.STDOUT, stderr: agent.Stream.STDERR, both: agent.Stream.BOTH } as const;
