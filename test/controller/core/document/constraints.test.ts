import { describe, expect, it } from "vitest";
import type { Event } from "../../../../src/controller/core/events.ts";
import { evolve } from "../../../../src/controller/core/evolve.ts";
import { execute } from "../../../../src/controller/core/execute.ts";
import type { Sweep } from "../../../../src/controller/core/state.ts";
import { happeningOf as describeEvent } from "../../../../src/controller/core/views/happening.ts";
import { viewSweep } from "../../../../src/controller/core/views/sweepView.ts";
import { viewTrial } from "../../../../src/controller/core/views/trialView.ts";
import { created, document, ended, finish, given, report, reported, running } from "../given.ts";

const recall = { metric: "recall:V", min: 0.8 };
const spec = (...constraints: object[]) => document({ trials: 2 }, { constraints });

describe("constraints in a document", () => {
  it("are kept in their order, each with its one bound", () => {
    expect(spec(recall, { metric: "metrics.latencyMs", max: 20 }).constraints).toEqual([
      { metric: "recall:V", bound: "min", limit: 0.8 },
      { metric: "metrics.latencyMs", bound: "max", limit: 20 },
    ]);
    expect(spec(recall, { ...recall, min: undefined, max: 0.9 }).constraints).toHaveLength(2);
  });

  it.each([
    ["no list", {}, "spec.constraints: {} must be a list of 1 to 8 constraints"],
    ["none", [], "spec.constraints: [] must be a list of 1 to 8 constraints"],
    ["an unknown metric", [{ metric: "recal:V", min: 0.8 }], 'spec.constraints[0].metric: "recal:V" must be one of'],
    ["no metric", [{ min: 0.8 }], "spec.constraints[0].metric: is missing"],
    ["no bound", [{ metric: "recall:V" }], "spec.constraints[0]: must have a min or a max, one of them"],
    ["two bounds", [{ ...recall, max: 0.9 }], "spec.constraints[0]: must have a min or a max, one of them"],
    ["a bound that is text", [{ ...recall, min: "0.8" }], 'spec.constraints[0].min: "0.8" must be a finite number'],
    ["a typo", [{ ...recall, mim: 0 }], "spec.constraints[0].mim: unknown key; known here: metric, min, max"],
    [
      "a recall of 80",
      [{ ...recall, min: 80 }],
      "spec.constraints[0].min: 80 can never be reached: recall:V lies in [0, 1]",
    ],
    ["the same twice", [recall, recall], "spec.constraints[1]: is a second min of recall:V"],
    [
      "a contradiction",
      [recall, { metric: "recall:V", max: 0.5 }],
      "spec.constraints[1].max: 0.5 cannot hold together with the min 0.8 of recall:V",
    ],
  ])("are refused for %s", (_why, constraints, message) => {
    expect(() => document({}, { constraints })).toThrow(message);
  });
});

// Of 20 of class V 14 are recalled: 0.7, of 50 of class N 45.
const counts = { kind: "confusion", classes: 2, cells: [45, 5, 6, 14] } as const;
const classes = ["N", "V"];

describe("a report under constraints", () => {
  const constrained = created(spec(recall, { metric: "metrics.latencyMs", max: 20 }));

  it("is recorded with the metrics of the constraints and by how much they are missed in all, as shares of range or limit", () =>
    given(constrained, running(0))
      .when(report({ trial: 0, counts, classes, scalars: { latencyMs: 22 } }))
      .then({
        kind: "reportRecorded",
        constraintValues: [0.7, 22],
        violation: expect.closeTo(0.1 + 2 / 20, 12),
        verdict: expect.stringMatching(
          /; recall:V 0.700 is below 0.8 by 0.100; metrics.latencyMs 22.000 is above 20 by 2.000$/,
        ),
      }));

  it("has no violation when all hold, at the limit too", () =>
    given(created(spec({ metric: "recall:V", min: 0.7 })), running(0))
      .when(report({ trial: 0, counts, classes }))
      .then({
        kind: "reportRecorded",
        constraintValues: [0.7],
        violation: 0,
        verdict: expect.stringMatching(/rank 1 of 1$/),
      }));

  it.each([
    ["counts", { value: 0.7, scalars: { latencyMs: 1 } }, "counts: are missing; the constraint on recall:V needs them"],
    ["the class", { counts, classes: ["a", "b"], scalars: { latencyMs: 1 } }, 'must have "V"'],
    ["a scalar", { counts, classes }, 'must have "latencyMs"'],
    [
      "a scalar that is a number",
      { counts, classes, scalars: { latencyMs: Number.NaN } },
      "metrics.latencyMs: NaN must be a finite number",
    ],
  ])("fails its trial when it lacks %s", (_what, said, message) =>
    given(constrained, running(0))
      .when(report({ trial: 0, ...said }))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded", state: "failed", reason: expect.stringContaining(message) }),
  );
});

