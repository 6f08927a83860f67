import { SweepError } from "../error.ts";
import { type Assignment, Outcome } from "../gen/macrosweep/v1/agent.ts";
import type { Counts, Lease } from "../gen/macrosweep/v1/trial.ts";
import { Pace } from "../pace.ts";
import { BOUNDS } from "./bounds.ts";
import { clock } from "./clock.ts";
import type { Gpu } from "./gpu/gpu.ts";
import { isMachineFault } from "./health/faults.ts";
import type { Health } from "./health/health.ts";
import type { Logs } from "./logs/logs.ts";
import { type Spoken, Spool } from "./spool.ts";
import type { Term } from "./term.ts";
import type { Excess } from "./trainer/limits/watchLimits.ts";
import { type Dropped, type Ending, givenBack, outcomeOf, type Wish } from "./trainer/outcome.ts";
import type { Plan } from "./trainer/plan.ts";
import type { TrainerReport } from "./trainer/protocol.ts";
import type { Trainers } from "./trainer/trainers.ts";
import type { Ended, Training, TrainingContext } from "./trainer/training.ts";

/** What every runner of an agent shares. */
export interface RunnerContext extends TrainingContext {
  readonly trainers: Trainers;
  readonly health: Pick<Health, "trouble" | "judge">;
  readonly logs: Logs;
  /** A trainer has broken: its last words may be wanted. */
  readonly failed: (lease: Lease, sweepId: string) => void;
  /** Returns false when no stream is open. */
  readonly send: (message: Spoken) => boolean;
  /** Resolves when nothing of an earlier agent of this folder runs here any more. */
  readonly cleared: Promise<unknown>;
}

/**
 * The life of one lease: starts the trainer, relays its reports, ends it when the controller says so or the lease is over, and says how it
 * ended. Nothing here throws for a trainer's fault; that is an outcome.
 */
