import { describe, it } from "vitest";
import type { Command } from "../../../src/controller/core/commands.ts";
import type { SweepSpec } from "../../../src/controller/core/document/spec.ts";
import type { Event } from "../../../src/controller/core/events.ts";
import { created, document, given, lease, leased, now, report, reported, suggested } from "./given.ts";

/** A trial that runs on an agent which says when a stopped trainer is gone. */
const followed = (trial: number, attempt = 1): Event => ({ ...leased(trial, attempt), saysGone: true }) as Event;

const gone = (trial: number, epochs: number | null, attempt = 1): Command => ({
  kind: "gone",
  trial,
  attempt,
  epochs,
  ...now,
});

const undelivered = (trial: number, lingers: boolean): Command => ({
  kind: "expire",
  trial,
  attempt: 1,
  why: "undelivered",
  lingers,
  ...now,
});

const twoAtATime = (budget: object = {}): SweepSpec => document({ parallel: 2, ...budget });
const started = [suggested(0), followed(0), suggested(1), followed(1)];
const pruned: Event[] = [
  reported(1, 1, 0.1),
  { kind: "leaseEnded", trial: 1, attempt: 1, why: "stopped", epochs: 1, lingers: true, atMs: 1000 },
  { kind: "trialEnded", trial: 1, state: "pruned", reason: "", atMs: 1000 },
];

describe("a trainer that is stopped", () => {
  it("keeps its place until it is gone, where its agent says when that is", () =>
    given(created(twoAtATime()), started, reported(0, 1, 0.5))
      .when(report({ trial: 1, value: 0.1 }))
      .then(
        { kind: "reportRecorded" },
        { kind: "leaseEnded", trial: 1, why: "stopped", epochs: 1, lingers: true },
        { kind: "trialEnded", state: "pruned" },
      ));

  it("lets nothing start in its place before that", () =>
    given(created(twoAtATime()), started, pruned).when(lease()).answers("nothing"));

  it("takes from the budget what it has trained meanwhile", () =>
    given(created(twoAtATime()), started, pruned)
      .when(gone(1, 3))
      .then({ kind: "trainerGone", trial: 1, attempt: 1, epochs: 2 }));

  it("takes all that was reserved for it when nobody knows what it has trained", () =>
    given(created(twoAtATime()), started, pruned).when(gone(1, null)).then({ kind: "trainerGone", epochs: 2 }));

  it("never takes more than was reserved for it", () =>
    given(created(twoAtATime()), started, pruned).when(gone(1, 90)).then({ kind: "trainerGone", epochs: 2 }));

  it("that ended by itself just before is gone by that", () =>
    given(created(twoAtATime()), started, pruned)
      .when({
        kind: "finish",
        trial: 1,
        attempt: 1,
        finish: { seq: 2, outcome: "completed", reason: "", epochs: 1 },
        ...now,
      })
      .then({ kind: "trainerGone", trial: 1, epochs: 0 }));

  it("makes place for the next when it is gone", () =>
    given(created(twoAtATime()), started, pruned, { kind: "trainerGone", trial: 1, attempt: 1, epochs: 0, atMs: 1 })
      .when(lease())
      .then({ kind: "trialSuggested", trial: 2 }, { kind: "leaseGranted", trial: 2 }));

  it("has its epochs reserved until it is gone, and the sweep waits for what they may still pay", () => {
    const tight = created(twoAtATime({ totalEpochs: 7 }));
    const finished: Event[] = [
      { kind: "leaseEnded", trial: 0, attempt: 1, why: "finished", epochs: 3, atMs: 1000 },
      { kind: "trialEnded", trial: 0, state: "failed", reason: "", atMs: 1000 },
    ];
    given(tight, started, pruned, finished).when(lease()).answers("nothing");
    given(tight, started, pruned, finished)
      .when({ kind: "tick", ...now })
      .then();
    given(tight, started, pruned, finished).when(gone(1, 3)).then({ kind: "trainerGone" }, { kind: "sweepEnded" });
    given(tight, started, pruned, finished).when(gone(1, 1)).then({ kind: "trainerGone", epochs: 0 });
  });

  it("is gone once", () =>
    given(created(twoAtATime()), started, pruned)
      .when(gone(0, 1, 2))
      .answers("done"));
});

