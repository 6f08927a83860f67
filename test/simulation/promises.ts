import type { Event } from "../../src/controller/core/events.ts";
import type { Sweep } from "../../src/controller/core/state.ts";
import type { Append } from "../../src/controller/journal/journal.ts";
import type { Lease } from "../../src/gen/macrosweep/v1/trial.ts";
import { type Ledger, nameOf } from "./ledger.ts";
import type { Listener } from "./network.ts";
import { pictureOf } from "./picture.ts";
import type { Onlooker, Trainer } from "./trainers.ts";
import type { Process, World } from "./world.ts";

/** When a controller could not hear. */
interface Deafness {
  readonly process: Process;
  readonly fromMs: number;
  untilMs: number;
}

/** What is promised of leases, trainers and what is shown, looked at whenever something happens. */
export class Promises implements Listener, Onlooker {
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly #leaseMs: number;
  readonly #heardMs = new Map<string, number>();
  readonly #trainers = new Set<Trainer>();
  readonly #trained = new Map<string, number>();
  readonly #deafness: Deafness[] = [];
  /** When each sweep was last read from the journal: each of its leases has a full term from then on. */
  readonly #readMs = new Map<string, number>();
  /** The controller that decides; null: none has begun to. */
  #leader: Process | null = null;
  /** When something was last the matter with the disk. */
  diskTroubleMs = 0;

  constructor(world: World, ledger: Ledger, leaseMs: number) {
    this.#world = world;
    this.#ledger = ledger;
    this.#leaseMs = leaseMs;
    ledger.onEvent = (sweep, event) => {
      if (event.kind === "leaseGranted") this.#hear({ ...event, sweep: sweep.spec.name });
    };
  }

