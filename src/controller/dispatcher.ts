import { SweepError } from "../error.ts";
import type { SweepDetail } from "../shapes/sweep.ts";
import type { Clock } from "./clock.ts";
import type { Slot } from "./core/commands.ts";
import { fits, type Machine, type Requires, waitingFor } from "./core/document/requires.ts";
import type { SweepSpec } from "./core/document/spec.ts";
import { wordsOf } from "./core/document/words.ts";
import { trainersOf, wantsSlot } from "./core/nextWork.ts";
import type { Speaker } from "./core/speaker.ts";
import type { Sweep } from "./core/state.ts";
import { viewSweep } from "./core/views/sweepView.ts";
import type { Engine } from "./engine.ts";
import { Lessor } from "./lessor.ts";
import type { Solver } from "./solver/solver.ts";

/** Somebody with slots: a session of an agent. */
export interface SlotHolder extends Speaker {
  /** Whether the agent says when a trainer that was stopped is gone. */
  readonly saysGone: boolean;
  /** GPUs of each of its slots; see `Slot`. */
  readonly gpus: number;
  readonly machine: Machine;
  /** The one sweep that it may train for; null: any. */
  readonly only: string | null;
  /** Which words of a document it understands: see `wordsOf`. */
  readonly words: number;
  /** Why it cannot run trainers now; null while it can. */
  trouble: string | null;
  /** A trial was leased to this agent. */
  assign(lease: { sweep: string; trial: number; attempt: number }): void;
}

/**
 * Brings free slots and waiting sweeps together. Of the sweeps whose requirements an agent fits, the one with the fewest running trials comes
 * first, so that sweeps share the slots evenly. A slot that finds nothing to do waits here until a sweep changes.
 */
export class Dispatcher {
  readonly #engine: Engine;
  readonly #lessor: Lessor;
  /** Free slots by holder, in the order of their offer. */
  readonly #free = new Map<SlotHolder, number>();
  /** Aborted when the holder goes. */
  readonly #present = new Map<SlotHolder, AbortController>();
  readonly #wanting = new Map<string, Wish>();
  readonly #listeners = new Set<() => void>();
  readonly #stop: (() => void)[];
  /** Agents come back within seconds after a start: that none is here yet says nothing. */
  #isNew = true;

