import { type PrintedReports as Patterns, Stream } from "../../../../gen/macrosweep/v1/agent.ts";
import type { Epochs } from "../epochs.ts";
import type { Heard, ReportSource } from "../source.ts";
import { OneStream } from "./oneStream.ts";
import { PrintedReports } from "./printedReports.ts";

/** The source for what a script prints, in the stream that its document names. */
export function openPrinted(patterns: Patterns, numbering: () => Epochs): ReportSource {
  const source = () => new PrintedReports(patterns, numbering());
  switch (patterns.stream) {
    case Stream.UNSPECIFIED:
    case Stream.UNRECOGNIZED:
      return new OneStream({ stdout: source(), stderr: source() });
    case Stream.STDOUT:
      return only("stdout", source());
    case Stream.STDERR:
      return only("stderr", source());
    // The trainer then writes both into one pipe: see plan.ts.
    case Stream.BOTH:
      return source();
  }
}

function only(stream: "stdout" | "stderr", source: PrintedReports): ReportSource {
  return {
    hear: (line, from) => (from === stream ? source.hear(line, from) : LOG),
    look: (ended) => source.look(ended),
    missed: () => `${source.missed()} on ${stream}`,
  };
}

const LOG: Heard = { reports: [], log: true };
