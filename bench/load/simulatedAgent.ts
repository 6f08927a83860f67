import { BOUNDS } from "../../src/agent/bounds.ts";
import { type Holder, PROTOCOL, Session } from "../../src/agent/session.ts";
import { Spool } from "../../src/agent/spool.ts";
import { type Ack, type Assignment, type Heartbeat, type Hello, Outcome } from "../../src/gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../src/gen/macrosweep/v1/trial.ts";
import { benchReport } from "../sweep.ts";

/** What a crowd has seen since it was asked last. */
export interface Tally {
  acknowledged: number;
  /** Each from a report's sending to its acknowledgement, in ms. */
  reportMs: number[];
  /** Each from the offer of a slot to the trial for it, in ms. */
  leaseMs: number[];
  /** Leases that the controller has ended. */
  lost: number;
  /** Streams that were opened. */
  opened: number;
}

interface Work {
  readonly lease: Lease;
  readonly epochs: number;
  readonly spool: Spool;
  said: number;
  acknowledged: number;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** An agent of one slot with an agent's own session and spool, and no trainer: it reports when it is told to. Times as `now` counts them, in ms. */
export class SimulatedAgent implements Holder {
  readonly #name: string;
  readonly #session: Session;
  readonly #tally: Tally;
  readonly #now: () => number;
  #sessions = 0;
  #work: Work | null = null;
  #offeredMs = 0;
  #isBack = false;
  /** Reports that it keeps under way by itself. */
  #window = 0;
  /** When the first report was acknowledged on the stream that is open; 0 while none was. */
  backMs = 0;

  constructor(controller: string, name: string, tally: Tally, now: () => number) {
    this.#name = name;
    this.#tally = tally;
    this.#now = now;
    this.#session = new Session({ controller, credentials: {}, logger: silent, random: Math.random }, this);
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#session.run(signal);
  }

  get works(): boolean {
    return this.#work !== null;
  }

  /** Keeps so many reports under way from now on. */
  keep(window: number): void {
    this.#window = window;
    this.#fill();
  }

  /** One report more, unless as many wait as an agent keeps: then its trainer waits. */
  report(): void {
    const work = this.#work;
    if (work === null || work.said - work.acknowledged >= BOUNDS.spoolMessages || work.said >= work.epochs) return;
    work.said += 1;
    const { counts } = benchReport(work.said);
    if (counts?.kind !== "confusion") throw new Error("the bench reports confusion counts");
    const confusion = { classes: counts.classes, cells: [...counts.cells] };
    const said = { step: work.said, counts: { kind: { $case: "confusion", confusion } as const } };
    work.spool.add({ $case: "report", report: { ...said, classes: [], metrics: [], test: false } });
    if (work.said === work.epochs)
      work.spool.add({ $case: "finish", finish: { outcome: Outcome.COMPLETED, reason: "" } });
  }

  hello(): Hello {
    this.#sessions += 1;
    const held = this.#work === null ? [] : [this.#work.lease];
    const who = { protocol: PROTOCOL, agent: this.#name, process: this.#name, session: this.#sessions };
    return {
      ...who,
      host: "bench",
      slots: 1,
      held,
      leaving: { leases: [] },
      words: 1,
      machine: { gpus: [], labels: {} },
    };
  }

  opened(): number {
    this.#tally.opened += 1;
    this.#isBack = false;
    this.#work?.spool.resend();
    if (this.#work !== null) return 0;
    this.#offeredMs = this.#now();
    return 1;
  }

  heartbeat(): Pick<Heartbeat, "leases" | "leaving"> {
    return { leases: this.#work === null ? [] : [this.#work.lease], leaving: { leases: [] } };
  }

  heartbeatSent(): void {}

  assigned({ lease, epochs }: Assignment): void {
    if (lease === undefined) return;
    this.#tally.leaseMs.push(this.#now() - this.#offeredMs);
    const spool = new Spool(lease, (message) => this.#session.send(message), this.#now);
    this.#work = { lease, epochs, spool, said: 0, acknowledged: 0 };
    this.#session.renew({ leases: [lease], leaving: { leases: [] } });
    this.#fill();
  }

  acked({ lease, seq }: Ack): void {
    const work = this.#work;
    if (work === null || lease?.trial !== work.lease.trial || seq <= work.acknowledged) return;
    const nowMs = this.#now();
    const sentMs = work.spool.ack(seq) ?? nowMs;
    this.#tally.reportMs.push(nowMs - sentMs);
    this.#tally.acknowledged += seq - work.acknowledged;
    work.acknowledged = seq;
    if (!this.#isBack) this.backMs = nowMs;
    this.#isBack = true;
    if (seq > work.epochs) this.#offer();
    else this.#fill();
  }

  stopped(): void {
    this.#tally.lost += 1;
    this.#offer();
  }

  asked(): void {}

  #offer(): void {
    this.#work = null;
    this.#offeredMs = this.#now();
    this.#session.credit(1);
  }

  #fill(): void {
    const work = this.#work;
    while (work !== null && work.said < work.epochs && work.said - work.acknowledged < this.#window) this.report();
  }
}
