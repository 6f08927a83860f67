import { type Command, Option } from "commander";
import type { Controller, ControllerOptions, RemoteJournal, Standby, Term } from "../controller/index.ts";
import { SweepError } from "../error.ts";
import { checkAddress } from "./address.ts";
import { DEFAULT_ADDRESS, DEFAULT_HTTP, DEFAULT_STATE } from "./config.ts";
import { giveMemoryBack } from "./giveMemoryBack.ts";
import { type JournalArguments, journalOf, journalOptions } from "./journalOf.ts";
import { LOG_LEVELS, stderrLogger, troubleTeller } from "./logger.ts";
import { type OperatorArguments, operatorOf, operatorOptions } from "./operatorOf.ts";
import { addCommand, durationOrSeconds, several } from "./options.ts";
import { otlpOf } from "./otlp.ts";
import { printJson, printLines } from "./output.ts";
import { goOnWithoutOutput } from "./outputError.ts";
import { aborted, stopSignal } from "./signals.ts";
import { type TlsArguments, tlsOf, tlsOptions } from "./tlsOf.ts";
import { type WebhookArguments, webhookOf, webhookOptions } from "./webhook.ts";

interface ControllerArguments extends JournalArguments, TlsArguments, WebhookArguments, OperatorArguments {
  readonly state: string;
  readonly standby?: boolean;
  readonly listen: string;
  readonly http: string;
  readonly host?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly lease?: number;
  readonly otlp?: string;
  readonly logLevel: string;
  readonly json?: boolean;
}

/** `macrosweep controller`: the service that agents and people talk to. */
export function addController(program: Command): void {
  const command = addCommand(program, "controller", {
    summary: "run the service that agents and people talk to",
    description:
      "Run a controller until it is stopped. Started again on the same folder it goes on where it was; agents and trainers outlive it. An address that other machines reach needs TLS and tokens (docs/security.md). Logs JSON lines to stderr.",
    example: "macrosweep controller --state /var/lib/macrosweep",
  });
  command.option("--state <dir>", "folder of the journal, made when it is missing", DEFAULT_STATE);
  journalOptions(command);
  command
    .option(
      "--standby",
      "be one of several controllers of --journal: one leads, the next takes over when it does not answer",
    )
    .option("--listen <host:port>", "address for agents; port 0 takes a free one", DEFAULT_ADDRESS)
    .option(
      "--http <host:port>",
      "address of the page and the API for people and programs; none to have none",
      DEFAULT_HTTP,
    )
    .option(
      "--lease <time>",
      "after so long without a word of its agent a trial goes to another (default: 30s)",
      durationOrSeconds,
    );
  tlsOptions(command);
  command
    .option(
      "--host <name>",
      "name by which people reach the API besides localhost, where nobody needs a token; may be given several times",
      several,
    )
    .option(
      "--allow-origin <origin>",
      "origin of another page that may ask, such as https://notebook.example.org; may be given several times",
      several,
    )
    .option(
      "--insecure",
      "let other machines in also without TLS and tokens: whoever reaches the port may then run programs on every agent",
    )
    .option(
      "--otlp <url>",
      "where the traces of trials go, by OTLP over HTTP, such as http://127.0.0.1:4318 (default: $OTEL_EXPORTER_OTLP_ENDPOINT, or nowhere)",
    );
  webhookOptions(command);
  command.addOption(
    new Option("--log-level <level>", "least level that is logged").choices(LOG_LEVELS).default("info"),
  );
  operatorOptions(command);
  command.action(runController);
}

/** Serves until the process is to stop; with `--standby` whenever it leads. @throws SweepError as `startController` and `standBy` */
async function runController(given: ControllerArguments): Promise<void> {
  const stop = stopSignal();
  goOnWithoutOutput();
  const logger = stderrLogger(given.logLevel);
  checkAddress("--listen", given.listen, 0);
  if (given.http !== "none") checkAddress("--http", given.http, 0);
  const journal = journalOf(given);
  const tls = tlsOf(given);
  if (given.standby && journal === undefined)
    throw new SweepError("invalid", "--standby: several controllers share a journal, which --journal names");
  // Loaded here, like all that only runs the parts: asking a controller starts in a third of the time without.
  const { standBy, startController } = await import("../controller/index.ts");
  const recording = { log: logger, onTrouble: troubleTeller(logger) };
  giveMemoryBack();
  const start = (journal?: RemoteJournal, standby?: Standby) =>
    startController({ ...settingsOf(given), ...recording, tls, journal, standby });
  const serve = (controller: Controller, term?: Term) => serveUntil(stop, controller, term, { ...given, logger });
  if (!given.standby || journal === undefined) return serve(await start(journal));
  const follow = async (standby: Standby) => {
    const controller = await start({ ...journal, onConflict: standby.doubt }, standby);
    logger.info({ state: given.state, journal: journal.address, url: controller.url }, "standing by");
    return controller;
  };
  await standBy(journal, stop, follow, serve);
}

/** What a controller is started with, each time: its files are read anew. @throws SweepError `invalid` */
function settingsOf(given: ControllerArguments): ControllerOptions {
  const { state, listen, http, lease, insecure, host: hosts, allowOrigin: origins } = given;
  return {
    state,
    listen,
    http: http === "none" ? undefined : http,
    insecure,
    hosts,
    origins,
    otlp: otlpOf(given.otlp),
    operator: operatorOf(given),
    makesNights: true,
    webhook: webhookOf(given),
    ...(lease === undefined ? {} : { leaseMs: lease }),
  };
}

interface Serving {
  readonly state: string;
  readonly json?: boolean;
  readonly logger: ReturnType<typeof stderrLogger>;
}

/** Says where the controller is, and stops it when the signal is aborted, its term is over or its journal is lost. @throws why it serves no longer */
async function serveUntil(
  stop: AbortSignal,
  controller: Controller,
  term: Term | undefined,
  { state, json, logger }: Serving,
): Promise<void> {
  const { address, url, warnings, lost } = controller;
  for (const warning of warnings) process.stderr.write(`macrosweep: WARNING: ${warning}\n`);
  if (json) printJson({ address, url: url || null });
  else printLines([[`Controller of ${state} listens on ${address}${url === "" ? "" : `; page and API: ${url}`}`]]);
  logger.info({ state, address, url, term: term?.number }, "controller started");
  try {
    await Promise.race([aborted(stop), lost, ...(term === undefined ? [] : [term.lost])]);
  } catch (error) {
    logger.warn({ state, reason: String(error) }, "controller serves no longer");
    throw error;
  } finally {
    await controller.stop();
  }
  logger.info({ state }, "controller stopped");
}
