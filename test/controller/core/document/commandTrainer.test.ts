import { expect, it } from "vitest";
import { type CommandTrainer, renderArgv } from "../../../../src/controller/core/document/commandTrainer.ts";

const trainer: CommandTrainer = {
  kind: "command",
  command: ["python3", "train.py"],
  args: [
    "--run={{trial}}-{{ seed }}",
    "--lr",
    "{{ params.lr }}",
    { when: { loss: ["focal"] }, args: ["--gamma", "{{ params.gamma }}"] },
    "{{ epochs }}",
  ],
};
const facts = { space: [], trial: 3, seed: 99, epochs: 27 };

it("fills in the placeholders and leaves out a group whose condition does not hold", () => {
  expect(renderArgv(trainer, { ...facts, params: { loss: "ce", lr: 0.0001 } })).toEqual([
    "python3",
    "train.py",
    "--run=3-99",
    "--lr",
    "0.0001",
    "27",
  ]);
});

it("keeps a group whose condition holds", () => {
  expect(renderArgv(trainer, { ...facts, params: { loss: "focal", lr: 1e-7, gamma: 2 } }).slice(3)).toEqual([
    "--lr",
    "1e-7",
    "--gamma",
    "2",
    "27",
  ]);
});

it("makes one argument of one placeholder, whatever is in the value", () => {
  const params = { loss: "ce", lr: "a b; rm -rf $HOME {{ seed }}" };
  expect(renderArgv(trainer, { ...facts, params })[4]).toBe("a b; rm -rf $HOME {{ seed }}");
});