/** A trial with its last value and the recall of V. */
const completed = (trial: number, value: number, recalled: number): Event[] => [
  ...running(trial),
  { ...measured(trial, value, recalled) },
  ...ended(trial),
];

function measured(trial: number, value: number, recalled: number): Event {
  const facts = { constraintValues: [recalled], violation: Math.max(0, 0.8 - recalled) };
  return { ...reported(trial, 1, value), ...facts } as Event;
}

const viewOf = (sweep: Sweep | null) => viewSweep(sweep as Sweep, 0);

describe("the result under constraints", () => {
  it("is the best trial that meets them, with what they cost", () => {
    const { sweep } = given(
      created(spec(recall)),
      completed(0, 0.9, 0.5),
      completed(1, 0.6, 0.8),
      completed(2, 0.7, 0.9),
    );
    expect(viewOf(sweep).best).toMatchObject({
      trial: 2,
      value: 0.7,
      constraints: {
        feasible: true,
        violations: [],
        cost: expect.closeTo(0.2, 12),
        unconstrained: { trial: 0, value: 0.9 },
      },
    });
  });

  it("costs nothing when the best trial meets them", () => {
    const { sweep } = given(created(spec(recall)), completed(0, 0.9, 0.8), completed(1, 0.6, 1));
    expect(viewOf(sweep).best).toMatchObject({ trial: 0, constraints: { cost: 0, unconstrained: { trial: 0 } } });
  });

  it("is the nearest while none meets them, of equally near ones the best", () => {
    const { sweep } = given(
      created(spec(recall)),
      completed(0, 0.9, 0.5),
      completed(1, 0.3, 0.7),
      completed(2, 0.4, 0.7),
    );
    expect(viewOf(sweep).best).toMatchObject({
      trial: 2,
      constraints: {
        feasible: false,
        violations: [{ metric: "recall:V", min: 0.8, max: null, value: 0.7, by: expect.closeTo(0.1, 12) }],
        cost: null,
        unconstrained: { trial: 0, value: 0.9 },
      },
    });
  });

  it("says at the end that no trial satisfied them, and by how much the nearest misses", () =>
    given(created(spec(recall)), completed(0, 0.9, 0.5), running(1), measured(1, 0.4, 0.71))
      .when(finish(1, 2))
      .then(
        { kind: "leaseEnded" },
        { kind: "trialEnded" },
        {
          kind: "sweepEnded",
          state: "completed",
          reason:
            "every trial of the budget is done; no trial satisfied the constraints, nearest is trial 1: recall:V 0.710 is below 0.8 by 0.090",
        },
      ));

  it("is told of each trial as it completes", () => {
    const { sweep } = given(created(spec(recall)), completed(0, 0.4, 0.71), completed(1, 0.5, 0.9));
    const [, missed] = ended(0);
    const [, met] = ended(1);
    expect(describeEvent(sweep as Sweep, missed as Event)?.text).toBe(
      "completed at epoch 1 with 0.4000; recall:V 0.710 is below 0.8 by 0.090",
    );
    expect(describeEvent(sweep as Sweep, met as Event)?.text).toBe("completed at epoch 1 with 0.5000");
  });

  it("goes by the last report of a trial, not by an epoch that met them", () => {
    const { sweep } = given(
      created(spec(recall)),
      running(0),
      measured(0, 0.5, 0.9),
      { ...measured(0, 0.6, 0.6), seq: 2, step: 2 } as Event,
      ended(0),
    );
    expect(viewOf(sweep).best?.constraints).toMatchObject({ feasible: false });
    expect(sweep?.trials.map((trial) => viewTrial(sweep, trial).violation)).toEqual([expect.closeTo(0.2, 12)]);
  });

  it("is the same after a replay from JSON", () => {
    const first = execute(null, { kind: "create", spec: spec(recall), nowMs: 0 });
    const told = [
      { kind: "lease", agent: "a", nowMs: 1 } as const,
      { ...report({ trial: 0, counts, classes }), nowMs: 2 },
      { ...finish(0, 2), nowMs: 3 },
    ];
    const events = [...first.events, ...told.flatMap((command) => execute(first.sweep, command).events)];
    const replayed = (JSON.parse(JSON.stringify(events)) as Event[]).reduce<Sweep | null>(evolve, null);
    expect(viewOf(first.sweep).best?.constraints?.violations).toHaveLength(1);
    expect(viewOf(replayed)).toEqual(viewOf(first.sweep));
  });
});

it("a sweep without constraints says nothing of them", () => {
  const { sweep } = given(running(0), reported(0, 1, 0.5), ended(0));
  const { events } = execute(given(running(0)).sweep, report({ trial: 0, value: 0.5 }));
  expect(viewOf(sweep).best).toMatchObject({ constraints: null });
  expect(viewTrial(sweep!, sweep!.trials[0]!)).toMatchObject({ violation: null });
  const said = JSON.stringify(events);
  expect(said).toContain("reportRecorded");
  expect(said).not.toMatch(/constraint|violation/);
});
