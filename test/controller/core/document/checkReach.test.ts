import { describe, expect, it } from "vitest";
import { document } from "../given.ts";

const printed = { epoch: "epoch (\\d+)", value: "f1 ([0-9.]+)" };
const matrix = { epoch: "epoch (\\d+)", confusion: "matrix" };

function asked(reports: object | undefined, spec: object) {
  return () => document({}, { trainer: { command: ["train"], ...(reports && { reports }) }, ...spec });
}

const recall = { constraints: [{ metric: "recall:fault", min: 0.8 }] };
const latency = { constraints: [{ metric: "metrics.latency", max: 5 }] };
const loss = { objective: { metric: "metrics.loss" } };

describe("what the reports of a document never say", () => {
  it.each([
    [
      printed,
      recall,
      'spec.constraints[0].metric: "recall:fault" can never be known: spec.trainer.reports reads a value',
    ],
    [{ tensorboard: "runs/{{ trial }}", value: "f1" }, recall, "can never be known"],
    [{ file: "{{ trial }}.csv", value: "f1" }, recall, "can never be known"],
    [
      printed,
      latency,
      'spec.constraints[0].metric: "metrics.latency" can never be known: spec.trainer.reports reads no metrics',
    ],
    [matrix, latency, "can never be known"],
    [matrix, loss, 'spec.objective.metric: "metrics.loss" can never be known'],
  ])("is refused: %j with %j", (reports, spec, message) => {
    expect(asked(reports, spec)).toThrow(message);
  });

  it.each([
    [undefined, { ...recall, ...loss }],
    [matrix, recall],
    [printed, loss],
    [{ file: "{{ trial }}.jsonl" }, { constraints: [...recall.constraints, ...latency.constraints] }],
  ])("is not: %j with %j", (reports, spec) => {
    expect(asked(reports, spec)).not.toThrow();
  });
});
