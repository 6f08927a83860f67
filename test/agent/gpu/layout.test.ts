import { describe, expect, it } from "vitest";
import type { Gpu } from "../../../src/agent/agent.ts";
import { layoutSlots } from "../../../src/agent/gpu/layout.ts";
import type { Mistake } from "../../../src/error.ts";

const one = { slots: undefined, slotsPerGpu: 1, gpusPerSlot: 1 };

function gpus(count: number): Gpu[] {
  return Array.from({ length: count }, (_, index) => ({
    index,
    name: "H100",
    memoryMib: 81_559,
    uuid: `GPU-${index}`,
  }));
}

/** The numbers of the GPUs of each slot. */
function layout(count: number, sharing: Partial<Parameters<typeof layoutSlots>[1]>) {
  return layoutSlots(gpus(count), { ...one, ...sharing }, []).map((slot) => slot.map(({ index }) => index));
}

describe("layoutSlots", () => {
  it("gives each GPU a slot", () => expect(layout(3, {})).toEqual([[0], [1], [2]]));

  it("gives a machine without GPUs one slot", () => expect(layout(0, {})).toEqual([[]]));

  it("gives a machine without GPUs as many slots as asked for", () =>
    expect(layout(0, { slots: 2 })).toEqual([[], []]));

  it("spreads several slots a GPU over all GPUs first", () =>
    expect(layout(2, { slotsPerGpu: 2 })).toEqual([[0], [1], [0], [1]]));

  it("leaves GPUs that make no full slot", () =>
    expect(layout(5, { gpusPerSlot: 2 })).toEqual([
      [0, 1],
      [2, 3],
    ]));

  it("takes the number of slots from the user: fewer leave GPUs, more share them", () => {
    expect(layout(3, { slots: 2 })).toEqual([[0], [1]]);
    expect(layout(2, { slots: 3 })).toEqual([[0], [1], [0]]);
  });

  it.each([
    [2, { slots: 0 }, "slots: must be a whole number of at least 1"],
    [2, { slots: 1_025 }, "slots: must be at most 1024"],
    [2, { slotsPerGpu: 513 }, "slotsPerGpu: gives 1026 slots; an agent has at most 1024"],
    [2, { slotsPerGpu: 1.5 }, "slotsPerGpu: must be a whole number of at least 1"],
    [2, { gpusPerSlot: 0 }, "gpusPerSlot: must be a whole number of at least 1"],
    [2, { gpusPerSlot: 3 }, "gpusPerSlot: must be at most the 2 GPUs that are found"],
    [0, { slotsPerGpu: 2 }, "slotsPerGpu: needs a GPU, and none is found"],
    [4, { slotsPerGpu: 2, gpusPerSlot: 2 }, "slotsPerGpu: must be 1 where a slot has several GPUs"],
  ])("refuses, with %i GPUs, %j", (count, sharing, mistake) => {
    const mistakes: Mistake[] = [];
    layoutSlots(gpus(count), { ...one, ...sharing }, mistakes);
    expect(mistakes.map(({ path, rule }) => `${path}: ${rule}`)).toEqual([mistake]);
  });
});
