import {
  type Ack,
  type AskLog,
  type Assignment,
  type Heartbeat,
  type Hello,
  type LogTail,
  type Stop,
  StopWhy,
  type Welcome,
} from "../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../gen/macrosweep/v1/trial.ts";
import { VERSION } from "../version.ts";
import { BOUNDS } from "./bounds.ts";
import { clock } from "./clock.ts";
import type { Gpu } from "./gpu/gpu.ts";
import { leaseKey, sameTrial } from "./lease.ts";
import { Runner, type RunnerContext } from "./runner.ts";
import { type Holder, PROTOCOL } from "./session.ts";
import { Term } from "./term.ts";
import type { Dropped } from "./trainer/outcome.ts";

const WORDS: Partial<Record<StopWhy, Dropped>> = {
  [StopWhy.PRUNED]: "pruned",
  [StopWhy.CANCELLED]: "cancelled",
  [StopWhy.FAILED]: "failed",
};

export interface LeasesEvents {
  /** Nothing runs in this many slots any more. */
  freed(slots: number): void;
  /** The controller has granted what it takes for new and what is not: a new stream says which leases are held here, and which end. */
  unclear(reason: string): void;
  /** A lease has come. */
  started(lease: Lease): void;
  /** The end of a log that was asked for. */
  told(tail: LogTail): void;
  /** The agent itself is at fault, and cannot go on. */
  broken(error: unknown): void;
}

/**
 * The leases of this agent, each from its assignment until nothing of it runs and nothing waits for an acknowledgement; and the slots.
 * Every message may come twice or late: what fits no lease is ignored.
 */
export class HeldLeases implements Holder {
  readonly #context: RunnerContext;
  readonly #events: LeasesEvents;
  readonly #runners = new Map<string, Runner>();
  // The runners that take a slot, and which.
  readonly #busy = new Map<Runner, number>();
  #leaseMs = 0;
  // Answers to heartbeats have their numbers.
  #numbered = false;
  // When the newest heartbeats of this stream were sent, by their numbers.
  readonly #heartbeatsMs = new Map<number, number>();
  #sessions = 0;
  #leaving: string | null = null;
  #emptied: () => void = () => {};

  constructor(context: RunnerContext, events: LeasesEvents) {
    this.#context = context;
    this.#events = events;
  }

