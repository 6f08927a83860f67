import { describe, expect, it } from "vitest";
import { fits, readRequires, waitingFor } from "../../../../src/controller/core/document/requires.ts";
import type { Mistake } from "../../../../src/error.ts";

function machine(gpus: readonly string[], labels: Record<string, string> = {}) {
  return { gpus, labels };
}

describe("an agent fits a sweep", () => {
  it.each([
    ["that asks for nothing", {}, machine([]), true],
    ["by a part of its GPU's name, in any case", { gpu: "h100" }, machine(["NVIDIA H100 80GB HBM3"]), true],
    ["not with another GPU", { gpu: "H100" }, machine(["NVIDIA A100"]), false],
    ["not without a GPU", { gpu: "H100" }, machine([]), false],
    ["only when all its GPUs do, as a trial may get any", { gpu: "H100" }, machine(["H100", "A100"]), false],
    ["by a label's whole value", { zone: "eu" }, machine([], { zone: "eu" }), true],
    ["not by a part of it", { zone: "eu" }, machine([], { zone: "eu-west" }), false],
    ["not without the label", { constructor: "eu" }, machine([]), false],
    ["only with every label", { gpu: "T4", zone: "eu" }, machine(["Tesla T4"], { zone: "us" }), false],
  ])("%s", (_, requires, agent, expected) => expect(fits(agent, requires)).toBe(expected));
});

it("a waiting sweep says what it needs and what there is, agents of a kind together", () => {
  const agents = [machine(["A100", "A100"]), machine(["A100"]), machine([]), machine(["T4", "L4"])];
  expect(waitingFor({ gpu: "H100" }, agents)).toBe(
    'waits for an agent with gpu "H100"; connected: 2 agents with gpu "A100", 1 agent with no gpu, 1 agent with gpu "T4" and "L4"',
  );
});

describe("requires", () => {
  function mistakes(raw: unknown): string[] {
    const found: Mistake[] = [];
    readRequires(raw, found);
    return found.map(({ path, rule }) => `${path}: ${rule}`);
  }

  it("is not there when the document does not speak of it", () => expect(readRequires(undefined, [])).toBeUndefined());

  it.each([
    ["H100", "spec.requires: must be an object"],
    [{ gpu: 100 }, "spec.requires.gpu: must be a text that is not empty"],
    [{ "a b": "c" }, "spec.requires.a b: a label is named with letters, digits, and . _ / - in between"],
    [
      Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`l${i}`, "x"])),
      "spec.requires: labels are too many; 16 may be required",
    ],
  ])("%j is refused", (raw, mistake) => expect(mistakes(raw)).toEqual([mistake]));
});
