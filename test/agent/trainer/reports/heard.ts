import { LineSplitter } from "../../../../src/agent/trainer/lines.ts";
import type { TrainerReport } from "../../../../src/agent/trainer/protocol.ts";
import { openSource } from "../../../../src/agent/trainer/reports/openSource.ts";
import { type PrintedReports, type Reports, Split, Stream, Take } from "../../../../src/gen/macrosweep/v1/agent.ts";

/** Patterns as a controller writes them; without any choice of a person unless it is given. */
export function printedReports(given: Partial<PrintedReports>): PrintedReports {
  return {
    classes: [],
    ignore: [],
    split: Split.UNSPECIFIED,
    take: Take.UNSPECIFIED,
    stream: Stream.UNSPECIFIED,
    decimalComma: false,
    ...given,
  };
}

/** What a source makes of a text on stdout, in the trainer's last 27 epochs, up to its end. */
export async function heard(reports: Reports, stdout: string, epochs = 27): Promise<TrainerReport[]> {
  const source = await openSource(reports, { folder: ".", epochs, first: false });
  const lines = [...new LineSplitter(1e6, true).push(Buffer.from(`${stdout}\n`))];
  return [...lines.flatMap((line) => source.hear(line, "stdout").reports), ...(await source.look(true))];
}

/** The same, as [epoch, rows of the matrix or value] each. */
export async function results(reports: Reports, stdout: string, epochs = 27) {
  return (await heard(reports, stdout, epochs)).map(({ step, value, counts }) => {
    const kind = counts?.kind;
    return [step, kind?.$case === "confusion" ? rows(kind.confusion) : value];
  });
}

function rows({ classes, cells }: { classes: number; cells: number[] }): number[][] {
  return Array.from({ length: classes }, (_, i) => cells.slice(i * classes, (i + 1) * classes));
}
