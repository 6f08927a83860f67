import type { Line } from "../lines.ts";
import { hasReportMark, readReportLine, type TrainerReport } from "../protocol.ts";
import type { Heard, ReportSource, Stream } from "./source.ts";

/** The lines that a trainer prints for us, on stdout or stderr: see `readReportLine`. */
export class ProtocolLines implements ReportSource {
  // Where each of the last reports was said: a logger may say on stderr again what is printed.
  readonly #said = new Map<string, Stream>();
  // A line with the mark of a report that is none.
  #torn: string | null = null;

  hear(line: Line, stream: Stream): Heard {
    const reports = readReportLine(line);
    if (reports.length === 0) {
      if (hasReportMark(line)) this.#torn ??= `line ${line.number} of ${stream}`;
      return LOG;
    }
    return { reports: reports.filter((report) => this.#isNew(report, stream)), log: false };
  }

  async look(): Promise<readonly TrainerReport[]> {
    return [];
  }

  missed(): string {
    return this.#torn === null ? "" : `${this.#torn} has @macrosweep, but no JSON object from there to its end`;
  }

  #isNew(report: TrainerReport, stream: Stream): boolean {
    const text = JSON.stringify(report);
    const before = this.#said.get(text);
    if (before !== undefined && before !== stream) return false;
    this.#said.set(text, stream);
    const [oldest] = this.#said.keys();
    if (this.#said.size > REMEMBERED && oldest !== undefined) this.#said.delete(oldest);
    return true;
  }
}

// The two streams of a process are not further apart.
const REMEMBERED = 100;

const LOG: Heard = { reports: [], log: true };
