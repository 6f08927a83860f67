import { describe, expect, it } from "vitest";
import type { SweepSpec } from "../../../src/controller/core/document/spec.ts";
import type { Event } from "../../../src/controller/core/events.ts";
import type { Sweep } from "../../../src/controller/core/state.ts";
import { takeEarlier } from "../../../src/controller/core/takeEarlier.ts";
import { created, document, ended, given, lease, leased, now, reported } from "./given.ts";

const x = { name: "x", type: "float", min: 0, max: 1 };
const y = { name: "y", type: "categorical", values: ["a", "b"] };

/** A sweep with completed trials of these params and values, in this order, and one that runs. */
function sweep(name: string, done: readonly [params: object, value: number][], spec: object = {}): Sweep {
  const trials = done.flatMap(([params, value], trial): Event[] => [
    { kind: "trialSuggested", trial, params: { ...params }, seed: 1, why: "", atMs: 1 },
    leased(trial),
    reported(trial, 1, value),
    ...ended(trial),
  ]);
  const running: Event[] = [
    { kind: "trialSuggested", trial: done.length, params: { x: 0.99 }, seed: 1, why: "", atMs: 1 },
    leased(done.length),
    reported(done.length, 1, 0.99),
  ];
  const document_ = { ...document({}, { parameters: [x, y], ...spec }), name };
  return given(created(document_), trials, running).sweep as Sweep;
}

const later = (warmStart: object, spec: object = {}): SweepSpec =>
  document({}, { parameters: [x, y], warmStart, ...spec });

const find =
  (...sweeps: readonly Sweep[]) =>
  (name: string) =>
    sweeps.find(({ spec }) => spec.name === name) ?? null;

const take = (spec: SweepSpec, ...sweeps: readonly Sweep[]) => takeEarlier(spec, find(...sweeps)).earlier;

describe("a warm start takes", () => {
  const monday = sweep("monday", [
    [{ x: 0.1, y: "a" }, 0.5],
    [{ x: 0.2, y: "b" }, 0.7],
    [{ x: 0.3, y: "a" }, 0.6],
  ]);

  it("the best completed configurations of an earlier sweep, with the values that they reached", () => {
    expect(take(later({ from: ["monday"], trials: 2 }), monday)).toEqual([
      { sweep: "monday", trial: 1, value: 0.7, params: { x: 0.2, y: "b" } },
      { sweep: "monday", trial: 2, value: 0.6, params: { x: 0.3, y: "a" } },
    ]);
  });

  it("ten of them when nothing is said, and nothing when the document has no warm start", () => {
    const many = Array.from({ length: 20 }, (_, i): [object, number] => [{ x: i / 20 }, i / 20]);
    expect(take(later({ from: ["many"] }), sweep("many", many))).toHaveLength(10);
    expect(take(document())).toBeUndefined();
  });

  it("the lowest values of a sweep that minimizes", () => {
    const objective = { metric: "metrics.loss" };
    const spec = later({ from: ["low"], trials: 1 }, { objective });
    const low = sweep(
      "low",
      [
        [{ x: 0.1 }, 0.5],
        [{ x: 0.2 }, 0.3],
      ],
      { objective },
    );
    expect(take(spec, low)).toMatchObject([{ trial: 1 }]);
  });

  it("first what met the constraints of the earlier sweep", () => {
    const constrained = sweep("constrained", [], { constraints: [{ metric: "recall:V", min: 0.8 }] });
    const report = (trial: number, value: number, violation: number) =>
      ({ ...reported(trial, 1, value), violation, constraintValues: [0.8 - violation] }) as Event;
    const past = [0, 1].flatMap((trial): Event[] => [
      { kind: "trialSuggested", trial, params: { x: trial / 2 }, seed: 1, why: "", atMs: 1 },
      leased(trial),
      report(trial, [0.9, 0.6][trial]!, [0.3, 0][trial]!),
      ...ended(trial),
    ]);
    const source = given(created({ ...constrained.spec, name: "constrained" }), past).sweep as Sweep;
    expect(take(later({ from: ["constrained"] }), source)?.map(({ trial }) => trial)).toEqual([1, 0]);
  });

  it("in turns from several sweeps, no configuration twice", () => {
    const tuesday = sweep("tuesday", [
      [{ x: 0.2, y: "b" }, 0.4],
      [{ x: 0.8, y: "b" }, 0.3],
    ]);
    const taken = take(later({ from: ["monday", "tuesday"] }), monday, tuesday);
    expect(taken?.map(({ sweep: from, trial }) => `${from} ${trial}`)).toEqual([
      "monday 1",
      "monday 2",
      "tuesday 1",
      "monday 0",
    ]);
  });

  it("the values that the new space can take, and nothing of what has none", () => {
    const parameters = [
      { ...x, max: 0.25 },
      { ...y, values: ["b", "c"] },
      { ...x, name: "z" },
    ];
    expect(take(later({ from: ["monday"] }, { parameters }), monday)?.map(({ params }) => params)).toEqual([
      { x: 0.2, y: "b" },
      { x: 0.1 },
    ]);
  });

  it("nothing yet of a sweep that has completed nothing", () => {
    expect(take(later({ from: ["new"] }), sweep("new", []))).toEqual([]);
  });
});

