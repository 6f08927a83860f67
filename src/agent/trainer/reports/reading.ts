import { SweepError } from "../../../error.ts";
import { BOUNDS } from "../../bounds.ts";
import { clock } from "../../clock.ts";
import { isMachineFault } from "../../health/faults.ts";
import type { Line } from "../lines.ts";
import type { TrialLog } from "../log.ts";
import type { TrainerReport } from "../protocol.ts";
import type { ReportSource, Stream } from "./source.ts";

/** Where the reports of one attempt go. */
export interface Listener {
  /** The next report waits until this is done. */
  readonly relay: (report: TrainerReport) => Promise<void>;
  /** The trainer has said something that is no report. Called once: nothing that follows counts. */
  readonly refuse: (reason: string) => void;
}

/** Reads the reports of one attempt from its source and hands them on, one at a time, up to the first that is none. */
export class Reading {
  readonly #source: ReportSource;
  readonly #listener: Listener;
  #refused = false;

  constructor(source: ReportSource, listener: Listener) {
    this.#source = source;
    this.#listener = listener;
  }

  /** A line of output. Nothing to wait for when it is log. */
  hear(line: Line, stream: Stream, log: TrialLog): Promise<void> | undefined {
    const heard = this.#refused ? null : this.#hear(line, stream);
    if (heard?.log !== false && !line.overwritten) log.write(line);
    return heard === null || heard.reports.length === 0 ? undefined : this.#relay(heard.reports);
  }

  /** Looks for reports that come by other ways than its output, and a last time when the trainer has ended. */
  async follow(ended: AbortSignal): Promise<void> {
    for (let last = false; !last; ) {
      await clock.sleep(BOUNDS.lookMs, ended);
      last = ended.aborted;
      await this.#look(last);
    }
  }

  /** Where reports were looked for, when there were none. */
  missed(): string {
    return this.#source.missed();
  }

  async #look(last: boolean): Promise<void> {
    if (this.#refused) return;
    try {
      await this.#relay(await this.#source.look(last));
    } catch (error) {
      this.#refuse(error);
    }
  }

  #hear(line: Line, stream: Stream) {
    try {
      return this.#source.hear(line, stream);
    } catch (error) {
      this.#refuse(error);
      return null;
    }
  }

  #refuse(error: unknown): void {
    // What the machine cannot read is nothing that the trainer has said.
    if (!(error instanceof SweepError) || isMachineFault(error)) throw error;
    this.#refused = true;
    this.#listener.refuse(error.message);
  }

  async #relay(reports: readonly TrainerReport[]): Promise<void> {
    for (const report of reports) await this.#listener.relay(report);
  }
}
