import { setImmediate as nextTurn } from "node:timers/promises";
import { type Heartbeat, type SessionResponse, StopWhy } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import type { Speaker } from "../core/speaker.ts";
import type { Engine } from "../engine.ts";

// 2 ms of work.
const LEASES_AT_ONCE = 128;

/** The session whose leases these are. */
interface Hearer {
  readonly engine: Engine;
  readonly speaker: Speaker;
  /** An assignment has reached its agent. */
  arrived(lease: Lease): void;
  send(message: NonNullable<SessionResponse["message"]>): void;
  isClosed(): boolean;
}

/** Answers what an agent says that it holds: at once, whatever the disk is doing, with what is durable. */
export class HeardLeases {
  readonly #hearer: Hearer;
  /** Number of the newest heartbeat. */
  newest: number | undefined;

  constructor(hearer: Hearer) {
    this.#hearer = hearer;
  }

  /** Says what is durable of these, and renews nothing: over a path that passes a Hello and then breaks, a trial would be held for ever. */
  named(held: readonly Lease[], leaving: readonly Lease[]): void {
    const { engine, speaker } = this.#hearer;
    for (const lease of held) this.#answer(lease, engine.arrived(lease, speaker));
    for (const lease of leaving) this.#acknowledge(lease, 0);
  }

  async heartbeat({ leases, number, leaving }: Heartbeat): Promise<void> {
    const { engine, speaker, arrived, send } = this.#hearer;
    this.newest = number;
    if (number !== undefined) send({ $case: "heard", heard: { number } });
    await this.#inTurns(leases, (lease) => {
      arrived(lease);
      this.#answer(lease, engine.heard(lease, speaker), number);
    });
    // A trainer that is on its way out may take its time while its agent is heard of.
    await this.#inTurns(leaving?.leases ?? [], (lease) => {
      arrived(lease);
      engine.heard(lease, speaker);
      this.#acknowledge(lease, 0, number);
    });
  }

  /** Tells the agent to end a trainer. */
  stop(lease: Lease, why: StopWhy, reason: string): void {
    this.#hearer.send({ $case: "stop", stop: { lease, why, reason } });
  }

  #answer(lease: Lease, seq: number | null, heartbeat?: number): void {
    if (seq === null) this.stop(lease, StopWhy.LOST, "the lease has ended");
    else this.#acknowledge(lease, seq, heartbeat);
  }

  #acknowledge(lease: Lease, seq: number, heartbeat?: number): void {
    this.#hearer.send({ $case: "ack", ack: { lease, seq, heartbeat } });
  }

  /** A few at a time, others between them: thousands at once would keep everybody waiting. */
  async #inTurns(leases: readonly Lease[], hear: (lease: Lease) => void): Promise<void> {
    for (let at = 0; at < leases.length && !this.#hearer.isClosed(); at += LEASES_AT_ONCE) {
      if (at > 0) await nextTurn();
      for (const lease of leases.slice(at, at + LEASES_AT_ONCE)) hear(lease);
    }
  }
}
