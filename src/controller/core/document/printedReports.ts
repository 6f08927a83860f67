import type { Mistake } from "../../../error.ts";
import type { Fields } from "../../../fields.ts";
import { readPattern, readPatterns } from "./patterns.ts";
import { type Numbering, readDecimal, readFirst } from "./reportFields.ts";

/** Reports in what a script prints. Patterns (RE2) are searched for in each line; null or absent where the document has none. */
export interface PrintedReports extends Numbering {
  readonly kind: "printed";
  /** Its group is the number of the epoch that begins here. */
  readonly epoch: string | null;
  /** Lines count only after one with this, until the epoch or the section ends. */
  readonly section: string | null;
  /** Its group is the objective. */
  readonly value: string | null;
  /** A matrix of counts follows. */
  readonly confusion: string | null;
  /** Names for the rows of the matrix; may be empty. */
  readonly classes: readonly string[];
  /** A line with one of these says nothing. */
  readonly ignore?: readonly string[] | undefined;
  /** Its group is the number of the process that prints the line; only those of process 0 count, and those without a number. */
  readonly rank?: string | undefined;
  /** Where a result stands that is not in the line of its epoch. Absent: after it, unless one comes before the first such line. */
  readonly split?: "before" | "after" | undefined;
  /** Which of several results of an epoch counts. Absent: they must not differ. */
  readonly take?: "first" | "last" | undefined;
  /** Absent: the one that has reports. */
  readonly stream?: "stdout" | "stderr" | "both" | undefined;
  /** Absent: point. */
  readonly decimal?: "comma" | undefined;
}

export function readPrinted(fields: Fields, mistakes: Mistake[]): PrintedReports {
  const epoch = readPattern("epoch", 1, fields);
  const section = readPattern("section", 0, fields);
  const value = readPattern("value", 1, fields);
  const confusion = readPattern("confusion", 0, fields);
  if (value === null && confusion === null) {
    fields.mistake(
      null,
      undefined,
      "must have a pattern for the value or the confusion, or name a file or tensorboard",
    );
  }
  if (epoch === null && value !== null && confusion !== null) {
    fields.mistake(
      "epoch",
      undefined,
      "is missing; without it epochs are counted by the value or by the confusion, not by both",
    );
  }
  const classes = readClasses(fields, mistakes);
  if (confusion === null && classes.length > 0) fields.mistake("classes", undefined, "must stand beside confusion");
  const ignore = readPatterns("ignore", fields);
  const rank = readPattern("rank", 1, fields);
  return {
    kind: "printed",
    epoch,
    section,
    value,
    confusion,
    classes,
    ...(ignore === null ? {} : { ignore }),
    ...(rank === null ? {} : { rank }),
    ...readAmbiguity(fields, epoch !== null),
    ...readDecimal(fields),
    firstEpoch: readFirst(fields, epoch === null ? null : 1),
  };
}

function readAmbiguity(fields: Fields, numbered: boolean): Pick<PrintedReports, "split" | "take" | "stream"> {
  const choice = <T extends string>(key: string, choices: readonly T[]) => {
    return fields.raw(key) === undefined ? {} : { [key]: fields.choice(key, choices) };
  };
  if (!numbered && fields.raw("split") !== undefined) {
    fields.mistake("split", fields.raw("split"), "needs the line of an epoch: say how it is read with epoch");
  }
  return {
    ...choice("split", ["before", "after"]),
    ...choice("take", ["first", "last"]),
    ...choice("stream", ["stdout", "stderr", "both"]),
  };
}

function readClasses(fields: Fields, mistakes: Mistake[]): string[] {
  const raw = fields.raw("classes") ?? [];
  const classes = Array.isArray(raw) ? raw.filter((name) => typeof name === "string" && name !== "") : [];
  const good = Array.isArray(raw) && classes.length === raw.length && new Set(classes).size === classes.length;
  if (!good) mistakes.push({ path: fields.path("classes"), value: raw, rule: "must be a list of different names" });
  return classes;
}
