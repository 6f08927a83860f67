import { describe, expect, it } from "vitest";
import type { Event } from "../../../../src/controller/core/events.ts";
import { evolve } from "../../../../src/controller/core/evolve.ts";
import { execute } from "../../../../src/controller/core/execute.ts";
import type { Sweep } from "../../../../src/controller/core/state.ts";
import { viewSweep } from "../../../../src/controller/core/views/sweepView.ts";
import { viewTrial } from "../../../../src/controller/core/views/trialView.ts";
import { stream } from "../../../../src/search/chance/stream.ts";
import { created, document, ended, finish, given, leased, report, reported, suggested } from "../given.ts";
import { type Facts, type Trainer, train } from "../train.ts";

const budget = { trials: 8, parallel: 3, epochsPerTrial: 1 };
const confirm = { top: 3, seeds: 4 };
const x = (trial: { params: Record<string, unknown> }) => Number(trial.params.x);

/** A hill at x = 0.6, and noise by the seed. */
function hill(noise: number) {
  return ({ params, seed }: Facts) =>
    0.8 - (Number(params.x) - 0.6) ** 2 + noise * stream(seed, Math.round(Number(params.x) * 1e6)).normal();
}

function of<K extends Event["kind"]>(events: readonly Event[], kind: K): Extract<Event, { kind: K }>[] {
  return events.filter((event): event is Extract<Event, { kind: K }> => event.kind === kind);
}

function replicates(events: readonly Event[]) {
  return of(events, "trialSuggested").filter(({ replicate }) => replicate !== undefined);
}

describe("a search that is over", () => {
  it("hands its best completed trials to the confirmation, the best first", () => {
    const { sweep, events } = train(document(budget, { confirm, pruner: { name: "none" } }), hill(0.001));
    const [started] = of(events, "confirmationStarted");
    const values = sweep.history.trials.slice(0, 8).map(({ values }) => values[0]!);
    const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
    expect(started!.finalists).toEqual(order.slice(0, 3));
  });

  it("trains all that completed when these are fewer than there may be finalists", () => {
    const breaking: Trainer = (facts) => (facts.replicate === 0 && facts.trial > 1 ? null : hill(0.01)(facts));
    const { events } = train(document(budget, { confirm }), breaking);
    expect(of(events, "confirmationStarted")[0]!.finalists).toHaveLength(2);
  });

  it("makes no finalist of a trial that misses the constraints, where another one meets them", () => {
    const constrained = document(
      { ...budget, trials: 3 },
      { confirm, constraints: [{ metric: "metrics.ms", max: 5 }] },
    );
    const last = (trial: number, value: number, violation: number): Event[] => [
      suggested(trial),
      leased(trial),
      { ...reported(trial, 1, value), constraintValues: [5 + violation], violation } as Event,
    ];
    const { when } = given(
      created(constrained),
      ...[last(0, 0.9, 2), ended(0), last(1, 0.5, 0), ended(1), last(2, 0.6, 0)],
    );
    when(finish(2, 2)).then(
      { kind: "leaseEnded" },
      { kind: "trialEnded", trial: 2 },
      { kind: "confirmationStarted", finalists: [2, 1] },
    );
  });

  it("confirms when its sampler has nothing more to propose", () => {
    const grid = {
      parameters: [{ name: "x", type: "categorical", values: [0.2, 0.4, 0.7] }],
      sampler: { name: "grid", seed: 1 },
      confirm,
    };
    const { sweep, events } = train(document(budget, grid), hill(0.001));
    expect(events.map(({ kind }) => kind)).toContain("searchExhausted");
    expect(viewSweep(sweep, 0).best).toMatchObject({ params: { x: 0.7 }, confirmation: { state: "ended" } });
  });

  it("without a completed trial fails, with nothing to confirm", () => {
    const once = ({ trial }: { trial: number }) => (trial === 0 ? 0.5 : null);
    const { sweep, events } = train(document(budget, { confirm }), () => null);
    expect(sweep.phase).toBe("failed");
    expect(of(events, "confirmationStarted")).toEqual([]);
    expect(train(document(budget, { confirm }), once).sweep.phase).toBe("completed");
  });
});

