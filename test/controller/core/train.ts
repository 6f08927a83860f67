import type { Command } from "../../../src/controller/core/commands.ts";
import type { SweepSpec } from "../../../src/controller/core/document/spec.ts";
import type { Event } from "../../../src/controller/core/events.ts";
import { execute } from "../../../src/controller/core/execute.ts";
import { wantsSlot } from "../../../src/controller/core/nextWork.ts";
import { isOver, type Sweep } from "../../../src/controller/core/state.ts";
import type { Params } from "../../../src/search/space/space.ts";

/** What a trainer reaches in its one epoch, with further metrics where a constraint needs them; null: it breaks. */
export type Trainer = (facts: Facts) => number | Reached | null;

export interface Facts {
  readonly params: Params;
  readonly seed: number;
  readonly trial: number;
  readonly replicate: number;
}

interface Reached {
  readonly value: number;
  readonly scalars: Readonly<Record<string, number>>;
}

export interface Trained {
  readonly sweep: Sweep;
  readonly events: readonly Event[];
}

/** Runs a sweep of one epoch a trial, to its end or until `stop` says so. */
export function train(spec: SweepSpec, trainer: Trainer, stop: (sweep: Sweep) => boolean = isOver): Trained {
  const created = execute(null, { kind: "create", spec, nowMs: 0 });
  const sweep = created.sweep!;
  const events = [...created.events];
  const tell = (command: Command) => events.push(...execute(sweep, command).events);
  while (!isOver(sweep) && !stop(sweep)) {
    while (wantsSlot(sweep) && !stop(sweep)) tell({ kind: "lease", agent: "a", nowMs: 0 });
    for (const { trial, attempt } of [...sweep.leases.values()]) {
      const { seed, replicate } = sweep.trials[trial]!;
      const said = trainer({ params: sweep.history.trials[trial]!.params, seed, trial, replicate });
      const { value, scalars } = typeof said === "object" && said !== null ? said : { value: said, scalars: {} };
      const report = { seq: 1, step: 1, counts: null, classes: [], scalars, value, test: false };
      if (value !== null) tell({ kind: "report", trial, attempt, report, nowMs: 0 });
      const finish = {
        seq: value === null ? 1 : 2,
        outcome: value === null ? "failed" : "completed",
        reason: "",
      } as const;
      tell({ kind: "finish", trial, attempt, finish, nowMs: 0 });
    }
  }
  return { sweep, events };
}
