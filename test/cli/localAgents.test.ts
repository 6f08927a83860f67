import { availableParallelism } from "node:os";
import { expect, it } from "vitest";
import { localAgents } from "../../src/cli/localAgents.ts";

const CORES = availableParallelism();

it("as many agents run as trials may, and no more than the machine has GPUs", () => {
  expect(localAgents(undefined, 8, 4)).toMatchObject({ agents: 4 });
  expect(localAgents(undefined, 3, 4)).toMatchObject({ agents: 3 });
  expect(localAgents(undefined, 8, 4).why.join("")).toBe(
    "Runs 4 trials at a time: this machine has 4 GPUs, the document would allow 8 (--agents N sets it)",
  );
  expect(localAgents(undefined, 1, 1).why.join("")).toBe("Runs 1 trial at a time: as the document says, on 1 GPU");
});

it("without GPUs the cores are the bound", () => {
  expect(localAgents(undefined, 10_000, 0)).toMatchObject({ agents: CORES });
  expect(localAgents(undefined, 1, 0)).toMatchObject({ agents: 1 });
});

it("a person may ask for more, or for fewer", () => {
  expect(localAgents(16, 20, 1)).toMatchObject({ agents: 16, why: ["Runs 16 trials at a time: --agents 16"] });
  expect(localAgents(4, 2, 0).why).toEqual(["Runs 2 trials at a time: --agents 4; the document allows 2"]);
});