  constructor(engine: Engine, solver: Solver, clock: Clock) {
    this.#engine = engine;
    this.#lessor = new Lessor(engine, solver);
    this.#stop = [
      engine.onCommit((sweep) => {
        this.#note(sweep);
        this.#dispatch();
      }),
      // A commit wakes the slots; this is for a journal that has failed and recovered.
      clock.every(LOOK_AGAIN_MS, () => void this.#lookAgain()),
      clock.every(NEW_MS, () => this.#settleDown()),
    ];
    // For the sweeps that were here before the first commit.
    void this.#lookAgain();
  }

  /** An agent is here. */
  join(holder: SlotHolder): void {
    this.#present.set(holder, new AbortController());
    this.#tell();
  }

  /** So many more slots are free, of an agent that has joined. */
  offer(holder: SlotHolder, slots: number): void {
    this.#free.set(holder, this.freeOf(holder) + slots);
    if (holder.trouble !== null) {
      holder.trouble = null;
      this.#tell();
    }
    this.#dispatch();
  }

  /** Slots that were offered and have not been given a trial yet. */
  freeOf(holder: SlotHolder): number {
    return this.#free.get(holder) ?? 0;
  }

  /** The holder takes its free slots back for as long as something is the matter with its machine. */
  rest(holder: SlotHolder, trouble: string): void {
    this.#free.delete(holder);
    holder.trouble = trouble;
    this.#tell();
  }

  /** The holder is gone, and its free slots with it. */
  withdraw(holder: SlotHolder): void {
    this.#free.delete(holder);
    this.#present.get(holder)?.abort();
    if (this.#present.delete(holder)) this.#tell();
  }

  /** How many agents are connected. */
  get attendance(): number {
    return this.#present.size;
  }

  /** A sweep as people see it: one that waits because no agent is here, none fits, or none of those that do can run trainers, says so. */
  view(sweep: Sweep, nowMs: number): SweepDetail {
    const agents = this.attendance;
    const view = { ...viewSweep(sweep, nowMs), agents };
    // Agents come to the one that leads.
    if (!this.#engine.leads) return view;
    const waits = wantsSlot(sweep) || (agents === 0 && sweep.phase === "running");
    const reason = waits ? this.#hindrance(sweep.spec) : null;
    return reason === null ? view : { ...view, reason };
  }

  #hindrance(spec: SweepSpec): string | null {
    const { name, requires = {} } = spec;
    const words = wordsOf(spec);
    const present = [...this.#present.keys()].filter(({ only }) => only === null || only === name);
    const wanted = present.filter(({ machine }) => fits(machine, requires));
    const fitting = wanted.filter((holder) => holder.words >= words);
    if (fitting.length === 0 && wanted.length > 0) return waitingForVersion(wanted);
    if (fitting.some(({ trouble }) => trouble === null)) return null;
    if (fitting.length > 0) return waitingForHealth(fitting);
    if (this.#isNew && Object.keys(requires).length === 0) return null;
    return waitingFor(
      requires,
      present.map(({ machine }) => machine),
    );
  }

  /** Called after an agent has come or gone. The returned function ends the listening. */
  onAttendance(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#free.clear();
  }

  /** Asks for a lease for every free slot at once, so that they share one commit. */
  #dispatch(): void {
    for (const [holder, slots] of this.#free) {
      for (let left = slots; left > 0; left--) {
        const name = this.#neediest(holder);
        // Nothing for this agent; the next one may fit.
        if (name === null) break;
        if (left > 1) this.#free.set(holder, left - 1);
        else this.#free.delete(holder);
        void this.#lease(holder, name);
      }
    }
  }

  /** Takes one place of the sweep with the fewest running trials that the holder fits; the commit that follows sets its numbers right. */
  #neediest({ machine, words, only }: SlotHolder): string | null {
    let least: Wish | null = null;
    for (const wish of this.#wanting.values()) {
      if (only !== null && wish.name !== only) continue;
      if (least !== null && wish.running >= least.running) continue;
      if (words >= wish.words && fits(machine, wish.requires)) least = wish;
    }
    if (least === null) return null;
    least.running += 1;
    least.room -= 1;
    if (least.room === 0) this.#wanting.delete(least.name);
    return least.name;
  }

  async #lease(holder: SlotHolder, name: string): Promise<void> {
    const signal = this.#present.get(holder)?.signal ?? AbortSignal.abort();
    try {
      const answer = await this.#lessor.lease(name, slotOf(holder), signal);
      if (answer.kind === "granted")
        return holder.assign({ sweep: name, trial: answer.trial, attempt: answer.attempt });
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
    }
    // What it took back meanwhile it offers again itself.
    if (this.#present.has(holder) && holder.trouble === null) this.#free.set(holder, this.freeOf(holder) + 1);
  }

  #settleDown(): void {
    if (!this.#isNew) return;
    this.#isNew = false;
    for (const listener of this.#listeners) listener();
  }

  async #lookAgain(): Promise<void> {
    await Promise.all(this.#engine.liveNames().map((name) => this.#look(name)));
    this.#dispatch();
  }

  async #look(name: string): Promise<void> {
    await this.#engine
      .read(name, (sweep) => this.#note(sweep))
      .catch((error: unknown) => {
        if (!(error instanceof SweepError)) throw error;
      });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #note(sweep: Sweep): void {
    const { name, budget, requires = {} } = sweep.spec;
    const running = trainersOf(sweep);
    if (!wantsSlot(sweep)) this.#wanting.delete(name);
    else {
      const words = wordsOf(sweep.spec);
      this.#wanting.set(name, { name, requires, words, running, room: budget.parallel - running });
    }
  }
}

/** What to tell a person while no agent that would fit understands all words of the document. */
function waitingForVersion(holders: readonly SlotHolder[]): string {
  const shown = holders.slice(0, 3).map(({ agent }) => agent);
  const more = holders.length > shown.length ? ` and ${holders.length - shown.length} more` : "";
  return `waits for an agent of this version; ${shown.join(", ")}${more}: of an earlier one that does not know all that trainer says`;
}

/** What to tell a person while every agent that would fit is in trouble. */
function waitingForHealth(holders: readonly SlotHolder[]): string {
  const shown = holders.slice(0, 3).map(({ agent, trouble }) => `${agent}: ${trouble}`);
  const more = holders.length > shown.length ? `; and ${holders.length - shown.length} more` : "";
  return `waits for an agent that can run trainers; ${shown.join("; ")}${more}`;
}

function slotOf({ agent, process, saysGone, gpus }: SlotHolder): Slot {
  return { agent, process, saysGone, gpus };
}

/** A sweep that would take slots: how many trials it runs, and for how many more it has room. */
interface Wish {
  readonly name: string;
  readonly requires: Requires;
  /** See `wordsOf`. */
  readonly words: number;
  running: number;
  room: number;
}

const LOOK_AGAIN_MS = 1_000;
// Longer than an agent beside the controller takes to connect.
const NEW_MS = 3_000;
