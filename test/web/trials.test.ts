import { expect, it } from "vitest";
import type { TrialShape } from "../../src/shapes/trial.ts";
import { askedTrials } from "../../web/src/sweep/trialFilter.ts";
import { type AskTrials, loadTrials, refreshTrials } from "../../web/src/sweep/trialsStore.ts";
import { agentSums, lanesOf } from "../../web/src/timeline/lanes.ts";

const trial = (number: number, over: Partial<TrialShape> = {}): TrialShape => {
  const rest = { reason: null, violation: null, replicateOf: null, testValue: null, seed: 1, attempt: 1, curve: [] };
  return {
    trial: number,
    state: "completed",
    value: number / 10,
    steps: 9,
    params: { rate: number },
    ...rest,
    ...over,
  };
};

const TRIALS = [
  trial(0, { params: { loss: "focal", rate: 0.1 } }),
  trial(1, { params: { loss: "cross_entropy", rate: 0.2 }, value: null, state: "running" }),
  trial(2, { params: { rate: 0.3 }, reason: "rung 3: rank 5 of 9", state: "pruned" }),
];
const ALL = { state: "", find: "", sort: "trial" };
const numbers = (trials: readonly TrialShape[]) => trials.map(({ trial: number }) => number);

it.each([
  ["", [0, 1, 2]],
  ["focal", [0]],
  ["loss=focal rate<0.2", [0]],
  ["rate>=0.2", [1, 2]],
  ["loss!=focal", [1]],
  ["rung", [2]],
  ["nothing", []],
])("finds %j", (find, found) => {
  expect(numbers(askedTrials(TRIALS, { ...ALL, find }))).toEqual(found);
});

it("sorts by a column or a param, and puts those last that lack it", () => {
  expect(numbers(askedTrials(TRIALS, { ...ALL, sort: "-value" }))).toEqual([2, 0, 1]);
  expect(numbers(askedTrials(TRIALS, { ...ALL, sort: "param.loss" }))).toEqual([1, 0, 2]);
  expect(numbers(askedTrials(TRIALS, { ...ALL, state: "pruned" }))).toEqual([2]);
});

it("loads all pages, then asks only for what may have changed: what runs, what was told of, and what is new", async () => {
  const asked: unknown[] = [];
  const pages: TrialShape[][] = [TRIALS.slice(0, 2), TRIALS.slice(2)];
  const first: AskTrials = async ({ cursor }) => ({
    trials: pages[Number(cursor ?? 0)] ?? [],
    next: cursor === undefined ? "1" : null,
  });
  const told: number[] = [];
  expect(await loadTrials(first, (some) => told.push(some.length))).toEqual(TRIALS);
  expect(told).toEqual([2, 3]);

  const later = [trial(1, { value: 0.7 }), trial(2, { state: "running" }), trial(3)];
  const then: AskTrials = async (query) => {
    asked.push(query.trials);
    return { trials: later, next: null };
  };
  expect(await refreshTrials(then, TRIALS, new Set([2]))).toEqual([TRIALS[0], ...later]);
  expect(asked).toEqual(["1,2,3-"]);
});

it("lays attempts of an agent on as many slots as it used at a time, and says how busy these were", () => {
  const span = (
    agent: string,
    sinceMs: number,
    untilMs: number | null,
    ended: "finished" | "expired" | null = "finished",
  ) => {
    return { trial: sinceMs, attempt: 1, agent, sinceMs, untilMs, ended };
  };
  const lanes = lanesOf(
    [
      span("b", 0, 100),
      span("a", 0, 60),
      span("a", 20, 100),
      span("a", 60, null, null),
      span("b", 100, 150, "expired"),
    ],
    100,
  );
  expect(lanes.map(({ agent, slot, spans }) => [agent, slot, spans.map(({ sinceMs }) => sinceMs)])).toEqual([
    ["a", 1, [0, 60]],
    ["a", 2, [20]],
    ["b", 1, [0, 100]],
  ]);
  expect(agentSums(lanes, 100)).toEqual([
    { agent: "a", slots: 2, attempts: 3, lost: 0, busy: 0.9 },
    { agent: "b", slots: 1, attempts: 2, lost: 1, busy: 1 },
  ]);
});
