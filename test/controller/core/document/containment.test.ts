import { describe, expect, it } from "vitest";
import { readContainment, renderEnv } from "../../../../src/controller/core/document/containment.ts";
import type { Mistake } from "../../../../src/error.ts";
import { Fields } from "../../../../src/fields.ts";
import { readSpace } from "../../../../src/search/space/space.ts";

const parameters = [
  { name: "lr", type: "float", min: 0, max: 1 },
  { name: "loss", type: "categorical", values: ["ce", "focal"] },
  { name: "gamma", type: "float", min: 0, max: 5, when: { loss: ["focal"] } },
];
const names = { space: readSpace(parameters, "spec.parameters", []), values: {}, files: [] };

function read(trainer: object) {
  const mistakes: Mistake[] = [];
  const containment = readContainment(new Fields(trainer, "spec.trainer", mistakes), names, mistakes);
  return { containment, mistakes: mistakes.map(({ path, rule }) => `${path} ${rule}`) };
}

describe("the containment of a trainer", () => {
  it("is not there when the document does not speak of it, so that older journals mean the same", () => {
    expect(read({ command: ["train"] })).toEqual({ containment: undefined, mistakes: [] });
  });

  it("fills the placeholders of its variables for each trial", () => {
    const { containment, mistakes } = read({ env: { LR: "{{ params.lr }}", RUN: "{{trial}}/{{ seed }}", N: 1 } });
    const facts = { space: names.space, params: { lr: 1, loss: "ce" }, trial: 3, seed: 7, epochs: 9 };
    expect(renderEnv(containment?.env, facts, {})).toEqual({ LR: "1.0", RUN: "3/7", N: "1" });
    expect(mistakes).toEqual([]);
  });

  it.each([
    ["{{ params.rate }}", "{{ params.rate }} names no parameter of this sweep"],
    ["{params.lr}", "{params.lr} is no placeholder: write {{ params.lr }}"],
    [
      "{{ params.gamma }}",
      "{{ params.gamma }} exists only when loss is focal: it can stand in args under that condition, and in files",
    ],
  ])("has no variable %s", (text, rule) => {
    expect(read({ env: { A: text } }).mistakes).toEqual([`spec.trainer.env.A ${rule}`]);
  });

  it("has variables as texts, names to pass on, and limits in bytes and milliseconds", () => {
    const limits = { disk: "2GiB", runTime: "2h", openFiles: 1024, processes: 64, log: "1.5MB" };
    const { containment, mistakes } = read({ env: { OMP_NUM_THREADS: 1, A: "b c" }, passEnv: ["HF_TOKEN"], limits });
    expect(mistakes).toEqual([]);
    expect(containment).toEqual({
      env: { OMP_NUM_THREADS: "1", A: "b c" },
      passEnv: ["HF_TOKEN"],
      limits: {
        diskBytes: 2_147_483_648,
        runTimeMs: 7_200_000,
        openFiles: 1024,
        processes: 64,
        logBytes: 1_500_000,
      },
    });
  });

  it.each([
    [{ env: ["A"] }, "spec.trainer.env must be an object of at most 64 texts, such as"],
    [{ env: { "A B": "1" } }, "spec.trainer.env.A B must be named with letters, digits and _"],
    [{ env: { MACROSWEEP_TRIAL: "{}" } }, "spec.trainer.env.MACROSWEEP_TRIAL must not begin with MACROSWEEP_"],
    [{ env: { A: { b: 1 } } }, "spec.trainer.env.A must be a text of at most 4096 letters"],
    [{ env: { A: "a\0b" } }, "spec.trainer.env.A must be a text"],
    [{ passEnv: "HF_TOKEN" }, "spec.trainer.passEnv must be a list of at most 64 names"],
    [{ passEnv: [1] }, "spec.trainer.passEnv[0] must be the name of a variable"],
    [{ passEnv: ["*"] }, "spec.trainer.passEnv[0] must be named with letters"],
    [{ limits: 3 }, "spec.trainer.limits must be an object"],
    [{ limits: { memory: "1GiB" } }, "spec.trainer.limits.memory unknown key; known here: "],
    [{ limits: { disk: "2 gigs" } }, 'spec.trainer.limits.disk must be a size such as "512MiB" or "2GiB"'],
    [{ limits: { disk: 2e9 } }, "spec.trainer.limits.disk must be a size"],
    [{ limits: { disk: "0B" } }, "spec.trainer.limits.disk must be a size"],
    [{ limits: { log: "1TiB" } }, "spec.trainer.limits.log must be a size of 1024 bytes to 1073741824"],
    [{ limits: { runTime: "soon" } }, "spec.trainer.limits.runTime must be a time"],
    [{ limits: { openFiles: 3 } }, "spec.trainer.limits.openFiles must be a whole number from 16 to 1048576"],
    [{ limits: { processes: 0 } }, "spec.trainer.limits.processes must be a whole number from 1"],
  ])("refuses %j", (trainer, mistake) => {
    const { mistakes } = read(trainer);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(mistake);
  });
});