  heard(agent: string, message: Parameters<Listener["heard"]>[1], by: Process): void {
    this.#world.note(`${agent} -> ${wordOf(message)}`);
    // What one hears that leads no longer, or not yet, the one that leads does not know.
    if (by !== this.#leader) return;
    if (message.$case === "heartbeat") for (const lease of message.heartbeat.leases) this.#hear(lease);
    if (message.$case === "report" && message.report.lease !== undefined) this.#hear(message.report.lease);
    if (message.$case === "finish" && message.finish.lease !== undefined) this.#hear(message.finish.lease);
  }

  said(agent: string, message: Parameters<Listener["said"]>[1]): void {
    this.#world.note(`${agent} <- ${wordOf(message)}`);
    if (message.$case !== "ack" || message.ack.lease === undefined) return;
    const { lease, seq } = message.ack;
    if (seq > 0) this.#ledger.acknowledged(lease, seq);
  }

  /** From now on this controller decides: every lease has a full term. */
  leads(process: Process): void {
    this.#leader = process;
    for (const { spec } of this.#ledger.sweeps) this.#readMs.set(spec.name, this.#world.nowMs);
  }

  /** A controller reads a sweep. */
  read(name: string, by: Process): void {
    if (by === this.#leader) this.#readMs.set(name, this.#world.nowMs);
  }

  deaf(process: Process): void {
    this.#deafness.push({ process, fromMs: this.#world.nowMs, untilMs: Number.POSITIVE_INFINITY });
  }

  hears(process: Process): void {
    for (const one of this.#deafness)
      if (one.process === process) one.untilMs = Math.min(one.untilMs, this.#world.nowMs);
  }

  /** A controller has decided these events: whoever was heard in time keeps his trial, or it is said what is wrong. */
  decided({ sweep, events }: Append): string | null {
    const complaints = events.flatMap((event, i) => {
      const next = events[i + 1];
      const reason = next?.kind === "trialRequeued" || next?.kind === "trialEnded" ? next.reason : "";
      if (event.kind !== "leaseEnded" || !/nothing was heard of agent/.test(reason)) return [];
      const silentMs = this.#silentMs({ ...event, sweep });
      if (silentMs >= this.#leaseMs - 1) return [];
      return [`${nameOf({ ...event, sweep })} expires, and was heard ${silentMs.toFixed(0)} ms ago`];
    });
    return complaints[0] ?? null;
  }

  /** Whether every lease that nobody speaks for any more has run out. To be asked while a controller runs and hears. */
  lookAtSilence(): void {
    const { nowMs } = this.#world;
    const quietMs = 1.1 * this.#leaseMs + 5_000;
    if (nowMs - this.diskTroubleMs < quietMs) return;
    const heardSinceMs = Math.max(0, ...this.#leaderDeaf().map(({ untilMs }) => untilMs));
    for (const { spec, leases } of this.#ledger.sweeps) {
      const sinceMs = Math.max(heardSinceMs, this.#readMs.get(spec.name) ?? 0);
      for (const lease of leases.values()) {
        const key = nameOf({ ...lease, sweep: spec.name });
        const heardMs = Math.max(sinceMs, this.#heardMs.get(key) ?? 0);
        if (nowMs - heardMs > quietMs)
          this.#world.broken(`${key} lives on, and nothing was heard of it for ${(nowMs - heardMs).toFixed(0)} ms`);
      }
    }
  }

  started(trainer: Trainer): void {
    this.#forgetDead();
    this.#trainers.add(trainer);
    const { sweep: name, trial } = trainer.lease;
    const running = [...this.#trainers].filter(({ lease, excused }) => lease.sweep === name && !excused);
    const others = running.filter(({ lease }) => lease.trial === trial);
    if (others.length > 1)
      this.#world.broken(`two trainers of one trial: ${others.map(({ process }) => process.name).join(" and ")}`);
    const parallel = this.#ledger.sweepOf(name)?.spec.budget.parallel ?? 0;
    if (running.length > parallel) this.#world.broken(`${running.length} trainers of ${name} run, of ${parallel}`);
  }

  trained({ lease: { sweep: name } }: Trainer): void {
    const epochs = (this.#trained.get(name) ?? 0) + 1;
    this.#trained.set(name, epochs);
    const total = this.#ledger.sweepOf(name)?.spec.budget.totalEpochs ?? null;
    if (total !== null && epochs > total) this.#world.broken(`${epochs} epochs of ${name} were trained, of ${total}`);
  }

  /** A controller shows this sweep: as the journal has it. */
  shown(name: string, seq: number, picture: string): void {
    const known = this.#ledger.pictureAt(name, seq);
    if (known === undefined) this.#world.broken(`${name} is shown with event ${seq}, which stands nowhere`);
    else if (known !== picture) this.#world.broken(`${name} is shown as\n${picture}\nand a replay says\n${known}`);
  }

  committed(sweep: Sweep, events: readonly Event[]): void {
    this.#world.note(`${sweep.spec.name} ${events.map(describe).join(", ")}`);
    this.shown(sweep.spec.name, sweep.seq, pictureOf(sweep));
  }

  #hear(lease: Lease): void {
    this.#heardMs.set(nameOf(lease), this.#world.nowMs);
  }

  #silentMs(lease: Lease): number {
    const { nowMs } = this.#world;
    const heardMs = Math.max(this.#readMs.get(lease.sweep) ?? 0, this.#heardMs.get(nameOf(lease)) ?? 0);
    const deafMs = this.#leaderDeaf()
      .map(({ fromMs, untilMs }) => Math.min(untilMs, nowMs) - Math.max(fromMs, heardMs))
      .filter((ms) => ms >= this.#leaseMs / 4);
    return nowMs - heardMs - deafMs.reduce((sum, ms) => sum + ms, 0);
  }

  #leaderDeaf(): Deafness[] {
    return this.#deafness.filter(({ process }) => process === this.#leader);
  }

  #forgetDead(): void {
    for (const trainer of this.#trainers) if (!trainer.process.alive) this.#trainers.delete(trainer);
  }
}

function wordOf(message: Parameters<Listener["heard"]>[1] | Parameters<Listener["said"]>[1]): string {
  switch (message.$case) {
    case "heartbeat":
      return `heartbeat ${message.heartbeat.number}: ${message.heartbeat.leases.map(nameOf).join(" ")}`;
    case "hello":
      return `hello ${message.hello.session}: ${message.hello.held.map(nameOf).join(" ")}`;
    case "report":
      return `report ${message.report.lease && nameOf(message.report.lease)} #${message.report.seq}`;
    case "finish":
      return `finish ${message.finish.lease && nameOf(message.finish.lease)} #${message.finish.seq} ${message.finish.outcome}`;
    case "ack":
      return `ack ${message.ack.lease && nameOf(message.ack.lease)} #${message.ack.seq}`;
    case "stop":
      return `stop ${message.stop.lease && nameOf(message.stop.lease)}`;
    case "assignment":
      return `assignment ${message.assignment.lease && nameOf(message.assignment.lease)}`;
    default:
      return message.$case;
  }
}

function describe(event: Event): string {
  const lease = "attempt" in event ? `${event.trial}/${event.attempt}` : "trial" in event ? `${event.trial}` : "";
  const more =
    "seq" in event ? ` #${event.seq}` : "why" in event ? ` ${event.why}` : "state" in event ? ` ${event.state}` : "";
  return `${event.kind} ${lease}${more}`.trim();
}
