import { expect, it } from "vitest";
import { wordsOf } from "../../../../src/controller/core/document/words.ts";
import { document } from "../given.ts";

const command = { command: ["train"] };

it.each([
  ["as it was always written", command, 0],
  ["with a file of a trial", { ...command, reports: { file: "{{ trial }}.jsonl" } }, 0],
  ["with a value on a line", { ...command, reports: { value: "f1 (\\S+)" } }, 0],
  ["with a working folder", { ...command, workdir: "trial" }, 1],
  ["with files", { ...command, files: { "c.yaml": "lr: {{ params.x }}" } }, 1],
  ["with a rank", { ...command, reports: { value: "f1 (\\S+)", rank: "rank (\\d)" } }, 1],
  [
    "with rows that count",
    { ...command, reports: { file: "{{ trial }}.csv", value: "f1", only: { phase: "val" } } },
    1,
  ],
  ["with a file whose name is not known", { ...command, reports: { file: "{{ trial }}/**/m.csv", value: "f1" } }, 1],
  ["with data", { data: "d.csv" }, 0],
  ["with columns of its data", { data: "d.csv", drop: ["id"] }, 1],
])("a document %s has words of a version that its agents need", (_, trainer, words) => {
  expect(wordsOf(document({}, { trainer }))).toBe(words);
});
