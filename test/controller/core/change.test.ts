import { describe, expect, it } from "vitest";
import { evolve } from "../../../src/controller/core/evolve.ts";
import { execute } from "../../../src/controller/core/execute.ts";
import type { Sweep } from "../../../src/controller/core/state.ts";
import { viewSweep } from "../../../src/controller/core/views/sweepView.ts";
import {
  created,
  document,
  ended,
  finish,
  given,
  lease,
  leased,
  now,
  report,
  reported,
  running,
  suggested,
} from "./given.ts";

const over = {
  kind: "sweepEnded",
  state: "completed",
  reason: "every trial of the budget is done",
  atMs: 1500,
} as const;
const done = (trial: number, value: number) => [
  ...running(trial),
  ...[1, 2, 3].map((step) => reported(trial, step, value)),
  ...ended(trial),
];
const edited = (budget: object = {}, spec: object = {}) => {
  return { kind: "create", spec: document(budget, spec), ...now } as const;
};
const two = document({ trials: 2 });

describe("an edited document", () => {
  it.each([
    ["trials", { trials: 30 }, "spec.budget.trials: 9 -> 30"],
    ["trials at a time", { parallel: 2 }, "spec.budget.parallel: 9 -> 2"],
    ["epochs in all", { totalEpochs: 400 }, "spec.budget.totalEpochs: nothing -> 400"],
    ["wall time", { wallTime: "1h" }, 'spec.budget.wallTime: nothing -> "3600000 ms"'],
  ])("goes on with other %s, and says what has changed", (_, budget, told) => {
    const { sweep } = given(created(), running(0));
    const { events, answer } = execute(sweep, edited(budget));
    expect(events).toMatchObject([{ kind: "sweepChanged", spec: { budget: document(budget).budget } }]);
    expect(answer).toEqual({ kind: "done", told: [told] });
  });

  it.each([
    ["sampler", { sampler: { name: "tpe", seed: 1 } }],
    ["pruner", { pruner: { name: "none" } }],
    ["confirmation", { confirm: { top: 3, seeds: 4 } }],
    ["limits of the trainer", { trainer: { command: ["train"], limits: { runTime: "1h" } } }],
    ["agents", { requires: { zone: "eu" } }],
  ])("goes on with another choice of %s", (_, spec) =>
    given(created(), done(0, 0.5)).when(edited({}, spec)).then({ kind: "sweepChanged" }),
  );

  it.each([
    ["a larger range", { parameters: [{ name: "x", type: "float", min: 0, max: 2 }] }, "spec.parameters.x.max: 1 -> 2"],
    ["another parameter", { parameters: [{ name: "y", type: "float", min: 0, max: 1 }] }, "spec.parameters.x: {"],
    ["another objective", { objective: { metric: "mcc" } }, 'spec.objective.metric: "macroF1" -> "mcc"'],
    ["another program", { trainer: { command: ["other"] } }, 'spec.trainer.command: ["train"] -> ["other"]'],
    ["other arguments", { trainer: { command: ["train"], args: ["-x"] } }, 'spec.trainer.args: [] -> ["-x"]'],
    ["a queue", { enqueue: [{ x: 0.5 }] }, 'spec.enqueue: nothing -> [{"x":0.5}]'],
    ["an earlier sweep", { warmStart: { from: ["b"] } }, 'spec.warmStart: nothing -> {"from":["b"],'],
  ])("is refused for %s, with path, old and new, and a way on", (_, spec, told) => {
    const refused = given(created(), done(0, 0.5)).when(edited({ trials: 40 }, spec));
    refused.refuses(`\n  ${told}`);
    refused.refuses("warmStart: { from: [small] }");
    refused.refuses(/^(?!.*spec\.budget)/s);
  });

  it("is refused for more epochs a trial, once a trial has a value", () =>
    given(created(), done(0, 0.5))
      .when(edited({ epochsPerTrial: 6 }))
      .refuses("spec.budget.epochsPerTrial: 3 -> 6"));

  it("is refused where the budget would be less than what is used", () => {
    const { when } = given(created(document({ totalEpochs: 30 })), done(0, 0.5), running(1));
    when(edited({ trials: 1, totalEpochs: 5 })).refuses("spec.budget.trials: 9 -> 1 (2 have been started)");
    when(edited({ trials: 1, totalEpochs: 5 })).refuses("spec.budget.totalEpochs: 30 -> 5 (6 are used or reserved)");
    when(edited({ totalEpochs: 6 })).then({ kind: "sweepChanged" });
  });

  it("may be quite another one before the first trial", () =>
    given(created())
      .when(edited({ epochsPerTrial: 5 }, { parameters: [{ name: "y", type: "float", min: 0, max: 1 }] }))
      .then({ kind: "sweepChanged" }));

  it.each([
    ["options of Python", ["python3", "train.py"], ["python3", "-u", "-W", "ignore", "train.py"]],
    ["another name of Python", ["python", "train.py"], ["python3", "train.py"]],
    ["the Python of an environment", ["python3", "train.py"], ["/home/me/venv/bin/python3.12", "-u", "train.py"]],
    ["a script by its whole path", ["python3", "src/train.py"], ["python3", "/home/me/src/train.py"]],
    ["a program by its whole path", ["bash", "./train.sh", "a.csv"], ["/bin/bash", "train.sh", "a.csv"]],
  ])("may find the same program elsewhere: %s", (_, before, after) =>
    given(created(document({}, { trainer: { command: before } })), done(0, 0.5))
      .when(edited({}, { trainer: { command: after } }))
      .then({ kind: "sweepChanged", spec: { trainer: { command: after } } }),
  );

  it.each([
    ["another script", ["python3", "train.py"], ["python3", "-u", "other.py"]],
    ["a script of the same name in another folder", ["python3", "a/train.py"], ["python3", "/home/b/train.py"]],
    ["an option of the script", ["python3", "train.py"], ["python3", "train.py", "-u"]],
    ["data elsewhere", ["python3", "train.py", "a.csv"], ["python3", "train.py", "/home/me/a.csv"]],
    ["another interpreter", ["python3", "train.py"], ["pypy3", "train.py"]],
    ["no program but a module", ["python3", "-m", "train"], ["python3", "-m", "other.train"]],
  ])("is refused for %s, and told what of a command may change", (_, before, after) => {
    const { refuses } = given(created(document({}, { trainer: { command: before } })), done(0, 0.5)).when(
      edited({}, { trainer: { command: after } }),
    );
    refuses(`spec.trainer.command: ${JSON.stringify(before)} -> `);
    refuses("the path of its program and of its script may change");
    refuses("run --fresh");
  });
});