describe("a report that an earlier attempt had made", () => {
  const lost: Event[] = [
    { kind: "leaseEnded", trial: 0, attempt: 1, why: "expired", epochs: 3, atMs: 1000 },
    { kind: "trialRequeued", trial: 0, reason: "", atMs: 1000 },
    followed(0, 2),
  ];
  const kept = (seq: number, step: number) => report({ trial: 0, attempt: 2, seq, step, value: 0.5, kept: true });

  it("is recorded, and not paid for again", () => {
    const again = given(created(twoAtATime()), started, reported(0, 1, 0.4), lost);
    again.when(kept(1, 2)).then({ kind: "reportRecorded", attempt: 2, step: 2, kept: true });
    const next: Event[] = [{ ...reported(0, 2, 0.5, 2), seq: 1, kept: true } as Event];
    given(created(twoAtATime()), started, reported(0, 1, 0.4), lost, next)
      .when({ kind: "finish", trial: 0, attempt: 2, finish: { seq: 2, outcome: "preempted", reason: "" }, ...now })
      .then({ kind: "leaseEnded", why: "returned", epochs: 0 }, { kind: "trialRequeued" });
  });

  it("lets the trainer begin before it or after it", () => {
    const next: Event[] = [{ ...reported(0, 2, 0.5, 2), seq: 1, kept: true } as Event];
    for (const step of [1, 2, 3]) {
      given(created(twoAtATime()), started, reported(0, 1, 0.4), lost, next)
        .when(report({ trial: 0, attempt: 2, seq: 2, step, value: 0.6 }))
        .then({ kind: "reportRecorded", step });
    }
  });

  it("is of an epoch that is not known yet", () =>
    given(created(twoAtATime()), started, reported(0, 1, 0.4), lost)
      .when(kept(1, 1))
      .then({ kind: "leaseEnded" }, { kind: "trialEnded", state: "failed" }));
});

describe("a trainer of a later attempt that reports nothing", () => {
  it("does not complete its trial by an older value", () => {
    const lost: Event[] = [
      { kind: "leaseEnded", trial: 0, attempt: 1, why: "expired", epochs: 3, atMs: 1000 },
      { kind: "trialRequeued", trial: 0, reason: "", atMs: 1000 },
      followed(0, 2),
    ];
    const end: Command = {
      kind: "finish",
      trial: 0,
      attempt: 2,
      finish: { seq: 1, outcome: "completed", reason: "" },
      ...now,
    };
    given(created(twoAtATime()), started, reported(0, 1, 0.4), lost)
      .when(end)
      .then({ kind: "leaseEnded", why: "returned" }, { kind: "trialRequeued" });
    const whole = [reported(0, 1, 0.4), reported(0, 2, 0.4), reported(0, 3, 0.4)];
    given(created(twoAtATime()), started, whole, lost)
      .when(end)
      .then({ kind: "leaseEnded", why: "finished" }, { kind: "trialEnded", state: "completed" });
  });
});

describe("a lease that its agent has given up", () => {
  it("is over, and the trial waits until the trainer is gone that may still run", () =>
    given(created(twoAtATime()), started)
      .when(undelivered(0, true))
      .then({ kind: "leaseEnded", why: "undelivered", epochs: 0, lingers: true }, { kind: "trialRequeued", trial: 0 }));

  it("is not followed by another attempt beside the first", () =>
    given(
      created(document()),
      started,
      { kind: "leaseEnded", trial: 0, attempt: 1, why: "undelivered", epochs: 0, lingers: true, atMs: 1 },
      { kind: "trialRequeued", trial: 0, reason: "", atMs: 1 },
    )
      .when(lease())
      .then({ kind: "trialSuggested", trial: 2 }, { kind: "leaseGranted", trial: 2, attempt: 1 }));

  it("has taken what it trained, by the word of its agent", () =>
    given(created(twoAtATime()), started)
      .when(gone(0, 2))
      .then({ kind: "leaseEnded", why: "expired", epochs: 2 }, { kind: "trialRequeued", trial: 0 }));

  it("has taken all that was reserved for it, where the agent does not know", () =>
    given(created(twoAtATime()), started)
      .when(gone(0, null))
      .then({ kind: "leaseEnded", why: "expired", epochs: 3 }, { kind: "trialRequeued", trial: 0 }));

  it("has taken no more than it trained, when its agent was not heard of and comes back", () => {
    const lost: Event[] = [
      reported(0, 1, 0.5),
      { kind: "leaseEnded", trial: 0, attempt: 1, why: "expired", epochs: 3, atMs: 1000 },
      { kind: "trialRequeued", trial: 0, reason: "", atMs: 1000 },
    ];
    const silent = given(created(twoAtATime()), started, lost);
    silent.when(gone(0, 2)).then({ kind: "chargeCorrected", trial: 0, attempt: 1, epochs: 2 });
    given(created(twoAtATime()), started, lost, followed(0, 2))
      .when(gone(0, 2))
      .then({ kind: "chargeCorrected", trial: 0, attempt: 1, epochs: 2 });
    // It has reported one.
    given(created(twoAtATime()), started, lost).when(gone(0, 0)).then({ kind: "chargeCorrected", epochs: 1 });
    given(created(twoAtATime()), started, lost).when(gone(0, 90)).then();
    given(created(twoAtATime()), started, lost).when(gone(0, null)).then();
    given(created(twoAtATime()), started, lost, {
      kind: "chargeCorrected",
      trial: 0,
      attempt: 1,
      epochs: 2,
      atMs: 1000,
    })
      .when(gone(0, 1))
      .then();
  });

  it("takes nothing when it never arrived", () =>
    given(created(twoAtATime()), started)
      .when(undelivered(0, false))
      .then({ kind: "leaseEnded", why: "undelivered", epochs: 0 }, { kind: "trialRequeued", trial: 0 }));
});