describe("a confirmation", () => {
  const { sweep, events } = train(document(budget, { confirm, baseline: { params: { x: 0.1 } } }), hill(0.05));

  it("gives the k-th replicate of everyone the same seed, and none that the search has had", () => {
    const bySeed = Map.groupBy(replicates(events), ({ replicate }) => replicate);
    const seeds = [...bySeed.values()].map((same) => new Set(same.map(({ seed }) => seed)));
    expect(seeds.map(({ size }) => size)).toEqual([1, 1, 1, 1]);
    expect(new Set(seeds.flatMap((same) => [...same])).size).toBe(4);
    const searched = new Set(sweep.trials.slice(0, 8).map(({ seed }) => seed));
    expect(seeds.flatMap((same) => [...same]).filter((seed) => searched.has(seed))).toEqual([]);
  });

  it("says of each replicate what it confirms", () => {
    const whys = replicates(events).map(({ why }) => why);
    const [first] = of(events, "confirmationStarted")[0]!.finalists;
    expect(whys).toContain(`confirms trial ${first}: seed 1 of 4`);
    expect(whys).toContain("the baseline: seed 4 of 4");
  });

  it("counts configurations, not replicates, in budget.trials", () => {
    expect(of(events, "trialSuggested").length - replicates(events).length).toBe(8);
  });

  it("names its winner as the best, with mean, interval and probability of the replicates alone", () => {
    const { best } = viewSweep(sweep, 0);
    const [ended] = of(events, "confirmationEnded");
    expect(best!.trial).toBe(ended!.winner);
    const own = best!.confirmation!.finalists.find(({ trial }) => trial === best!.trial)!;
    const values = sweep.history.trials
      .filter(({ number, replicateOf }) => replicateOf === best!.trial && number !== best!.trial)
      .map(({ values }) => values[0]!);
    expect(own.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 12);
    expect(own.interval![0]).toBeLessThan(own.interval![1]);
    expect(best!.estimate!.interval).toEqual(own.interval);
    const chances = best!.confirmation!.finalists.map(({ probabilityBest }) => probabilityBest!);
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 10);
  });

  it("compares the winner with each other finalist, and each of these with the next", () => {
    const { best, pairs } = viewSweep(sweep, 0);
    const { finalists, indistinguishable } = best!.confirmation!;
    const others = finalists.map(({ trial }) => trial).filter((trial) => trial !== best!.trial);
    const own = pairs.slice(0, others.length);
    expect(own.map(({ better }) => better)).toEqual(others.map(() => best!.trial));
    expect(own.map(({ worse }) => worse).sort()).toEqual(others.sort());
    expect(
      own
        .filter(({ apart }) => !apart)
        .map(({ worse }) => worse)
        .sort(),
    ).toEqual([...indistinguishable].sort());
    const ranked = own.map(({ worse }) => worse);
    expect(pairs.slice(others.length).map(({ better, worse }) => [better, worse])).toEqual(
      ranked.slice(1).map((worse, i) => [ranked[i], worse]),
    );
  });

  it("compares the winner with the baseline, which gets as many seeds", () => {
    const { baseline } = viewSweep(sweep, 0).best!.confirmation!;
    expect(baseline).toMatchObject({ params: { x: 0.1 }, seeds: 4 });
    expect(baseline!.difference).toBeGreaterThan(0.1);
    expect(baseline!.probabilityBetter).toBeGreaterThan(0.95);
  });

  it("asks no pruner about a replicate, however bad it looks at a rung", () => {
    const spec = document({ trials: 3, epochsPerTrial: 3 }, { confirm: { top: 2, seeds: 2 } });
    const trained = (trial: number, values: readonly number[]): Event[] => [
      ...values.map((value, i) => reported(trial, i + 1, value)),
      ...ended(trial),
    ];
    const searched = [0.7, 0.8, 0.9].flatMap((value, trial) => [
      suggested(trial),
      leased(trial),
      ...trained(trial, [value, value, value]),
    ]);
    const replicate: Event = { ...suggested(3), kind: "trialSuggested", replicateOf: 2, replicate: 1 } as Event;
    const started: Event = { kind: "confirmationStarted", finalists: [2, 1], seeds: [7, 8], atMs: 1 };
    const bad = given(created(spec), ...searched, started, replicate, leased(3)).when(report({ trial: 3, value: 0.1 }));
    bad.then({ kind: "reportRecorded", trial: 3, value: 0.1 });
    // The same value of a trial of the search is the end of it.
    const search = given(created(spec), ...searched, suggested(3), leased(3)).when(report({ trial: 3, value: 0.1 }));
    const pruned = { kind: "trialEnded", state: "pruned" };
    search.then({ kind: "reportRecorded" }, { kind: "leaseEnded" }, pruned, { kind: "confirmationStarted" });
  });

  it("shows in each trial what it is a replicate of", () => {
    const views = sweep.trials.map((trial) => viewTrial(sweep, trial).replicateOf);
    expect(views.slice(0, 8)).toEqual(Array.from({ length: 8 }, () => null));
    expect(new Set(views.slice(8))).toEqual(
      new Set([
        ...of(events, "confirmationStarted")[0]!.finalists,
        replicates(events).find(({ params }) => params.x === 0.1)!.trial,
      ]),
    );
  });

  it("minimizes where the objective is minimized", () => {
    const loss = {
      objective: { metric: "metrics.loss", direction: "minimize" },
      confirm,
      baseline: { params: { x: 0.1 } },
    };
    const { sweep: low } = train(document(budget, loss), (facts) => -hill(0.001)(facts));
    const { best } = viewSweep(low, 0);
    expect(Math.abs(x(best!) - 0.6)).toBe(Math.min(...low.history.trials.map((trial) => Math.abs(x(trial) - 0.6))));
    expect(best!.confirmation!.baseline!.difference).toBeLessThan(0);
    expect(best!.confirmation!.baseline!.probabilityBetter).toBeGreaterThan(0.95);
    expect(best!.estimate!.interval[0]).toBeLessThan(best!.estimate!.interval[1]);
  });
});