  hello(): Hello {
    const { id, process, name, slots, sharers, labels } = this.#context.settings;
    this.#sessions += 1;
    const held = this.#held().map(({ lease }) => lease);
    const gpus = [...new Set(slots.flat())].map(gpuOf);
    const machine = { gpus, labels: { ...labels } };
    const slotGpus = new Set(slots.flat()).size / slots.length / sharers;
    const who = { agent: id, process, session: this.#sessions };
    const leaving = { leases: this.#leavingLeases() };
    return {
      protocol: PROTOCOL,
      ...who,
      host: name,
      slots: slots.length,
      held,
      machine,
      leaving,
      slotGpus,
      version: VERSION,
      tails: true,
      words: KNOWN_WORDS,
    };
  }

  /** Slots in which nothing runs. */
  get free(): number {
    return this.#context.settings.slots.length - this.#busy.size;
  }

  opened({ leaseMs, hears = false }: Welcome): number | string {
    this.#leaseMs = leaseMs;
    this.#numbered = hears;
    this.#heartbeatsMs.clear();
    for (const runner of this.#runners.values()) runner.reopened(leaseMs);
    return this.#context.health.trouble ?? this.free;
  }

  heartbeat(): Pick<Heartbeat, "leases" | "leaving"> {
    const held = this.#held();
    for (const runner of held) runner.heartbeatSent();
    return { leases: held.map(({ lease }) => lease), leaving: { leases: this.#leavingLeases() } };
  }

  heartbeatSent(number: number): void {
    this.#heartbeatsMs.set(number, clock.now());
    this.#heartbeatsMs.delete(number - BOUNDS.openHeartbeats);
  }

  assigned(assignment: Assignment): void {
    const { lease } = assignment;
    if (lease === undefined) return;
    const siblings = [...this.#runners.values()].filter((runner) => sameTrial(runner.lease, lease));
    const same = siblings.find((sibling) => sibling.lease.attempt === lease.attempt);
    // A journal that was set back grants what it does not remember to have granted.
    if (same?.held === false) return this.#events.unclear(`${leaseKey(lease)} is granted again while it ends here`);
    if (siblings.some((sibling) => sibling.lease.attempt >= lease.attempt)) return;
    for (const older of siblings) older.drop(`attempt ${lease.attempt} has come`);
    const earlier = Promise.all([this.#context.cleared, ...siblings.map((older) => older.ended)]);
    this.#start(lease, assignment, earlier);
  }

  acked({ lease, seq, heartbeat }: Ack): void {
    const runner = lease && this.#runners.get(leaseKey(lease));
    if (runner === undefined) return;
    runner.acked(seq, this.#sentMs(heartbeat), this.#numbered);
    this.#forgetWhenDone(runner);
  }

  stopped({ lease, why, reason }: Stop): void {
    const runner = lease && this.#runners.get(leaseKey(lease));
    if (runner === undefined) return;
    runner.drop(reason, undefined, WORDS[why] ?? "stopped");
    this.#forgetWhenDone(runner);
  }

  asked(ask: AskLog): void {
    void this.#context.logs.answer(ask).then((tail) => this.#events.told(tail));
  }

  /** Gives every lease back, and from now on every new one. Resolves when all are ended and acknowledged. */
  async leave(reason: string): Promise<void> {
    this.#leaving = reason;
    for (const runner of this.#runners.values()) runner.preempt(reason);
    if (this.#runners.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
  }

  /** Stops every trainer and says nothing of it. Resolves when nothing runs any more. */
  async dropAll(reason: string): Promise<void> {
    const runners = [...this.#runners.values()];
    for (const runner of runners) runner.drop(reason);
    await Promise.allSettled(runners.map((runner) => runner.ended));
  }

  #sentMs(heartbeat: number | undefined): number | null {
    return this.#heartbeatsMs.get(heartbeat ?? 0) ?? null;
  }

  #held(): Runner[] {
    return [...this.#runners.values()].filter((runner) => runner.held);
  }

  #leavingLeases(): Lease[] {
    return [...this.#runners.values()].filter((runner) => !runner.held).map(({ lease }) => lease);
  }

  #start(lease: Lease, assignment: Assignment, earlier: Promise<unknown>): void {
    const { slots } = this.#context.settings;
    const taken = new Set(this.#busy.values());
    const free = slots.findIndex((_, i) => !taken.has(i));
    const term = new Term(this.#leaseMs, this.#sentMs(assignment.heartbeat) ?? clock.now(), clock.now());
    const runner = new Runner(lease, assignment, term, earlier, slots[free] ?? [], this.#context);
    const refusal = this.#leaving ?? this.#context.health.trouble ?? (free === -1 ? "no slot is free" : null);
    if (refusal === null) this.#busy.set(runner, free);
    else runner.preempt(refusal);
    this.#runners.set(leaseKey(lease), runner);
    // Until this is answered the lease is counted from before it was granted.
    this.#events.started(lease);
    runner.ended.then(() => this.#ended(runner), this.#events.broken);
  }

  #ended(runner: Runner): void {
    if (this.#busy.delete(runner)) this.#events.freed(1);
    this.#forgetWhenDone(runner);
  }

  #forgetWhenDone(runner: Runner): void {
    if (!runner.done) return;
    this.#runners.delete(leaseKey(runner.lease));
    if (this.#runners.size === 0) this.#emptied();
  }
}

function gpuOf({ name, memoryMib, index, isInstance }: Gpu) {
  return { name, memoryMib, index, mig: isInstance === true };
}

// See Hello in agent.proto. One more wherever a document gets a word that an agent has to know.
const KNOWN_WORDS = 1;
