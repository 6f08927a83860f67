import { SweepError } from "../../error.ts";
import type { AskLog, LogTail as Said } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import type { LogQuestion, LogTail } from "../../shapes/logTail.ts";
import { BOUNDS, WAITS } from "../bounds.ts";
import type { Engine } from "../engine.ts";
import { KeptTails } from "./keptTails.ts";
import type { LocalLogs } from "./localLogs.ts";
import { type Printer, printerOf } from "./printer.ts";
import { leaseKey } from "./takeBack.ts";

/** A session of an agent that may be asked. */
export interface Asked {
  /** Whether it keeps the ends of its trials' logs. */
  readonly tails: boolean;
  askLog(question: AskLog): void;
}

/** A piece of a log as an agent has said it, or as it is known without one. */
type Piece = Pick<Said, "text" | "start" | "end" | "live">;

/**
 * The ends of the trials' logs, which agents keep and tell when they are asked. What they tell unasked, when a trial fails, is kept here, as much as
 * fits; where the agent is gone and that too, its file is looked for here, and what stands in the reason of the failure is left.
 */
export class TrialLogs {
  readonly #engine: Engine;
  readonly #sessionOf: (agent: string) => Asked | undefined;
  readonly #local: LocalLogs;
  readonly #kept = new KeptTails();
  readonly #waiting = new Map<number, { readonly agent: string; readonly settle: (said: Said | null) => void }>();
  #questions = 0;

  constructor(engine: Engine, local: LocalLogs, sessionOf: (agent: string) => Asked | undefined) {
    this.#engine = engine;
    this.#local = local;
    this.#sessionOf = sessionOf;
  }

  /**
   * The end of a trial's log, from the agent that holds it or has held it last.
   * @throws SweepError `notFound` for an unknown sweep, trial or attempt; `invalid` for an `after` that is none; `unavailable` where the agent does not
   *   answer, or is gone and nothing is left.
   */
  async tail(sweep: string, trial: number, { attempt, after }: LogQuestion, signal: AbortSignal): Promise<LogTail> {
    const printer = await this.#engine.read(sweep, (state) => printerOf(state, trial, attempt));
    const lease = { sweep, trial, attempt: printer.attempt };
    const known = knownBytes(after, printer.attempt);
    const piece = await this.#find(lease, printer, known, signal);
    const truncated = piece.start > (known ?? 0);
    const { text, live } = piece;
    return {
      ...lease,
      from: printer.agent,
      text,
      truncated,
      live,
      over: printer.over,
      next: `${lease.attempt}:${piece.end}`,
    };
  }

  /** An agent has said the end of a log: asked, or because a trial of it has failed. */
  heard(agent: string, said: Said): void {
    if (said.question > 0) {
      const waiting = this.#waiting.get(said.question);
      if (waiting?.agent === agent) waiting.settle(said);
      return;
    }
    const { lease } = said;
    if (lease === undefined) return;
    const printer = this.#printerOf(lease);
    if (printer?.agent === agent) this.#kept.keep(keyOf(lease, printer), said);
  }

  /** A stream of this agent has ended, with what it was asked. */
  gone(agent: string): void {
    for (const waiting of this.#waiting.values()) if (waiting.agent === agent) waiting.settle(null);
  }

  /** null for a sweep or a trial that is not there, or not any more: nobody will ask for it. */
  #printerOf({ sweep, trial, attempt }: Lease): Printer | null {
    try {
      return this.#engine.peek(sweep, (state) => printerOf(state, trial, attempt));
    } catch (error) {
      if (error instanceof SweepError) return null;
      throw error;
    }
  }

  async #find(lease: Lease, printer: Printer, after: number | undefined, signal: AbortSignal): Promise<Piece> {
    const session = this.#sessionOf(printer.agent);
    const said = session?.tails === true ? await this.#ask(session, lease, printer, after, signal) : null;
    if (said?.refusal === "") return said;
    const kept = this.#kept.find(keyOf(lease, printer));
    const left = kept ?? (await this.#local(lease, printer.sweepId, after)) ?? printer.lastWords;
    if (left !== null) return { ...since(left, after), live: false };
    throw new SweepError(
      "unavailable",
      `${nameOf(lease)}: ${whyNot(printer.agent, this.#sessionOf(printer.agent), said?.refusal)}`,
    );
  }

  /** null: its stream ended before it answered. */
  async #ask(
    session: Asked,
    lease: Lease,
    printer: Printer,
    after: number | undefined,
    signal: AbortSignal,
  ): Promise<Said | null> {
    if (this.#waiting.size >= BOUNDS.tailQuestions)
      throw new SweepError("unavailable", "too many logs are asked for at once; try again");
    const question = ++this.#questions;
    const answer = Promise.withResolvers<Said | null>();
    const late = AbortSignal.any([signal, AbortSignal.timeout(WAITS.logTailMs)]);
    const giveUp = () => answer.reject(unanswered(printer.agent));
    if (late.aborted) giveUp();
    late.addEventListener("abort", giveUp);
    this.#waiting.set(question, { agent: printer.agent, settle: answer.resolve });
    try {
      session.askLog({ question, lease, sweepId: printer.sweepId, after });
      return await answer.promise;
    } finally {
      late.removeEventListener("abort", giveUp);
      this.#waiting.delete(question);
    }
  }
}

function keyOf(lease: Lease, { sweepId }: Printer): string {
  return `${sweepId}/${leaseKey(lease)}`;
}

function nameOf({ sweep, trial, attempt }: Lease): string {
  return `the log of trial ${trial} of sweep "${sweep}", attempt ${attempt}`;
}

function unanswered(agent: string): SweepError {
  return new SweepError(
    "unavailable",
    `agent ${agent} did not say within ${WAITS.logTailMs / 1000} s what was printed; try again`,
  );
}

function whyNot(agent: string, session: Asked | undefined, refusal: string | undefined): string {
  if (refusal !== undefined) return `agent ${agent} cannot show it: ${refusal}`;
  if (session?.tails === true) return `agent ${agent} was cut off; try again`;
  if (session !== undefined)
    return `agent ${agent} is of an earlier version and cannot show it; it lies in the trial's folder there`;
  return `agent ${agent} is not connected, and only it has it: it lies in the trial's folder there`;
}

/** What of a piece that is kept follows what the asker has. */
function since({ text, start, end }: Omit<Piece, "live">, after = 0): Omit<Piece, "live"> {
  if (after <= start || after > end) return { text, start, end };
  return {
    text: Buffer.from(text)
      .subarray(after - start)
      .toString("utf8"),
    start: after,
    end,
  };
}

/** How much of this attempt's log the asker has; undefined: nothing, for it has asked for none yet, or for that of an earlier attempt. */
function knownBytes(after: string | undefined, attempt: number): number | undefined {
  if (after === undefined) return undefined;
  const [, of = "", bytes = ""] = /^(\d{1,9}):(\d{1,10})$/.exec(after) ?? [];
  if (of === "")
    throw new SweepError(
      "invalid",
      `after: ${JSON.stringify(after.slice(0, 80))} must be the "next" of an earlier answer`,
    );
  return Number(of) === attempt ? Math.min(Number(bytes), MOST_BYTES) : 0;
}

// What the wire can say.
const MOST_BYTES = 2 ** 32 - 1;
