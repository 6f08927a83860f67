import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import type { CommandTrainer } from "../src/controller/core/document/commandTrainer.ts";
import { readDocument } from "../src/controller/core/document/spec.ts";
import { writeReports } from "../src/controller/rpc/wireReports.ts";
import { results } from "./agent/trainer/reports/heard.ts";

const guide = readFileSync(join(import.meta.dirname, "..", "docs", "reports.md"), "utf8");
const blocks = [...guide.matchAll(/```(yaml|text)\n(.*?)```/gs)].map(([, kind, text = ""]) => ({ kind, text }));
const fragments = blocks.filter(({ kind }) => kind === "yaml").flatMap(({ text }) => text.trimEnd().split("\n"));
const printed = blocks.flatMap(({ kind, text }, i) => (kind === "text" ? [[blocks[i - 1]?.text ?? "", text]] : []));

/** The trainer of a document with this fragment in it, two trials at a time. */
function trainerWith(fragment: string): CommandTrainer {
  const { trainer } = readDocument({
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "guide" },
    spec: {
      parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
      budget: { trials: 2, parallel: 2, epochsPerTrial: 27 },
      trainer: { command: ["python3", "train.py"], ...parse(fragment) },
    },
  });
  return trainer as CommandTrainer;
}

it.each(fragments)("docs/reports.md: %s is valid", (fragment) => {
  const { reports, workdir } = trainerWith(fragment);
  expect(reports ?? workdir).toBeDefined();
});

it.each(printed)("docs/reports.md: %s reads two epochs of its example", async (fragment, text) => {
  const { reports } = trainerWith(fragment);
  const found = await results(writeReports(reports!), text);
  expect(found.map(([epoch]) => epoch)).toEqual([1, 2]);
  // The values of every example but the matrices are these.
  const values = found.map(([, value]) => value).filter((value) => typeof value === "number");
  expect(values.length === 0 || JSON.stringify(values) === "[0.5123,0.6012]").toBe(true);
});