describe("a warm start is refused for", () => {
  it.each([
    ["no sources", { from: [] }, "spec.warmStart.from: [] must be a list of 1 to 16 names of sweeps"],
    ["a text in place of the list", { from: "monday" }, 'spec.warmStart.from: "monday" must be a list'],
    ["the sweep itself", { from: ["small"] }, 'spec.warmStart.from[0]: "small" is this sweep'],
    ["the same twice", { from: ["a", "a"] }, 'spec.warmStart.from[1]: "a" stands in the list twice'],
    ["a number", { from: [3] }, "spec.warmStart.from[0]: 3 must be the name of a sweep"],
    [
      "too many trials",
      { from: ["a"], trials: 101 },
      "spec.warmStart.trials: 101 must be a whole number from 1 to 100",
    ],
    ["a typo", { from: ["a"], trails: 3 }, "spec.warmStart.trails: unknown key; known here: from, trials"],
  ])("%s", (_why, warmStart, message) => {
    expect(() => later(warmStart)).toThrow(message);
  });

  it("an unknown sweep and one with another objective, both at once", () => {
    const loss = sweep("loss", [], { objective: { metric: "metrics.loss" } });
    expect(() => take(later({ from: ["gone", "loss"] }), loss)).toThrow(
      'spec.warmStart.from[0]: "gone" is not the name of a sweep here\n' +
        'spec.warmStart.from[1]: "loss" has another objective, minimize metrics.loss; this sweep is to maximize macroF1',
    );
  });
});

describe("a sweep with a warm start", () => {
  const spec = later({ from: ["monday"] });
  const earlier = [{ sweep: "monday", trial: 12, value: 0.73, params: { x: 0.4 } }];

  it("keeps what it has taken as a fact", () =>
    given()
      .when({ kind: "create", spec, earlier, ...now })
      .then({ kind: "sweepCreated", earlier }));

  it("is the same sweep for the same document, whatever the earlier sweeps have become", () =>
    given({ ...created(spec), earlier } as Event)
      .when({ kind: "create", spec, earlier: [], ...now })
      .answers("done"));

  it("gives its first slot a configuration of an earlier sweep", () =>
    given({ ...created(spec), earlier } as Event)
      .when(lease())
      .then(
        {
          kind: "trialSuggested",
          params: { x: 0.4 },
          why: "from trial 12 of sweep monday, where it reached 0.73; drawn at random: y",
        },
        { kind: "leaseGranted" },
      ));

  it("runs what a person has enqueued before that", () => {
    const queued = later({ from: ["monday"] }, { enqueue: [{ x: 0.5, y: "a" }] });
    given({ ...created(queued), earlier } as Event)
      .when(lease())
      .then({ kind: "trialSuggested", why: "enqueued 1 of 1" }, { kind: "leaseGranted" });
    given(
      { ...created(queued), earlier } as Event,
      { kind: "trialSuggested", trial: 0, params: { x: 0.5, y: "a" }, seed: 1, why: "", atMs: 1 },
      leased(0),
    )
      .when(lease())
      .then(
        { kind: "trialSuggested", why: expect.stringMatching(/^from trial 12 of sweep monday/) },
        { kind: "leaseGranted" },
      );
  });
});
