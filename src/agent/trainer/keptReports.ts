import { appendFileSync, rmSync, truncateSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Report } from "../../gen/macrosweep/v1/agent.ts";
import { BOUNDS } from "../bounds.ts";
import type { TrainerReport } from "./protocol.ts";

/**
 * What the attempts of a trial have reported and the controller may not have, in a file beside the checkpoint: a checkpoint can be ahead of the last
 * report that arrived, and then no later attempt would say what is missing. A report is written before it is sent and a line is written at once, so
 * kill -9 loses none; there is no fsync, so a power loss may.
 *
 * It is as large as the spool at most, and what of it counts is told from the rest by the steps that the controller has.
 */
export class KeptReports {
  /** Of earlier attempts, after the step that the controller has: steps rise, then, perhaps, that of the test set. */
  readonly earlier: readonly TrainerReport[];
  readonly #path: string;
  #bytes: number;

  private constructor(path: string, earlier: readonly TrainerReport[], bytes: number) {
    this.#path = path;
    this.earlier = earlier;
    this.#bytes = bytes;
  }

  /** `reported`: the last step that the controller has. A file that is not there, or cannot be read, has nothing. */
  static async open(path: string, reported: number): Promise<KeptReports> {
    const text = await readFile(path, "latin1").catch(() => "");
    return new KeptReports(path, missing(text, reported), text.length);
  }

  /** Keeps a report until `settle`. Returns why that was not possible: the training goes on without. */
  keep(report: TrainerReport): unknown {
    const line = `${Buffer.from(Report.encode({ lease: undefined, seq: 0, ...report }).finish()).toString("base64")}\n`;
    try {
      appendFileSync(this.#path, line);
      this.#bytes += line.length;
      return null;
    } catch (error) {
      return error;
    }
  }

  /** The controller has all that was kept. `over`: and nothing more comes. */
  settle(over: boolean): void {
    if (this.#bytes === 0 || (!over && this.#bytes < BOUNDS.keptBytes)) return;
    try {
      if (over) rmSync(this.#path, { force: true });
      else truncateSync(this.#path);
      this.#bytes = 0;
    } catch {
      // It is looked at again after the next report; what the controller has does not count.
    }
  }
}

/** A report replaces those of its step and later ones: a later attempt has gone back to its checkpoint. */
function missing(text: string, reported: number): TrainerReport[] {
  // What follows the last line feed was cut off by a kill.
  const lines = text.split("\n").slice(0, -1);
  const epochs: TrainerReport[] = [];
  let test: TrainerReport | null = null;
  for (const report of lines.flatMap(readLine)) {
    if (report.test) {
      test = report;
      continue;
    }
    while ((epochs.at(-1)?.step ?? 0) >= report.step) epochs.pop();
    epochs.push(report);
    test = null;
  }
  const after = epochs.filter(({ step }) => step > reported);
  return test === null ? after : [...after, test];
}

function readLine(line: string): TrainerReport[] {
  try {
    const { lease: _lease, seq: _seq, ...report } = Report.decode(Buffer.from(line, "base64"));
    // Bytes that are none of ours may still decode, to nothing: steps are from 1.
    return report.test || report.step >= 1 ? [report] : [];
  } catch {
    return [];
  }
}
