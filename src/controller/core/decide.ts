import { sweepSeed } from "../../search/chance/sweepSeed.ts";
import { decideChange } from "./change/decideChange.ts";
import { decideRetry } from "./change/decideRetry.ts";
import { keepMeaning } from "./change/keepMeaning.ts";
import type { Command, Decision } from "./commands.ts";
import { expireLease, finishLease, trainerGone } from "./endLease.ts";
import type { Event } from "./events.ts";
import { grantLease } from "./grantLease.ts";
import { decideOrder, isOrder } from "./orders/index.ts";
import { recordReport } from "./recordReport.ts";
import { isHolder, type Speaker } from "./speaker.ts";
import { isOver, type Lease, type Sweep } from "./state.ts";

/**
 * Decides one command. Pure: the same sweep and command give the same events, and the sweep is not changed.
 * @throws SweepError `exists` for a document that cannot follow the one before, `conflict` when the sweep or a trial is not as the command needs it.
 */
export function decide(sweep: Sweep | null, command: Command): Decision {
  if (command.kind === "create") return create(sweep, command);
  if (sweep === null) throw new Error(`${command.kind}: there is no sweep to decide it for`);
  const atMs = command.nowMs;
  if (isOrder(command)) return done(decideOrder(sweep, command.kind, atMs));
  switch (command.kind) {
    case "lease":
      return grantLease(sweep, command, atMs);
    case "retry":
      return decideRetry(sweep, command.trial, atMs);
    case "report":
      return underLease(sweep, command, command.report.seq, (held) => recordReport(sweep, held, command.report, atMs));
    case "finish":
      return finish(sweep, command, atMs);
    case "expire":
      return underLease(sweep, command, null, (held) => expireLease(sweep, held, command, atMs));
    case "gone":
      return done(trainerGone(sweep, command, atMs));
    case "led":
      return done(isOver(sweep) ? [] : [{ kind: "leaderChanged", ignorable: true, atMs }]);
    case "tick":
      // What time alone brings about follows from every command: see `settle`.
      return done([]);
  }
}

function create(sweep: Sweep | null, command: Extract<Command, { kind: "create" }>): Decision {
  const { spec, document, earlier, finished = [], id, suspend, nowMs: atMs } = command;
  if (sweep === null) {
    const taken = earlier === undefined ? {} : { earlier };
    const chance = sweepSeed(spec.sampler.seed, spec.name);
    const created: Event = { kind: "sweepCreated", spec, ...taken, chance, ...(id === undefined ? {} : { id }), atMs };
    const adopted = finished.map((of, trial): Event => ({ kind: "trialAdopted", trial, ...of, atMs }));
    return done([created, ...adopted, ...(suspend === true ? [paused(atMs)] : [])]);
  }
  const change = decideChange(sweep, keepMeaning(sweep.spec, spec, document), atMs);
  return { ...change, events: [...change.events, ...rest(sweep, change.events, suspend, atMs)] };
}

/** Pauses or resumes a sweep that goes on after these events, where its document says so. */
function rest(sweep: Sweep, events: readonly Event[], suspend: boolean | undefined, atMs: number): readonly Event[] {
  const isReopened = events.some(({ kind }) => kind === "sweepReopened");
  const phase = isReopened ? "running" : sweep.phase;
  if (suspend === true && phase === "running") return [paused(atMs)];
  return suspend === false && phase === "paused" ? [{ kind: "sweepResumed", atMs }] : [];
}

function paused(atMs: number): Event {
  return { kind: "sweepPaused", atMs };
}

/** Of a trainer that ended by itself while the controller ended its lease, the end is all that is news. */
function finish(sweep: Sweep, command: Extract<Command, { kind: "finish" }>, atMs: number): Decision {
  const { trial, attempt, by, finish: said } = command;
  const isOpen = sweep.leases.get(trial)?.attempt === attempt;
  if (isOpen) return underLease(sweep, command, said.seq, (held) => finishLease(sweep, held, said, atMs));
  const events = trainerGone(
    sweep,
    { trial, attempt, epochs: said.epochs ?? null, ...(by === undefined ? {} : { by }) },
    atMs,
  );
  return { events, answer: { kind: "lost" } };
}

/** Fencing: only the newest attempt speaks, by the agent that holds it, and each of its messages counts once. `seq` null: the engine speaks. */
function underLease(
  sweep: Sweep,
  { trial, attempt, by }: { trial: number; attempt: number; by?: Speaker },
  seq: number | null,
  then: (lease: Lease) => readonly Event[],
): Decision {
  const held = sweep.leases.get(trial);
  if (held === undefined || held.attempt !== attempt || !isHolder(held, by))
    return { events: [], answer: { kind: "lost" } };
  if (seq !== null && seq <= held.seq) return done([]);
  if (seq !== null && seq > held.seq + 1) return { events: [], answer: { kind: "gap" } };
  return done(then(held));
}

function done(events: readonly Event[]): Decision {
  return { events, answer: { kind: "done" } };
}
