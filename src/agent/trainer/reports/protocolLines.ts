import type { Line } from "../lines.ts";
import { readReport, type TrainerReport } from "../protocol.ts";
import type { Heard, ReportSource } from "./source.ts";

/** The lines that a trainer prints for us: see `readReport`. */
export class ProtocolLines implements ReportSource {
  hear(line: Line): Heard {
    const report = readReport(line);
    return report === null ? LOG : { reports: [report], log: false };
  }

  async look(): Promise<readonly TrainerReport[]> {
    return [];
  }

  missed(): string {
    return "";
  }
}

const LOG: Heard = { reports: [], log: true };
