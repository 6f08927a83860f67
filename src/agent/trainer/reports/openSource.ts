import type { Reports } from "../../../gen/macrosweep/v1/agent.ts";
import { Epochs } from "./epochs.ts";
import { EventFolder } from "./eventFolder.ts";
import { ReportFile } from "./file/reportFile.ts";
import { knownPart } from "./places.ts";
import { openPrinted } from "./printed/openPrinted.ts";
import { ProtocolLines } from "./protocolLines.ts";
import type { ReportSource } from "./source.ts";

/** What of a trial its source has to know. */
export interface Setting {
  /** Working folder of the trainer. */
  readonly folder: string;
  /** Train up to this epoch. */
  readonly epochs: number;
  /** Whether nothing was trained before this attempt, so that its first epoch is 1. */
  readonly first: boolean;
  /** What is in files now counts too: earlier attempts of this trial have written it. Left out: it is not read. */
  readonly anew?: boolean;
  /** The processes that train, where there are several: see `ranksOf`. */
  readonly ranks?: () => string | null;
}

/** The file or folder in which the reports will be, up to the first part of its name that is not known; null when they are printed. */
export function placeOf(reports: Reports | undefined): string | null {
  switch (reports?.source?.$case) {
    case "file":
      return knownPart(reports.source.file.path);
    case "tensorboard":
      return knownPart(reports.source.tensorboard.folder);
    case "printed":
    case undefined:
      return null;
  }
}

/**
 * The source that the document asks for; without a wish, the lines of the protocol. Made before the trainer starts, so that it knows which
 * part of a file is an earlier attempt's.
 * @throws SweepError `unavailable` when a file is there that cannot be read.
 */
export async function openSource(reports: Reports | undefined, setting: Setting): Promise<ReportSource> {
  const { folder, epochs, first, anew = false } = setting;
  const source = reports?.source;
  // Whoever says where the number of a process stands has thought of them.
  const ranks = source?.$case === "printed" && source.printed.rank !== undefined ? undefined : setting.ranks;
  const numbering = () => new Epochs(reports?.firstEpoch ?? null, epochs, first, ranks);
  switch (source?.$case) {
    case "printed":
      return openPrinted(source.printed, numbering);
    case "file":
      return await ReportFile.open(
        source.file,
        { folder, epochs, numbering: numbering(), entries: new Epochs(1, epochs) },
        anew,
      );
    case "tensorboard":
      return await EventFolder.open(source.tensorboard, folder, numbering(), anew);
    case undefined:
      return new ProtocolLines();
  }
}
