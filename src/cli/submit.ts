import { type Command, Option } from "commander";
import { SweepError } from "../error.ts";
import type { CreatedShape } from "../shapes/answers.ts";
import { IF_ACTIVE, type IfActive, type NightAnswer } from "../shapes/nights.ts";
import type { ScheduledShape } from "../shapes/schedules.ts";
import { readYaml } from "../yaml/readYaml.ts";
import { checkDocument, type LoadedDocument, loadDocument, MAX_BYTES, printWarnings } from "./document.ts";
import { atHome } from "./home.ts";
import { beginNight, minute } from "./nightly.ts";
import { addClientCommand, type ClientOptions } from "./options.ts";
import { printJson, printLines, printNotes } from "./output.ts";
import { shown } from "./shown.ts";
import { stopSignal } from "./signals.ts";
import { readTextFile } from "./textFile.ts";
import { changeLines } from "./view/goingOn.ts";
import { watchToEnd } from "./watch.ts";

interface SubmitOptions extends ClientOptions {
  readonly watch?: true;
  readonly template?: string;
  readonly scheduled?: string;
  readonly ifActive: IfActive;
}

/** `macrosweep submit FILE`: hands a sweep document to a controller. */
export function addSubmit(program: Command): void {
  addClientCommand(program, "submit [file]", {
    summary: "create a sweep from a document",
    description:
      "Create a sweep from a document. The same document again is the same sweep. With an edited one it goes on, also when it had ended: with another budget, other constraints or another confirmation; an edit that gives its trials another meaning is refused, and what it is is said. With --template and --scheduled: the night of a series, named by the time, so that a start that is repeated submits once.",
    example: "macrosweep submit beats.yaml --watch",
  })
    .option("--watch", "then follow the sweep until it ends, as the command watch does")
    .option("--template <file>", "in place of a document: what every night of a series is")
    .option(
      "--scheduled <time>",
      "when the night was to start, with its zone, or the name of a CronJob's Job: the sweep is named by it",
      minute,
    )
    .addOption(
      new Option("--if-active <what>", "while an earlier night goes on: do nothing, cancel it, or wait for its end")
        .choices(IF_ACTIVE)
        .default("skip"),
    )
    .action(async (file: string | undefined, { json = false, watch, ...options }: SubmitOptions) => {
      const { document, warnings, scheduled, isScheduled } = await whatToSubmit(file, options);
      printWarnings(warnings);
      await atHome(options, async (found) => {
        if (!found.runs) throw noController(options.state);
        if (scheduled === null && isScheduled) return taken(await found.client.schedule(document), json);
        const begun =
          scheduled === null ? null : await beginNight(found.client, document, { scheduled, ...options }, stopSignal());
        if (begun !== null && begun.sweep === null) return notBegun(begun, json);
        const { sweep, existing, changes } = begun === null ? await found.client.create(document) : createdBy(begun);
        const name = sweep.sweep;
        printNotes(changeLines(name, changes), json);
        if (watch) process.exitCode = await watchToEnd(found, name, json);
        else if (json) printJson(shown(sweep));
        else
          printLines([
            [`Sweep ${name} ${existing ? "is there already" : "is created"}; follow it with: macrosweep watch ${name}`],
          ]);
      });
    });
}

interface Submission extends Pick<LoadedDocument, "document" | "warnings" | "isScheduled"> {
  /** When the night was to begin; null: it is no night of a series. */
  readonly scheduled: string | null;
}

async function whatToSubmit(file: string | undefined, { template, scheduled }: SubmitOptions): Promise<Submission> {
  if (file !== undefined && template === undefined && scheduled === undefined) {
    return { ...(await loadDocument(file)), scheduled: null };
  }
  if (file !== undefined || template === undefined || scheduled === undefined) {
    throw new SweepError("invalid", "name a document, or --template FILE and --scheduled TIME together");
  }
  const { nightOf } = await import("../controller/index.ts");
  const document = readYaml(readTextFile(template, MAX_BYTES), template).data;
  const { warnings, isScheduled } = await checkDocument(nightOf(document, scheduled).document, template);
  return { document, warnings, isScheduled, scheduled };
}

function taken({ schedule: { schedule, next }, existing }: ScheduledShape, json: boolean): void {
  if (json) return printJson({ schedule, next, existing });
  const when = next === null ? "it is suspended" : `the next night is due at ${next}`;
  printLines([[`Schedule ${schedule} ${existing ? "is changed" : "is taken"}: ${when}; see: macrosweep schedules`]]);
}

function createdBy({ sweep, kind }: NightAnswer): CreatedShape {
  if (sweep === null) throw new SweepError("unavailable", "the night is gone again; ask for it once more");
  return { sweep, existing: kind === "existing", changes: [] };
}

/** Exit code 0: cron and systemd are told of what went wrong, and nothing has. */
function notBegun({ kind, active, reason, night }: NightAnswer, json: boolean): void {
  if (json) return printJson({ skipped: true, kind, night, active, reason });
  const advice = kind === "skipped" ? "; --if-active says what else to do" : "";
  printLines([[`Nothing is submitted: ${reason}${advice}.`]]);
}

function noController(state: string): SweepError {
  const advice = `start one with "macrosweep controller", or train here with "macrosweep run"`;
  return new SweepError("unavailable", `no controller holds ${state}; ${advice}`);
}