describe("a sweep that had ended", () => {
  const past = [created(two), done(0, 0.5), done(1, 0.6), over].flat();

  it("goes on when its budget grows", () => {
    const { sweep } = given(...past);
    const { events } = execute(sweep, edited({ trials: 3 }));
    expect(events.map(({ kind }) => kind)).toEqual(["sweepReopened", "sweepChanged"]);
    expect(sweep).toMatchObject({ phase: "running", reason: "", best: 1 });
    expect(execute(sweep, lease()).answer).toEqual({ kind: "granted", trial: 2, attempt: 1 });
  });

  it("ends again at once where the edit gives it nothing to do", () =>
    given(...past)
      .when(edited({ trials: 2, parallel: 1 }))
      .then({ kind: "sweepReopened" }, { kind: "sweepChanged" }, { kind: "sweepEnded", state: "completed" }));

  it("takes up the trials that its end had cancelled", () => {
    const cut = [
      created(document({ trials: 2, wallTime: "1s" })),
      running(0, 1),
      reported(0, 1, 0.5),
      { kind: "leaseEnded", trial: 0, attempt: 1, why: "stopped", epochs: 1, atMs: 2000 },
      { kind: "trialEnded", trial: 0, state: "cancelled", reason: "the wall time is used up", atMs: 2000 },
      ...ended(1, "failed"),
      { ...over, state: "failed", atMs: 2000 },
    ].flat() as typeof past;
    given(...cut)
      .when(edited({ trials: 2, wallTime: "1h" }))
      .then({ kind: "sweepReopened" }, { kind: "trialRetried", trial: 0 }, { kind: "sweepChanged" });
  });

  it("does not spend its wall time while it has ended", () => {
    const { sweep } = given(created(document({ trials: 1, wallTime: "10s" })), done(0, 0.5), over);
    const later = 1500 + 3_600_000;
    execute(sweep, { ...edited({ trials: 2, wallTime: "10s" }), nowMs: later });
    expect(sweep).toMatchObject({ phase: "running", restedMs: 3_600_000 });
    expect(viewSweep(sweep!, later + 500).elapsedMs).toBe(1_000);
    expect(execute(sweep, { ...lease(), nowMs: later + 1_000 }).answer).toMatchObject({ kind: "granted" });
    expect(execute(sweep, { kind: "tick", nowMs: later + 9_600 }).events.at(-1)).toMatchObject({ kind: "sweepEnded" });
  });

  it("stays as it is under the same document", () =>
    given(...past)
      .when(edited({ trials: 2 }))
      .answers("done"));

  it("tries its failed trials again when the trainer was mended before any had a value", () =>
    given(created(), running(0, 1, 2), ended(0, "failed"), ended(1, "failed"), ended(2, "failed"), {
      ...over,
      state: "failed",
    })
      .when(edited({}, { trainer: { command: ["mended"] } }))
      .then(
        { kind: "sweepReopened" },
        { kind: "sweepChanged" },
        ...[0, 1, 2].map((trial) => ({ kind: "trialRetried", trial })),
      ));
});