describe("a race", () => {
  // One configuration far ahead, noise that is small against its lead.
  const steps = ({ params, seed }: Facts) =>
    0.1 + Math.floor(Number(params.x) * 4) / 4 + 0.001 * stream(seed, 1).normal();
  const four = {
    parameters: [{ name: "x", type: "categorical", values: [0.1, 0.3, 0.6, 0.9] }],
    sampler: { name: "grid", seed: 1 },
    pruner: { name: "none" },
    confirm: { top: 4, seeds: 6 },
  };

  it("gives clear losers no more seeds, says why, and stops when one is left", () => {
    const { sweep, events } = train(
      document(budget, four),
      (facts) => steps(facts) + 0.001 * stream(facts.trial).normal(),
    );
    const dropped = of(events, "finalistDropped");
    expect(dropped).toHaveLength(3);
    expect(dropped[0]).toMatchObject({
      why: "behind",
      reason: expect.stringMatching(/^after \d seeds the best with probability 0\.00/),
    });
    expect(replicates(events).length).toBeLessThan(4 * 6);
    expect(viewSweep(sweep, 0).best).toMatchObject({ params: { x: 0.9 } });
  });

  it("that is decided gives the baseline no more seeds than the winner, with which it is compared", () => {
    const { sweep } = train(
      document(budget, { ...four, baseline: { params: { x: 0.1 } } }),
      (facts) => steps(facts) + 0.001 * stream(facts.trial).normal(),
    );
    const { finalists, baseline } = viewSweep(sweep, 0).best!.confirmation!;
    const most = Math.max(...finalists.map(({ seeds }) => seeds));
    expect(most).toBeLessThan(6);
    expect(baseline).toMatchObject({ seeds: most, probabilityBetter: expect.closeTo(1, 2) });
    expect(sweep.phase).toBe("completed");
  });

  it("drops a finalist that breaks with a fresh seed, and goes on with the others", () => {
    const breaking: Trainer = (facts) =>
      facts.replicate === 2 && facts.params.x === 0.9 ? null : steps(facts) + 0.01 * stream(facts.trial).normal();
    const { sweep, events } = train(document(budget, four), breaking);
    expect(of(events, "finalistDropped")[0]).toMatchObject({ why: "failed", reason: "seed 2 failed: " });
    const { best } = viewSweep(sweep, 0);
    expect(best!.params).toEqual({ x: 0.6 });
    expect(best!.confirmation!.finalists[0]).toMatchObject({ state: "failed", interval: null, probabilityBest: 0 });
  });

  it("that all break in leaves the best of the search, and says so", () => {
    const { sweep } = train(document(budget, four), (facts) => (facts.replicate > 0 ? null : steps(facts)));
    expect(sweep).toMatchObject({
      phase: "completed",
      reason: expect.stringContaining("no finalist could be confirmed"),
    });
    expect(viewSweep(sweep, 0).best).toMatchObject({ params: { x: 0.9 } });
  });

  it("calls no finalist confirmed of which no seed has run, when the budget had nothing left for any", () => {
    const { sweep } = train(document({ trials: 4, parallel: 1, epochsPerTrial: 1, totalEpochs: 4 }), steps);
    const spec = { ...sweep.spec, confirm: { top: 2, seeds: 2 } };
    const { sweep: ended } = execute(sweep, { kind: "create", spec, nowMs: sweep.atMs });
    expect(ended).toMatchObject({ phase: "completed" });
    expect(viewSweep(ended!, 0).best!.confirmation!.finalists.map(({ state, seeds }) => [state, seeds])).toEqual([
      ["cancelled", 0],
      ["cancelled", 0],
    ]);
  });

  it("waits for the seed before, so that all are judged by the same ones", () => {
    const early = train(document({ ...budget, parallel: 9 }, four), steps, ({ confirmation }) => confirmation !== null);
    const { sweep } = early;
    const leases = () => execute(sweep, { kind: "lease", agent: "a", nowMs: 0 }).answer.kind;
    expect(Array.from({ length: 9 }, leases)).toEqual([...Array.from({ length: 8 }, () => "granted"), "nothing"]);
  });
});

