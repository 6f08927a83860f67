import type { Line } from "../lines.ts";
import { readReportLine, type TrainerReport } from "../protocol.ts";
import type { Heard, ReportSource } from "./source.ts";

/** The lines that a trainer prints for us: see `readReportLine`. */
export class ProtocolLines implements ReportSource {
  hear(line: Line): Heard {
    const report = readReportLine(line);
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
