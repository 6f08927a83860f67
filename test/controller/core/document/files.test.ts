import { describe, expect, it } from "vitest";
import { type CommandTrainer, renderFiles } from "../../../../src/controller/core/document/commandTrainer.ts";
import { document } from "../given.ts";

const parameters = [
  { name: "optim.lr", type: "float", min: 0, max: 1 },
  { name: "loss", type: "categorical", values: ["ce", "focal"] },
  { name: "gamma", type: "float", min: 0, max: 5, when: { loss: ["focal"] } },
];

function files(texts: unknown) {
  const { parameters: space, trainer } = document({}, { parameters, trainer: { command: ["train"], files: texts } });
  const facts = { space, params: { "optim.lr": 1e-7, loss: "ce" }, trial: 3, seed: 7, epochs: 9 };
  return renderFiles(trainer as CommandTrainer, facts);
}

describe("the files of a document", () => {
  it("are filled for each trial, with null for what its configuration does not have", () => {
    const text = "lr: {{ params.optim.lr }}\ngamma: {{ params.gamma }}\nloss: {{ params.loss }}\n";
    expect(files({ "conf/a.yaml": text })).toEqual({ "conf/a.yaml": "lr: 1.0e-7\ngamma: null\nloss: ce\n" });
  });

  it.each([
    ["../a.yaml", "must be a path of letters, digits"],
    ["/etc/passwd", "must be a path of letters, digits"],
    ["a/../../b", "must be a path of letters, digits"],
    ["checkpoint/a", "is a name that the trial's folder has already"],
    ["workdir", "is a name that the trial's folder has already"],
    ["attempt-1.log", "is a name that the trial's folder has already"],
  ])("cannot stand at %s", (path, rule) => {
    expect(() => files({ [path]: "" })).toThrow(`spec.trainer.files.${path}: ${rule}`);
  });

  it("are refused where one names no parameter, is too large or is no text", () => {
    expect(() => files({ a: "{{ params.x }}" })).toThrow("names no parameter of this sweep");
    expect(() => files({ a: "x".repeat(65 * 1024) })).toThrow("spec.trainer.files.a: must have at most 64 KiB");
    expect(() => files({ a: { b: 1 } })).toThrow('spec.trainer.files.a: {"b":1} must be a text');
    expect(() => files(["a"])).toThrow("must be an object of at most 16 texts by path");
  });
});