describe("under constraints", () => {
  // What a configuration takes in the search and, on average, with fresh seeds; at most 5 is allowed.
  const MS: Record<string, readonly [number, number]> = { fast: [4, 3], lucky: [4, 6], slow: [9, 9], slower: [12, 5] };
  const REACHED: Record<string, number> = { fast: 0.5, lucky: 0.6, slow: 0.7, slower: 0.8 };
  const trainer: Trainer = ({ params, replicate, seed }) => {
    const kind = String(params.kind);
    const [once, mean] = MS[kind]!;
    const ms = replicate === 0 ? once : mean + (replicate % 2 === 0 ? 2 : -2);
    return { value: REACHED[kind]! + 0.01 * stream(seed, kind.length).normal(), scalars: { ms } };
  };
  const among = (...values: string[]) =>
    train(
      document(budget, {
        parameters: [{ name: "kind", type: "categorical", values }],
        sampler: { name: "grid", seed: 1 },
        pruner: { name: "none" },
        confirm: { top: 3, seeds: 4 },
        constraints: [{ metric: "metrics.ms", max: 5 }],
      }),
      trainer,
    );
  const stateOf = (sweep: Sweep) =>
    viewSweep(sweep, 0).best!.confirmation!.finalists.map(({ params, state, reason }) => [params.kind, state, reason]);

  it("chooses a finalist that meets them on average over its seeds before one that met them once", () => {
    const { sweep } = among("fast", "lucky", "slow");
    expect(viewSweep(sweep, 0).best).toMatchObject({
      params: { kind: "fast" },
      constraints: { feasible: true, violations: [] },
    });
    expect(stateOf(sweep)).toEqual([
      ["lucky", "infeasible", "on average metrics.ms 6.000 is above 5 by 1.000"],
      ["fast", "confirmed", null],
    ]);
  });

  it("drops nobody for being behind one that may not be chosen", () => {
    const { events } = among("fast", "lucky", "slow");
    expect(of(events, "finalistDropped")).toEqual([]);
  });

  it("names the nearest where none meets them on average, and says so", () => {
    const { sweep } = among("lucky", "slow");
    expect(sweep.reason).toContain(
      "; no finalist on average satisfied the constraints, nearest is trial 0: metrics.ms 6.000 is above 5 by 1.000",
    );
    expect(viewSweep(sweep, 0).best!.constraints).toMatchObject({ feasible: false, cost: null });
  });

  it("that only fresh seeds meet have a cost that nobody knows", () => {
    const { sweep } = among("slow", "slower");
    expect(viewSweep(sweep, 0).best).toMatchObject({
      params: { kind: "slower" },
      constraints: { feasible: true, cost: null },
    });
  });
});

