import type { Line } from "../lines.ts";
import type { TrainerReport } from "../protocol.ts";

/** One of the two outputs of a process. */
export type Stream = "stdout" | "stderr";

/** Where the reports of one attempt come from. Its methods throw SweepError `invalid` for what cannot be a report. */
export interface ReportSource {
  /** What a line of a trainer's output says. */
  hear(line: Line, stream: Stream): Heard;
  /** What has come by other ways than its output since the last look. `ended`: nothing more comes, so what is half said is all there is. */
  look(ended: boolean): Promise<readonly TrainerReport[]>;
  /** Completes "the trainer ended without a report"; empty when there is no more to say. */
  missed(): string;
}

export interface Heard {
  readonly reports: readonly TrainerReport[];
  /** Whether the line belongs in the trial's log. */
  readonly log: boolean;
}