export class Runner {
  readonly lease: Lease;
  /** Resolves when nothing of the trainer runs any more. The spool may still hold what it said. */
  readonly ended: Promise<void>;
  readonly #spool: Spool;
  readonly #paces = {
    reports: new Pace(BOUNDS.reportPace.reports, clock.now()),
    bytes: new Pace(BOUNDS.reportPace.bytes, clock.now()),
  };
  readonly #term: Term;
  readonly #context: RunnerContext;
  readonly #assignment: Assignment;
  readonly #gpus: readonly Gpu[];
  #training: Training | null = null;
  #wish: Wish = { kind: "train" };
  // Last step that is reported, by an earlier attempt or this one.
  #step: number;
  // Epochs that this attempt has reported, also after anybody wanted to hear of them.
  #trained = 0;
  #kept: Plan["kept"] | null = null;
  #keepsNothing = false;
  /** Folders that its trainer may write to. */
  #places: readonly string[] = [];
  #startsOver = false;
  /** Of a script whose results are counted: the last step that earlier attempts reported; null for others. */
  #countsAfter: number | null = null;
  #over = false;

  /** `earlier` resolves when no older attempt of the trial runs here: they share the checkpoint. `gpus`: those of its slot. */
  constructor(
    lease: Lease,
    assignment: Assignment,
    term: Term,
    earlier: Promise<unknown>,
    gpus: readonly Gpu[],
    context: RunnerContext,
  ) {
    this.lease = lease;
    const window = Math.max(1, Math.floor(BOUNDS.spoolMessages / context.settings.slots.length));
    this.#spool = new Spool(lease, context.send, clock.now, window);
    this.#term = term;
    this.#assignment = assignment;
    this.#gpus = gpus;
    this.#context = context;
    this.#step = assignment.reported;
    this.ended = this.#live(earlier);
  }

  /** The controller holds the lease too, as far as we know. */
  get held(): boolean {
    return this.#wish.kind !== "drop";
  }

  /** Nothing runs, and nothing waits for an acknowledgement. */
  get done(): boolean {
    return this.#over && this.#spool.empty;
  }

  /** There is a new stream: says again what is not acknowledged. */
  reopened(leaseMs: number): void {
    this.#term.reopened(leaseMs);
    this.#spool.resend();
  }

  heartbeatSent(): void {
    this.#term.heartbeatSent(clock.now());
  }

  /**
   * Every message up to `seq` is committed. `heartbeatSentMs`: when the heartbeat was sent that this answers, where it says so; `numbered`: answers to
   * heartbeats always do, so that one without answers a Hello, which renews nothing.
   */
  acked(seq: number, heartbeatSentMs: number | null, numbered: boolean): void {
    const sentMs = this.#spool.ack(seq);
    // What is dropped may be wanted by the next attempt.
    if (this.held && this.#spool.empty) this.#kept?.settle(this.#over);
    if (sentMs === null && heartbeatSentMs === null) return numbered ? undefined : this.#term.heartbeatAcked();
    this.#term.messageAcked(Math.max(sentMs ?? 0, heartbeatSentMs ?? 0));
  }

  /** Nobody waits for this trial any more: ends the trainer, forgets what is not acknowledged, and says only when nothing of it runs. */
  drop(reason: string, graceMs?: number, as: Dropped = "stopped"): void {
    if (!this.held) return;
    this.#end({ kind: "drop", reason, as }, graceMs);
    this.#spool.close();
    if (this.#over) this.#sayStopped();
  }

  /** The agent goes away: ends the trainer, and gives the lease back unless the trial is complete by then. */
  preempt(reason: string): void {
    if (this.#wish.kind === "train") this.#end({ kind: "preempt", reason });
  }

  #end(wish: Wish, graceMs: number = this.#context.settings.graceMs): void {
    this.#wish = wish;
    this.#training?.stop(graceMs);
  }

  async #live(earlier: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    const watching = this.#watchTerm(over.signal);
    try {
      await earlier;
      const ended = await this.#train();
      const { exit, clues } = ended;
      const fault = this.#wish.kind === "train" ? await this.#context.health.judge(ended, this.#places) : null;
      const spoke = this.#trained > 0 || this.#isBundled;
      const progress = { epochs: this.#assignment.epochs, step: this.#step, spoke };
      const blamed = fault !== null && this.#wish.kind === "train";
      if (exit.kind === "code" && exit.code === 0) this.#doubtCounts();
      this.#finish(blamed ? givenBack(exit, fault) : outcomeOf(exit, this.#wish, progress, clues));
    } finally {
      this.#over = true;
      this.#context.logs.end(this.lease, this.#assignment.sweepId);
      over.abort();
      await watching;
    }
  }

  /** Ends the trainer before the lease is over, for then another may run in its place; whatever it is doing, and whoever has told it to. */
  async #watchTerm(over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const leftMs = this.#term.look(clock.now());
      if (leftMs <= this.#term.lookMs) {
        const graceMs = Math.max(0, Math.min(leftMs, this.#context.settings.graceMs));
        if (this.held) this.drop("lease ended", graceMs);
        else this.#training?.stop(graceMs);
      }
      await clock.sleep(this.#term.lookMs, over);
    }
  }

  async #train(): Promise<Ended> {
    const { settings, trainers } = this.#context;
    const assignment = { ...this.#assignment, reported: this.#step };
    const plan = await trainers.plan(assignment, this.lease, this.#gpus, this.#context).catch(onlyOurs);
    if (plan instanceof Error) return notStarted(plan.message, isMachineFault(plan));
    const ended = await this.#carryOut(plan).finally(() => plan.release());
    if (!plan.resumes || this.#startsOver || !this.#endedUnheard(ended)) return ended;
    this.#startsOver = true;
    const why = "the checkpoint is ahead of the reports, and what is missing was not said; the trial begins again";
    settings.logger.warn({ lease: this.lease, reported: this.#step, epochs: assignment.epochs }, why);
    const error = await trainers.clear(plan.folder).then(() => null, onlyOurs);
    return error === null ? this.#train() : notStarted(error.message, isMachineFault(error));
  }

  /** It went on from a checkpoint, had nothing to say, and ended well, while the last epoch was never reported: its value is lost. */
  #endedUnheard({ exit }: Ended): boolean {
    const endedWell = exit.kind === "code" && exit.code === 0;
    const isMissing = this.#trained === 0 && this.#step < this.#assignment.epochs;
    return this.#wish.kind === "train" && endedWell && isMissing && !this.#isBundled;
  }

  /** Ours reports all that its checkpoint has, and may end early. */
  get #isBundled(): boolean {
    return this.#assignment.trainer?.kind?.$case === "bundled";
  }

  async #carryOut(plan: Plan): Promise<Ended> {
    const { settings, trainers } = this.#context;
    this.#kept = plan.kept;
    this.#places = plan.places;
    for (const report of plan.earlier) await this.#say({ ...report, kept: true });
    if (this.#wish.kind !== "train") return notStarted(this.#wish.reason);
    this.#countsAfter = plan.counted ? this.#step : null;
    this.#training = trainers.start(
      plan,
      this.#context.logs.begin(this.lease, this.#assignment.sweepId),
      {
        relay: (report) => this.#relay(report),
        refuse: (reason) => this.#refuse(reason),
        exceeded: (excess) => this.#exceeded(excess),
      },
      this.#context,
    );
    settings.logger.info({ lease: this.lease, log: plan.log }, "trial started");
    return this.#training.ended;
  }

  async #relay(report: TrainerReport): Promise<void> {
    if (!report.test) this.#trained += 1;
    const error = this.#kept?.keep(report) ?? null;
    if (error !== null && !this.#keepsNothing) {
      this.#keepsNothing = true;
      this.#context.settings.logger.warn({ lease: this.lease, error: String(error) }, "reports cannot be kept on disk");
    }
    await this.#say(report);
  }

  async #say(report: TrainerReport): Promise<void> {
    await this.#spool.room();
    await clock.sleep(this.#pauseMs(report), this.#context.signal);
    this.#step = Math.max(this.#step, report.step);
    this.#spool.add({ $case: "report", report });
  }

  #pauseMs({ counts }: TrainerReport): number {
    const nowMs = clock.now();
    return Math.max(this.#paces.reports.spend(1, nowMs), this.#paces.bytes.spend(roughBytes(counts), nowMs));
  }

  /** A script that began again has as many results as epochs. One with fewer may have gone on from a checkpoint of its own: then they are of other epochs. */
  #doubtCounts(): void {
    const before = this.#countsAfter ?? 0;
    const isWhole = this.#trained === 0 || this.#trained >= this.#assignment.epochs;
    if (this.#wish.kind !== "train" || before === 0 || isWhole) return;
    const said = `${this.#trained} results came after ${before} of an earlier attempt, and which epochs they are is not known`;
    const advice = "say where the epochs' numbers stand, or let the script keep its checkpoints in checkpointDir";
    this.#refuse(
      `${said}, where they are counted: the script may have gone on from a checkpoint of its own; ${advice}`,
    );
  }

  #refuse(reason: string): void {
    if (this.held) this.#end({ kind: "refuse", reason });
  }

  #exceeded({ reason, graceMs }: Excess): void {
    if (this.#wish.kind === "train") this.#end({ kind: "refuse", reason }, graceMs);
  }

  #finish(finish: Ending | null): void {
    const { logger } = this.#context.settings;
    if (finish?.outcome === Outcome.FAILED) this.#context.failed(this.lease, this.#assignment.sweepId);
    if (finish !== null) {
      // One above the bound of the spool: it must not keep the slot.
      this.#spool.add({ $case: "finish", finish: { ...finish, epochs: this.#trained } });
      logger.info({ lease: this.lease, outcome: finish.outcome, reason: finish.reason }, "trial ended");
    } else if (this.#wish.kind === "drop") {
      this.#sayStopped();
      logger.info({ lease: this.lease, reason: this.#wish.reason }, `trial ${this.#wish.as}`);
    }
  }

  #sayStopped(): void {
    const finish = { outcome: Outcome.STOPPED, reason: "", epochs: this.#trained };
    this.#spool.conclude({ $case: "finish", finish });
  }
}

// Two bytes a number, and a few words around them.
function roughBytes(counts: Counts | undefined): number {
  switch (counts?.kind?.$case) {
    case undefined:
      return 256;
    case "confusion":
      return 256 + 2 * counts.kind.confusion.cells.length;
    case "perClass":
      return 256 + 6 * counts.kind.perClass.tp.length;
  }
}

function notStarted(reason: string, machine = false): Ended {
  return { exit: { kind: "notStarted", reason, machine }, clues: { tail: "", oomKilled: null, openFiles: 0 } };
}

function onlyOurs(error: unknown): Error {
  if (error instanceof SweepError || (error instanceof Error && isMachineFault(error))) return error;
  throw error;
}
