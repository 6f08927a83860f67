import { expect } from "vitest";
import type { Answer, Command, Report } from "../../../src/controller/core/commands.ts";
import { readDocument, type SweepSpec } from "../../../src/controller/core/document/spec.ts";
import type { Event } from "../../../src/controller/core/events.ts";
import { evolve } from "../../../src/controller/core/evolve.ts";
import { execute } from "../../../src/controller/core/execute.ts";
import type { Sweep } from "../../../src/controller/core/state.ts";

/** A small document: one parameter, three epochs, every rung judged against the best third. */
export function document(budget: object = {}, spec: object = {}): SweepSpec {
  return readDocument({
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name: "small" },
    spec: {
      parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
      sampler: { name: "random", seed: 1 },
      pruner: { name: "asha", minResource: 1, reductionFactor: 3 },
      budget: { trials: 9, parallel: 9, epochsPerTrial: 3, ...budget },
      trainer: { command: ["train"] },
      ...spec,
    },
  });
}

/** Given what has happened, when a command comes, then these events follow. Expected events may leave fields out. */
export function given(...past: (Event | Event[])[]) {
  const first = past.flat()[0];
  const history = first?.kind === "sweepCreated" || first === undefined ? past.flat() : [created(), ...past.flat()];
  const sweep = history.reduce<Sweep | null>(evolve, null);
  return {
    sweep,
    when(command: Command) {
      const asked = () => execute(sweep, command);
      return {
        then(...expected: object[]) {
          const { events } = asked();
          expect(events.map(({ kind }) => kind)).toEqual(expected.map((event) => (event as Event).kind));
          expect(events).toMatchObject(expected);
        },
        answers(answer: Answer["kind"]) {
          expect(asked()).toMatchObject({ events: [], answer: { kind: answer } });
        },
        refuses(message: string | RegExp) {
          expect(asked).toThrow(message);
        },
      };
    },
  };
}

const at = { atMs: 1000 };

export const created = (spec: SweepSpec = document()): Event => ({ kind: "sweepCreated", spec, ...at });

/** The trials are suggested and run, each on an agent of its own. */
export const running = (...trials: number[]): Event[] => trials.flatMap((trial) => [suggested(trial), leased(trial)]);

export const suggested = (trial: number): Event => ({
  kind: "trialSuggested",
  trial,
  params: { x: trial / 10 },
  seed: 100 + trial,
  why: "because",
  ...at,
});

export const leased = (trial: number, attempt = 1): Event => ({
  kind: "leaseGranted",
  trial,
  attempt,
  agent: `agent-${trial}`,
  ...at,
});

export const reported = (trial: number, step: number, value: number, attempt = 1): Event => ({
  kind: "reportRecorded",
  trial,
  attempt,
  seq: step,
  step,
  value,
  error: null,
  counts: null,
  ...at,
});

export const ended = (trial: number, state: "completed" | "failed" = "completed", attempt = 1): Event[] => [
  { kind: "leaseEnded", trial, attempt, why: "finished", epochs: 3, ...at },
  { kind: "trialEnded", trial, state, reason: "", ...at },
];

export const expired = (trial: number, attempt = 1): Event[] => [
  { kind: "leaseEnded", trial, attempt, why: "expired", epochs: 3, ...at },
  { kind: "trialRequeued", trial, reason: "silence", ...at },
];

export const now = { nowMs: 2000 };

export const lease = (agent = "a"): Command => ({ kind: "lease", agent, ...now });

export function report(said: Partial<Report> & { trial: number; attempt?: number }): Command {
  const { trial, attempt = 1, ...rest } = said;
  const step = rest.step ?? 1;
  const blank = { seq: step, step, counts: null, classes: [], scalars: {}, value: null, test: false };
  return { kind: "report", trial, attempt, report: { ...blank, ...rest }, ...now };
}

export const finish = (
  trial: number,
  seq: number,
  outcome: "completed" | "failed" | "preempted" = "completed",
  reason = "",
): Command => ({ kind: "finish", trial, attempt: 1, finish: { seq, outcome, reason }, ...now });

export const expire = (trial: number, attempt = 1): Command => ({
  kind: "expire",
  trial,
  attempt,
  why: "expired",
  ...now,
});
