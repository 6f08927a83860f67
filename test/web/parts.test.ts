import { expect, it } from "vitest";
import type { SweepDetail } from "../../src/shapes/sweep.ts";
import { eventReader } from "../../src/words/serverEvents.ts";
import { lineNotes } from "../../web/src/new/lineNotes.ts";
import { merged } from "../../web/src/sweeps/useSweeps.ts";
import { settingsOf } from "../../web/src/whatif/settings.ts";

it("reads events from a stream wherever it is cut, without comments", () => {
  const stream = 'event: sweep\nid: 7\ndata: {"a":1}\n\n: still here\n\nevent: end\nid: 8\ndata: {}\n\n';
  const letters = eventReader();
  expect([...stream].flatMap((letter) => letters(letter))).toEqual([
    { event: "sweep", id: "7", data: '{"a":1}' },
    { event: "end", id: "8", data: "{}" },
  ]);
});

it("keeps what is known of the sweeps, takes what is new, lets go of what is gone; the newest first", () => {
  const sweep = (name: string, createdAtMs: number, state = "running") => {
    return { sweep: name, createdAtMs, state } as SweepDetail;
  };
  const known = [sweep("a", 1), sweep("b", 2), sweep("c", 3)];
  const now = merged(known, [sweep("a", 1, "completed"), sweep("d", 4)], ["a", "c", "d"]);
  expect(now.map((one) => `${one.sweep} ${one.state}`)).toEqual(["d running", "c running", "a completed"]);
});

it("puts mistakes beside their lines, two of a line together, and those without one under 0", () => {
  const errors = [
    { path: "a", line: 3, detail: "first" },
    { path: "b", line: null, detail: "whole" },
    { path: "c", line: 3, detail: "second" },
    { path: "d", line: 99, detail: "beyond" },
  ];
  expect([...lineNotes(errors, 10)]).toEqual([
    [3, ["first", "second"]],
    [0, ["whole"]],
    [10, ["beyond"]],
  ]);
});

it("reads settings of a pruner as a person types them", () => {
  expect(settingsOf("reductionFactor: 4, rungs: [1, 3], share: 0.5, mode:fast,")).toEqual({
    reductionFactor: 4,
    rungs: [1, 3],
    share: 0.5,
    mode: "fast",
  });
  expect(settingsOf("nonsense")).toEqual({});
});
