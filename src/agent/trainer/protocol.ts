import { invalid, type Mistake, SweepError } from "../../error.ts";
import { Fields, isObject } from "../../fields.ts";
import { Report } from "../../gen/macrosweep/v1/agent.ts";
import type { Scalar } from "../../gen/macrosweep/v1/trial.ts";
import { BOUNDS } from "../bounds.ts";
import type { Said } from "../spool.ts";
import { readCounts } from "./counts.ts";
import { parseJson } from "./json.ts";
import type { Line } from "./lines.ts";
import { readScalar } from "./scalar.ts";

/** What a trainer says in one report. */
export type TrainerReport = (Said & { $case: "report" })["report"];

/** What a report begins with, wherever in a line it stands; people also write a colon, a tab or nothing before the object. */
const REPORT_PREFIX = /@macrosweep(?: |\t|:\s*|(?=\{))/;

/**
 * Reads the reports in one line of a trainer's output; none when the line is log.
 *
 *   @macrosweep {"epoch": 3, "confusion": [[50, 2], [4, 9]], "classes": ["N", "V"], "metrics": {"loss": 0.41}}
 *   @macrosweep {"epoch": 3, "perClass": {"tp": [50, 9], "fp": [4, 2], "fn": [2, 4]}}
 *   @macrosweep {"epoch": 3, "value": 0.81}
 *   @macrosweep {"test": {"confusion": [[48, 4], [5, 8]]}}
 *
 * `value` and the metrics may be NaN or infinite, as Python prints them (NaN, Infinity) or as a text; the controller judges them.
 * A line that begins so is a report. Behind something else, such as a progress bar or the prefix of a logger, it is one where that is certain: when all
 * that follows is one JSON object with an epoch or a test. Several may stand behind each other: two processes have written at once. A bar may have
 * gone on behind it, and a logger that writes JSON have it as a text.
 * @throws SweepError `invalid` naming the line and every mistake in it.
 */
export function readReportLine(line: Line): readonly TrainerReport[] {
  const where = `report at line ${line.number}`;
  if (!hasReportMark(line)) return [];
  const [before = "", ...whole] = unwrapped(line.text + line.end).split(REPORT_PREFIX);
  if (whole.length === 0) return [];
  const said = before === "" ? whole.map(withoutBar) : whole;
  const certain = before === "" || said.every(isReport);
  if (!certain) return [];
  if (before === "" && line.cut) tooLong(where, line.bytes, BOUNDS.lineBytes);
  return said.map((text) => checkTrainerReport(parseJson(text, where), where));
}

/** Whether a line that is log has the mark of a report in it: something of it is lost. */
export function hasReportMark({ text, end }: Line): boolean {
  return (text + end).includes("@macrosweep");
}

/** The text of ours in a line of JSON, as structured loggers write it; else the line. */
function unwrapped(text: string): string {
  if (!text.startsWith("{")) return text;
  try {
    const texts = Object.values(parseJson(text, "") as object).filter((value) => typeof value === "string");
    return texts.find((value) => value.search(REPORT_PREFIX) === 0) ?? text;
  } catch {
    return text;
  }
}

// The object, where something else than JSON follows it behind a space. What is no object is left for the message.
function withoutBar(text: string): string {
  if (isReport(text)) return text;
  for (let end = text.indexOf("} "); end !== -1; end = text.indexOf("} ", end + 1)) {
    const object = text.slice(0, end + 1);
    if (isReport(object)) return object;
  }
  return text;
}

function isReport(text: string): boolean {
  try {
    const raw = parseJson(text, "");
    return isObject(raw) && ("epoch" in raw || "test" in raw);
  } catch {
    return false;
  }
}

/**
 * Checks what stands after the prefix, wherever it comes from.
 * @throws SweepError `invalid` beginning with `where`, naming every mistake.
 */
export function checkTrainerReport(raw: unknown, where: string): TrainerReport {
  const mistakes: Mistake[] = [];
  const fields = new Fields(raw, "report", mistakes);
  const report = fields.raw("test") === undefined ? readEpoch(fields, mistakes) : readTest(fields, mistakes);
  fields.end();
  if (mistakes.length > 0) throw new SweepError("invalid", `${where}: ${invalid(mistakes).message}`);
  const bytes = Report.encode({ lease: undefined, seq: 0, ...report }).finish().length;
  return bytes > BOUNDS.reportBytes ? tooLong(where, bytes, BOUNDS.reportBytes) : report;
}

function readEpoch(fields: Fields, mistakes: Mistake[]): TrainerReport {
  const before = mistakes.length;
  const step = fields.integer("epoch", { min: 1, max: BOUNDS.epoch });
  const { counts, classes } = readCounts(fields, fields, mistakes);
  const metrics = readMetrics(fields, mistakes);
  const raw = fields.raw("value");
  const value = raw === undefined ? undefined : readScalar(raw, fields.path("value"), mistakes);
  if (mistakes.length === before && counts === undefined && value === undefined && metrics.length === 0) {
    fields.mistake(null, undefined, "must have confusion, perClass, value or metrics");
  }
  if (counts !== undefined && value !== undefined) {
    fields.mistake("value", value, "must not stand beside counts: the objective is computed from them");
  }
  return { step, counts, classes, metrics, value, test: false };
}

function readTest(fields: Fields, mistakes: Mistake[]): TrainerReport {
  const test = new Fields(fields.raw("test"), fields.path("test"), mistakes);
  const before = mistakes.length;
  const { counts, classes } = readCounts(test, fields, mistakes);
  if (counts === undefined && mistakes.length === before) {
    test.mistake(null, undefined, "must have confusion or perClass");
  }
  test.end();
  return { step: 0, counts, classes, metrics: [], value: undefined, test: true };
}

function readMetrics(fields: Fields, mistakes: Mistake[]): Scalar[] {
  const metrics = fields.raw("metrics") ?? {};
  if (!isObject(metrics)) {
    fields.mistake("metrics", metrics, "must be an object of numbers");
    return [];
  }
  const path = fields.path("metrics");
  return Object.entries(metrics).map(([name, value]) => ({
    name,
    value: readScalar(value, `${path}.${name}`, mistakes),
  }));
}

function tooLong(where: string, bytes: number, most: number): never {
  throw new SweepError("invalid", `${where}: ${bytes} bytes are too long for a report; it may have ${most}`);
}