describe("a budget of epochs", () => {
  it("keeps what the confirmation takes from the search", () => {
    const { sweep, events } = train(document({ ...budget, totalEpochs: 17 }, { confirm }), hill(0.05));
    const [started] = of(events, "confirmationStarted");
    expect(events.indexOf(started!)).toBeGreaterThan(0);
    expect(sweep.history.trials.filter(({ replicateOf }) => replicateOf === null)).toHaveLength(5);
    expect(sweep.epochsRun).toBeLessThanOrEqual(17);
  });
});

describe("in the middle of a confirmation", () => {
  const half = () =>
    train(document({ ...budget, wallTime: "9s" }, { confirm }), hill(0.05), (sweep) => sweep.trials.length >= 8 + 8)
      .sweep;

  it("a person may cancel, and the best of the search stays", () => {
    const sweep = half();
    execute(sweep, { kind: "cancel", nowMs: 1 });
    expect(sweep.phase).toBe("cancelled");
    expect(viewSweep(sweep, 0).best!.confirmation!.finalists.map(({ state }) => state)).toEqual([
      "cancelled",
      "cancelled",
      "cancelled",
    ]);
  });

  it("wall time that is used up names the winner by what is known", () => {
    const sweep = half();
    const { events } = execute(sweep, { kind: "tick", nowMs: 9_000 });
    expect(of(events, "confirmationEnded")[0]).toMatchObject({ winner: expect.any(Number) });
    expect(sweep).toMatchObject({
      phase: "completed",
      reason: expect.stringContaining("the wall time is used up; trial"),
    });
  });

  it("a replay from JSON gives the same picture, without a sampler or a race", () => {
    const { sweep, events } = train(document(budget, { confirm, baseline: { params: { x: 0.1 } } }), hill(0.05));
    const replayed = (JSON.parse(JSON.stringify(events)) as Event[]).reduce<Sweep | null>(evolve, null)!;
    expect(JSON.stringify(viewSweep(replayed, 0))).toBe(JSON.stringify(viewSweep(sweep, 0)));
  });
});

describe("a sweep without confirmation", () => {
  const single = document({ ...budget, trials: 12, epochsPerTrial: 2 }, { pruner: { name: "none" } });
  const lucky = (trial: number) => 0.5 + 0.04 * stream(trial).normal();
  const searched = Array.from({ length: 12 }, (_, trial): Event[] => [
    suggested(trial),
    leased(trial),
    reported(trial, 1, lucky(100 + trial)),
    reported(trial, 2, lucky(trial)),
    ...ended(trial),
  ]).flat();

  it("tells what its best single run is worth: less than its value", () => {
    const { best } = viewSweep(given(created(single), searched).sweep!, 0);
    expect(best!.confirmation).toBeNull();
    expect(best!.estimate!.value).toBeLessThan(best!.value);
    expect(best!.estimate!.interval[0]).toBeLessThan(0.5);
  });

  it("tells nothing of it where nothing tells of noise", () => {
    const { sweep } = train(document({ ...budget, trials: 12 }), hill(0.3));
    expect(viewSweep(sweep, 0).best).toMatchObject({ confirmation: null, estimate: null });
  });
});
