import { describe, expect, it } from "vitest";
import type { SweepSpec } from "../../../src/controller/core/document/spec.ts";
import { evolve } from "../../../src/controller/core/evolve.ts";
import { execute } from "../../../src/controller/core/execute.ts";
import type { Sweep } from "../../../src/controller/core/state.ts";
import { takeEarlier } from "../../../src/controller/core/takeEarlier.ts";
import { viewSweep } from "../../../src/controller/core/views/sweepView.ts";
import { created, document, ended, finish, given, lease, now, report, reported, running } from "./given.ts";

const x = (values: readonly number[]) => ({ name: "x", type: "categorical", values });
const named = (name: string, budget: object = {}, spec: object = {}): SweepSpec => ({
  ...document(budget, { pruner: { name: "none" }, ...spec }),
  name,
});

/** Monday has completed trial 0, pruned trial 1, failed trial 2 and runs trial 3. */
function monday(spec: SweepSpec = named("monday")): Sweep {
  const curve = (trial: number, value: number, steps: number) =>
    Array.from({ length: steps }, (_, i) => reported(trial, i + 1, value));
  return given(
    created(spec),
    running(0, 1, 2, 3),
    [curve(0, 0.6, 3), ended(0), curve(1, 0.2, 1)].flat(),
    { kind: "leaseEnded", trial: 1, attempt: 1, why: "stopped", epochs: 1, atMs: 1000 },
    { kind: "trialEnded", trial: 1, state: "pruned", reason: "rung 1", atMs: 1000 },
    ended(2, "failed"),
    curve(3, 0.9, 2),
  ).sweep!;
}

const warm = (more: object = {}) => ({ warmStart: { from: ["monday"], ...more } });

function begin(spec: SweepSpec, ...sources: Sweep[]) {
  const taken = takeEarlier(spec, (name) => sources.find((source) => source.spec.name === name) ?? null);
  return execute(null, { kind: "create", spec, ...taken, ...now });
}

describe("a warm start that trusts earlier sweeps", () => {
  it("counts what they have completed and pruned, and nothing else", () => {
    const { events } = begin(named("tuesday", {}, warm({ trust: "same" })), monday());
    expect(events).toMatchObject([
      { kind: "sweepCreated", earlier: [] },
      {
        kind: "trialAdopted",
        trial: 0,
        from: { sweep: "monday", trial: 0 },
        state: "completed",
        values: [0.6, 0.6, 0.6],
      },
      { kind: "trialAdopted", trial: 1, from: { sweep: "monday", trial: 1 }, state: "pruned", steps: [1] },
    ]);
  });

  it("has them in its history and among its best, and its whole budget before it", () => {
    const { sweep } = begin(named("tuesday", { trials: 2, totalEpochs: 6 }, warm({ trust: "same" })), monday());
    expect(sweep?.history.spent).toBe(0);
    expect(sweep?.history.contains({ x: 0 })).toBe(true);
    expect(sweep?.history.ranking(3).size).toBe(1);
    const view = viewSweep(sweep!, 0);
    expect(view).toMatchObject({ adopted: 2, trials: { completed: 0, pruned: 0 }, epochs: { run: 0, full: 0 } });
    expect(view).toMatchObject({ best: { trial: 0, value: 0.6 }, origin: { sweep: "monday", trial: 0 } });
    for (const trial of [2, 3]) {
      expect(execute(sweep, lease()).answer).toEqual({ kind: "granted", trial, attempt: 1 });
      for (const step of [1, 2, 3]) execute(sweep, report({ trial, step, value: 0.5 }));
      execute(sweep, finish(trial, 4));
    }
    expect(sweep).toMatchObject({ phase: "completed", best: 0, byState: { completed: 2 } });
  });

  it("trains none of a finite space again that they have had", () => {
    const spec = (name: string, values: number[], more: object = {}) =>
      named(name, { trials: 3 }, { parameters: [x(values)], sampler: { name: "grid" }, ...more });
    const source = monday(spec("monday", [0, 0.1, 0.2, 0.3]));
    const { sweep } = begin(spec("tuesday", [0, 0.1, 0.7], warm({ trust: "same" })), source);
    execute(sweep, lease());
    expect(sweep?.history.trials.at(-1)?.params).toEqual({ x: 0.7 });
  });

  it("still tries what of them is no configuration of the new space", () => {
    const more = { name: "y", type: "float", min: 0, max: 1 };
    const parameters = [{ name: "x", type: "float", min: 0, max: 1 }, more];
    const { events } = begin(named("tuesday", {}, { parameters, ...warm({ trust: "same" }) }), monday());
    expect(events).toMatchObject([{ kind: "sweepCreated", earlier: [{ trial: 0, params: { x: 0 } }] }]);
  });

  it("counts a trial once, by the sweep that trained it, whoever else counts it", () => {
    const first = monday();
    const second = begin(named("tuesday", {}, warm({ trust: "same" })), first).sweep!;
    const third = named("wednesday", {}, { warmStart: { from: ["tuesday", "monday"], trust: "same" } });
    const { sweep } = begin(third, first, second);
    expect(sweep?.trials.map(({ origin }) => `${origin?.sweep} ${origin?.trial}`)).toEqual(["monday 0", "monday 1"]);
  });

  it("can confirm them with fresh seeds of its own", () => {
    const spec = named("tuesday", { trials: 1 }, { confirm: { top: 2, seeds: 2 }, ...warm({ trust: "same" }) });
    const { sweep } = begin(spec, monday());
    execute(sweep, lease());
    for (const step of [1, 2, 3]) execute(sweep, report({ trial: 2, step, value: 0.5 }));
    const { events } = execute(sweep, finish(2, 4));
    expect(events.at(-1)).toMatchObject({ kind: "confirmationStarted", finalists: [0, 2] });
  });

  it("is refused where they train other numbers of epochs", () => {
    expect(() => begin(named("tuesday", { epochsPerTrial: 6 }, warm({ trust: "same" })), monday())).toThrow(
      'spec.warmStart.trust: "same" cannot be: sweep monday trains 3 epochs a trial, this one 6',
    );
  });

  it("says how it came to them, replays from its events, and goes on when it is edited", () => {
    const spec = named("tuesday", {}, warm({ trust: "same" }));
    const { events, sweep } = begin(spec, monday());
    const replayed = events.reduce<Sweep | null>(evolve, null)!;
    expect(replayed.trials[0]!.suggested).toBe("counted as it is: trial 0 of sweep monday");
    expect(viewSweep(replayed, 9000)).toEqual(viewSweep(sweep!, 9000));
    execute(sweep, { kind: "create", spec: named("tuesday", { trials: 40 }, warm({ trust: "same" })), ...now });
    expect(sweep).toMatchObject({ adopted: 2, best: 0 });
    expect(sweep?.history.spent).toBe(0);
  });
});

it("without that word earlier trials are tried anew, as before", () => {
  const { events } = begin(named("tuesday", {}, warm()), monday());
  expect(events).toMatchObject([{ kind: "sweepCreated", earlier: [{ sweep: "monday", trial: 0 }] }]);
});
