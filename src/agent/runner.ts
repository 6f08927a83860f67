import { SweepError } from "../error.ts";
import type { Assignment } from "../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../gen/macrosweep/v1/trial.ts";
import { clock } from "./clock.ts";
import type { Settings } from "./config.ts";
import { type Spoken, Spool } from "./spool.ts";
import { Term } from "./term.ts";
import { trainerArgv, trainerEnv } from "./trainer/command.ts";
import { makeTrialFolder } from "./trainer/folder.ts";
import type { Line } from "./trainer/lines.ts";
import { TrialLog } from "./trainer/log.ts";
import { type Ending, outcomeOf, type Wish } from "./trainer/outcome.ts";
import { type Exit, TrainerProcess, type Watch } from "./trainer/process.ts";
import { readReport, type TrainerReport } from "./trainer/protocol.ts";

/** What every runner of an agent shares. */
export interface RunnerContext {
  readonly settings: Settings;
  readonly watch: Watch;
  /** Returns false when no stream is open. */
  readonly send: (message: Spoken) => boolean;
  /** Aborted: the trainers are killed and not waited for. */
  readonly signal: AbortSignal;
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
  readonly #term: Term;
  readonly #context: RunnerContext;
  readonly #assignment: Assignment;
  #trainer: TrainerProcess | null = null;
  #wish: Wish = { kind: "train" };
  // Last step that is reported, by an earlier attempt or this one.
  #step: number;
  #over = false;

  /** `earlier` resolves when no older attempt of the trial runs here: they share the checkpoint. */
  constructor(
    lease: Lease,
    assignment: Assignment,
    leaseMs: number,
    earlier: Promise<unknown>,
    context: RunnerContext,
  ) {
    this.lease = lease;
    this.#spool = new Spool(lease, context.send, clock.now);
    this.#term = new Term(leaseMs, clock.now());
    this.#assignment = assignment;
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

  /** Every message up to `seq` is committed. When that is nothing new, it is the answer to a heartbeat. */
  acked(seq: number): void {
    const sentMs = this.#spool.ack(seq);
    if (sentMs === null) this.#term.heartbeatAcked();
    else this.#term.messageAcked(sentMs);
  }

  /** Nobody waits for this trial any more: ends the trainer, forgets what is not acknowledged, and says nothing. */
  drop(reason: string): void {
    this.#end({ kind: "drop", reason });
    this.#spool.close();
  }

  /** The agent goes away: ends the trainer, and gives the lease back unless the trial is complete by then. */
  preempt(reason: string): void {
    if (this.#wish.kind === "train") this.#end({ kind: "preempt", reason });
  }

  #end(wish: Wish): void {
    this.#wish = wish;
    this.#trainer?.stop(this.#context.settings.graceMs);
  }

  async #live(earlier: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    const watching = this.#watchTerm(over.signal);
    try {
      await earlier;
      const { exit, tail } = await this.#train();
      const progress = { epochs: this.#assignment.epochs, step: this.#step };
      this.#finish(outcomeOf(exit, this.#wish, progress, tail));
    } finally {
      this.#over = true;
      over.abort();
      await watching;
    }
  }

  async #watchTerm(over: AbortSignal): Promise<void> {
    while (!over.aborted && this.held) {
      const leftMs = this.#term.endsAtMs - clock.now();
      if (leftMs <= 0) this.drop("lease ended");
      else await clock.sleep(leftMs, over);
    }
  }

  async #train(): Promise<{ exit: Exit; tail: string }> {
    const prepared = await this.#prepare();
    if (prepared instanceof SweepError) return { exit: { kind: "notStarted", reason: prepared.message }, tail: "" };
    if (this.#wish.kind !== "train") return { exit: { kind: "notStarted", reason: this.#wish.reason }, tail: "" };
    const { settings, watch, signal } = this.#context;
    const log = new TrialLog(prepared.log);
    this.#trainer = new TrainerProcess(
      {
        argv: prepared.argv,
        env: prepared.env,
        watch,
        onStdout: (line) => this.#hear(line, log),
        onStderr: (line) => log.write(line),
      },
      signal,
    );
    settings.logger.info({ lease: this.lease, log: prepared.log }, "trial started");
    const exit = await this.#trainer.ended;
    const logError = await log.close();
    if (logError !== null) {
      settings.logger.warn({ lease: this.lease, error: logError.message }, "the trial's log is not complete");
    }
    return { exit, tail: log.tail };
  }

  async #prepare() {
    const { work, env } = this.#context.settings;
    try {
      const argv = trainerArgv(this.#assignment.trainer);
      const { checkpointDir, log } = await makeTrialFolder(work, this.lease);
      return { argv, log, env: { ...env, ...trainerEnv(this.#assignment, this.lease, checkpointDir) } };
    } catch (error) {
      if (error instanceof SweepError) return error;
      throw error;
    }
  }

  #hear(line: Line, log: TrialLog): Promise<void> | undefined {
    const report = this.#read(line);
    if (report !== null) return this.#relay(report);
    log.write(line);
    return undefined;
  }

  async #relay(report: TrainerReport): Promise<void> {
    await this.#spool.room();
    this.#step = Math.max(this.#step, report.step);
    this.#spool.add({ $case: "report", report });
  }

  #read(line: Line): TrainerReport | null {
    // What follows a bad report is log: the trial has failed already.
    if (this.#wish.kind === "refuse") return null;
    try {
      return readReport(line);
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      if (this.held) this.#end({ kind: "refuse", reason: error.message });
      return null;
    }
  }

  #finish(finish: Ending | null): void {
    const { logger } = this.#context.settings;
    if (finish !== null) {
      // One above the bound of the spool: it must not keep the slot.
      this.#spool.add({ $case: "finish", finish });
      logger.info({ lease: this.lease, outcome: finish.outcome, reason: finish.reason }, "trial ended");
    } else if (this.#wish.kind === "drop") {
      logger.info({ lease: this.lease, reason: this.#wish.reason }, "trial stopped");
    }
  }
}