describe("other constraints", () => {
  const counted = (trial: number, value: number, hits: number) => [
    ...running(trial),
    ...[1, 2, 3].map((step) => {
      const counts = { kind: "confusion" as const, classes: 2, cells: [9, 1, 10 - hits, hits] };
      return { ...reported(trial, step, value), counts, ...(trial === 0 && step === 1 ? { classes: ["N", "V"] } : {}) };
    }),
    ...ended(trial),
  ];
  const constrained = { constraints: [{ metric: "recall:V", min: 0.8 }] };

  it("choose among the trials that are there by their last reports", () => {
    const { sweep } = given(created(two), counted(0, 0.9, 5), counted(1, 0.7, 8), over);
    expect(sweep?.best).toBe(0);
    const { events } = execute(sweep, edited({ trials: 2 }, constrained));
    expect(events).toMatchObject([
      { kind: "sweepReopened" },
      {
        kind: "sweepChanged",
        remeasured: [
          { trial: 0, constraintValues: [0.5] },
          { trial: 1, constraintValues: [0.8], violation: 0 },
        ],
      },
      { kind: "sweepEnded", state: "completed" },
    ]);
    expect(viewSweep(sweep!, 0).best).toMatchObject({ trial: 1, constraints: { feasible: true } });
    expect(sweep?.history.ranking(3).trial(0)).toBe(1);
    execute(sweep, edited({ trials: 2 }));
    expect(sweep?.best).toBe(0);
  });

  it("are refused where a trial has not said what they need", () =>
    given(created(two), done(0, 0.5))
      .when(edited({ trials: 2 }, constrained))
      .refuses("spec.constraints: trial 0 has not said what they need: counts: are missing"));
});

