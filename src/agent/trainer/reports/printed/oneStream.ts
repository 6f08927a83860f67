import { SweepError } from "../../../../error.ts";
import type { Line } from "../../lines.ts";
import type { TrainerReport } from "../../protocol.ts";
import type { Heard, ReportSource, Stream } from "../source.ts";
import type { PrintedReports } from "./printedReports.ts";

/**
 * Reads the one stream of a trainer that has reports, where its document does not say which. What the other one says too, as a logger does, changes
 * nothing; another result for the same epoch is refused.
 */
export class OneStream implements ReportSource {
  readonly #sources: Readonly<Record<Stream, PrintedReports>>;
  readonly #said: Readonly<Record<Stream, Map<number, string>>> = { stdout: new Map(), stderr: new Map() };
  #chosen: Stream | null = null;
  // What could not be read on stderr, where warnings go: it counts only when nothing else comes.
  #fault: SweepError | null = null;

  constructor(sources: Readonly<Record<Stream, PrintedReports>>) {
    this.#sources = sources;
  }

  hear(line: Line, stream: Stream): Heard {
    return { reports: this.#guarded(stream, () => this.#sources[stream].hear(line, stream).reports), log: true };
  }

  async look(ended: boolean): Promise<readonly TrainerReport[]> {
    const reports: TrainerReport[] = [];
    for (const stream of this.#order()) {
      const found = await this.#sources[stream].look(ended).catch((error: unknown) => this.#fail(stream, error));
      reports.push(...this.#chooseFrom(stream, found));
    }
    if (ended && this.#chosen === null && this.#fault !== null) throw this.#fault;
    return reports;
  }

  missed(): string {
    const { stdout, stderr } = this.#sources;
    const partly = stderr.partly;
    if (partly === null) return `${stdout.missed()}, on stdout or stderr`;
    if (stdout.partly === null) return `on stderr, ${stderr.missed()}`;
    return `${stdout.missed()} on stdout, but stderr has ${partly}: stream: both reads the two as one text`;
  }

  #order(): readonly Stream[] {
    return this.#chosen === "stderr" ? ["stderr", "stdout"] : ["stdout", "stderr"];
  }

  #guarded(stream: Stream, read: () => readonly TrainerReport[]): readonly TrainerReport[] {
    let reports: readonly TrainerReport[] = [];
    try {
      reports = read();
    } catch (error) {
      reports = this.#fail(stream, error);
    }
    return this.#chooseFrom(stream, reports);
  }

  #fail(stream: Stream, error: unknown): readonly TrainerReport[] {
    if (!(error instanceof SweepError) || stream === (this.#chosen ?? "stdout")) throw error;
    this.#fault ??= error;
    return [];
  }

  #chooseFrom(stream: Stream, reports: readonly TrainerReport[]): readonly TrainerReport[] {
    for (const report of reports) this.#compare(stream, report);
    if (reports.length > 0) this.#chosen ??= stream;
    return this.#chosen === stream ? reports : [];
  }

  #compare(stream: Stream, report: TrainerReport): void {
    const said = JSON.stringify([report.counts, report.value]);
    const other = stream === "stdout" ? "stderr" : "stdout";
    this.#said[stream].set(report.step, said);
    const before = this.#said[other].get(report.step);
    if (before === undefined || before === said) return;
    throw new SweepError(
      "invalid",
      `report: epoch ${report.step} has one result on stdout and another on stderr; say which counts: stream: stdout or stderr (or both, for one text)`,
    );
  }
}