describe("a confirmation of a sweep that was edited", () => {
  const spec = { confirm: { top: 2, seeds: 2 }, pruner: { name: "none" } };

  /** Trains every trial that it is given to its end; which trial each trained again, -1 for one of the search. */
  function trainAll(sweep: Sweep | null): number[] {
    const trained: number[] = [];
    for (;;) {
      const { answer } = execute(sweep, lease());
      if (answer.kind !== "granted") return trained;
      const { trial } = answer;
      const { replicateOf } = sweep!.history.trials[trial]!;
      // All that is in a value is its seed, so nobody falls behind.
      const value = sweep!.trials[trial]!.seed / 2 ** 31;
      for (const step of [1, 2, 3]) execute(sweep, report({ trial, step, value }));
      execute(sweep, finish(trial, 4));
      trained.push(replicateOf ?? -1);
    }
  }

  it("keeps the replicates that it has had, and trains what a further seed needs", () => {
    const { sweep } = given(created(document({ trials: 3 }, spec)));
    expect(trainAll(sweep)).toHaveLength(3 + 2 * 2);
    const winner = sweep!.best!;
    expect(sweep?.phase).toBe("completed");
    execute(sweep, edited({ trials: 3 }, { ...spec, confirm: { top: 2, seeds: 3 } }));
    expect(sweep?.phase).toBe("running");
    expect(trainAll(sweep)).toHaveLength(2);
    expect(sweep).toMatchObject({ phase: "completed", best: winner });
  });

  it("goes back to the search where that has trials left, and then chooses its finalists anew", () => {
    const { sweep } = given(created(document({ trials: 3 }, spec)));
    trainAll(sweep);
    const before = sweep!.confirmation!.finalists.map(({ trial }) => trial);
    execute(sweep, edited({ trials: 40 }, spec));
    const trained = trainAll(sweep);
    const after = sweep!.confirmation!.finalists.map(({ trial }) => trial);
    expect(trained.filter((of) => of === -1)).toHaveLength(37);
    const fresh = after.filter((trial) => !before.includes(trial));
    expect(fresh.length).toBeGreaterThan(0);
    expect(trained.filter((of) => of !== -1)).toHaveLength(2 * fresh.length);
    expect(sweep?.phase).toBe("completed");
  });

  /** The search is over, and trial 3 is the first replicate under way. */
  function confirming(): Sweep {
    const { sweep } = given(created(document({ trials: 3 }, spec)));
    for (let trial = 0; trial < 3; trial++) {
      execute(sweep, lease());
      for (const step of [1, 2, 3]) execute(sweep, report({ trial, step, value: 0.97 + trial / 100 }));
      execute(sweep, finish(trial, 4));
    }
    execute(sweep, lease());
    expect(sweep!.trials[3]!.replicate).toBe(1);
    return sweep!;
  }

  it("goes on as it was where the edit has nothing to do with it", () => {
    const sweep = confirming();
    const before = sweep.confirmation;
    execute(sweep, edited({ trials: 3, parallel: 2 }, spec));
    expect(sweep.confirmation).toBe(before);
  });

  it("lets replicates that run come to their end while the search goes on", () => {
    const sweep = confirming();
    execute(sweep, edited({ trials: 5 }, spec));
    expect(sweep.confirmation).toBeNull();
    for (const step of [1, 2, 3]) execute(sweep, report({ trial: 3, step, value: 0.9 }));
    execute(sweep, finish(3, 4));
    expect(sweep.best).toBe(2);
    const trained = trainAll(sweep);
    expect(trained.filter((of) => of === -1)).toHaveLength(2);
    expect(sweep.phase).toBe("completed");
    expect(sweep.confirmation?.finalists.flatMap(({ replicates }) => replicates)).toContain(3);
  });

  it("replays to the same sweep from its events", () => {
    const events = [created(document({ trials: 3 }, spec))];
    let sweep: Sweep | null = events.reduce<Sweep | null>(evolve, null);
    const say = (command: Parameters<typeof execute>[1]) => {
      const said = execute(sweep, command);
      sweep = said.sweep;
      events.push(...said.events);
      return said.answer;
    };
    for (const trials of [3, 5]) {
      say(edited({ trials }, spec));
      for (let answer = say(lease()); answer.kind === "granted"; answer = say(lease())) {
        const { trial } = answer;
        for (const step of [1, 2, 3])
          say(report({ trial, step, value: Number(sweep!.history.trials[trial]!.params.x) }));
        say(finish(trial, 4));
      }
    }
    const replayed = events.reduce<Sweep | null>(evolve, null)!;
    expect(viewSweep(replayed, 5000)).toEqual(viewSweep(sweep!, 5000));
    expect(replayed.history.spent).toBe(sweep!.history.spent);
  });
});

it("a suggestion that was worked out for the document before is asked for again", () => {
  const { sweep } = given(created(), running(0, 1), leasedAgain());
  execute(sweep, edited({ trials: 30 }));
  expect(sweep?.specSeq).toBe(sweep?.seq);
});

function leasedAgain() {
  return [suggested(2), leased(2)];
}
