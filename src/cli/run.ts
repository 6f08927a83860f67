import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Command, Option } from "commander";
import type { Agent } from "../agent/agent.ts";
import type { Controller, SweepSpec } from "../controller/index.ts";
import { SweepError } from "../error.ts";
import type { TrialShape } from "../shapes/trial.ts";
import { checkData } from "./checkData.ts";
import { type Client, clientOf } from "./client.ts";
import { clock } from "./clock.ts";
import { DEFAULT_STATE, RUN_HTTP } from "./config.ts";
import { loadDocument, printWarnings } from "./document.ts";
import { EXIT, exitCodeFor } from "./exit.ts";
import { follow } from "./follow.ts";
import { giveMemoryBack } from "./giveMemoryBack.ts";
import { connectionAt, heldInSilence } from "./home.ts";
import { localAgents } from "./localAgents.ts";
import { fileLogger } from "./logger.ts";
import { addCommand, count } from "./options.ts";
import { printJson, printLines, printNotes } from "./output.ts";
import { goOnWithoutOutput } from "./outputError.ts";
import { openProgress } from "./progress.ts";
import { checkpointOf } from "./saveWinner.ts";
import { shown } from "./shown.ts";
import { stopSignal } from "./signals.ts";
import { hasEnded, type Sweep, trialsOver } from "./sweep.ts";
import { sweepFolder } from "./trialFolder.ts";
import { type Ending, endingLines } from "./view/ending.ts";
import { changeLines, retriedLine } from "./view/goingOn.ts";
import type { Line } from "./view/line.ts";

interface RunOptions {
  readonly state: string;
  /** host:port of the page and the API, or none; undefined: the usual one, else any. */
  readonly http?: string;
  readonly agents?: number;
  readonly retryFailed?: true;
  readonly fresh?: true;
  readonly json?: boolean;
}

/** `macrosweep run FILE`: controller, agents and journal in one command. */
export function addRun(program: Command): void {
  addCommand(program, "run <file>", {
    summary: "run a sweep on this machine, start to end",
    description:
      "Run a sweep on this machine from start to end: controller, agents and journal in one process. Stopped at any time, and started again with the same file and folder, it goes on where it was; with an edited file too, where the edit leaves the meaning of its trials as it is (another budget, other constraints, another confirmation). With --json progress goes to stderr and the sweep comes last on stdout. Exit code 1 when it ends without a winner.",
    example: "macrosweep run beats.yaml --agents 4",
  })
    .option("--state <dir>", "folder of the journal, the log and the trials, made when it is missing", DEFAULT_STATE)
    .option(
      "--agents <count>",
      "agents, each of which runs one trainer at a time (default: budget.parallel of the document, at most one a GPU of this machine, or one a core without GPUs)",
      count,
    )
    .option("--http <host:port>", `address of the page and the API, or none (default: ${RUN_HTTP}, else a free port)`)
    .option("--retry-failed", "let the trials run again that failed, such as after a script was mended")
    .addOption(
      new Option("--fresh", "start over: what is known of the sweep is removed, with its checkpoints").conflicts(
        "retryFailed",
      ),
    )
    .action(async (file: string, options: RunOptions) => {
      const startMs = clock.nowMs();
      const stop = stopSignal();
      goOnWithoutOutput();
      const { sweep, failed } = await runToEnd(file, options, stop);
      const stopped = stop.aborted && !hasEnded(sweep);
      const ending: Ending = {
        file,
        state: options.state,
        stopped,
        failed,
        checkpoint: await checkpointOf(sweep, join(options.state, "trials")),
        wallMs: clock.nowMs() - startMs,
      };
      if (options.json) printJson(shown(sweep));
      else printLines(endingLines(sweep, ending));
      process.exitCode = stopped ? EXIT.interrupted : exitCodeFor(sweep);
    });
}

// The agents live in this process, so nothing but its end silences them. What a killed run held is free again after so long: later than the
// 2 s in which its trainers are ended, so that no two attempts of a trial meet, and soon for a person who starts it again and watches.
const LEASE_MS = 5_000;

interface Ended {
  readonly sweep: Sweep;
  readonly failed: readonly TrialShape[];
}

interface Work extends RunOptions {
  readonly document: unknown;
  readonly spec: SweepSpec;
  readonly stop: AbortSignal;
  /** Says that the controller which holds the folder does not answer. */
  readonly onSilence: () => void;
}

/** The sweep as it stands when it has ended or the signal is aborted. Nothing of this process runs any more when this returns or throws. */
async function runToEnd(file: string, options: RunOptions, stop: AbortSignal): Promise<Ended> {
  const { document, spec, isScheduled, warnings, forCluster } = await loadDocument(file);
  if (isScheduled) {
    const advice = 'trains nothing by itself: "macrosweep submit" hands it to a controller, which starts its nights';
    throw new SweepError("invalid", `${file}: spec.schedule: ${advice}`);
  }
  printWarnings([...warnings, ...(await checkData(spec))]);
  printNotes(forCluster.map(unheeded), options.json === true);
  const work = { ...options, document, spec, stop, onSilence: once(() => tellOfSilence(options)) };
  // The controller of another process may end while this sweep goes on in it: then the folder is free, or another one's.
  for (;;) {
    const controller = await openController(work).catch(conflictOf);
    if (!(controller instanceof SweepError)) return await runHere(controller, work);
    const ended = await runBeside(work, controller);
    if (ended !== null) return ended;
  }
}

function unheeded(key: string): Line {
  return [`spec.${key} is for a cluster: this run trains here, and leaves it out of account.`];
}

/** Another controller holds the folder, or the port that was asked for. What is a conflict later, such as a journal that was deleted, is the end. */
function conflictOf(error: unknown): SweepError {
  if (error instanceof SweepError && error.code === "conflict") return error;
  throw error;
}

/** Runs controller and agents in this process. */
async function runHere(controller: Controller, work: Work): Promise<Ended> {
  const { address, url, ownToken: token } = controller;
  try {
    const client = clientOf(connectionAt({ url, token }));
    const notes = await createOrGoOn(client, work);
    if (work.http !== "none") notes.push([["Page and API: ", "dim"], url]);
    printNotes(notes, work.json === true);
    return await trainUntilEnd(client, { controller: address, token }, work, controller.lost);
  } finally {
    await controller.stop();
  }
}

/** Hands the sweep to the controller that holds the folder and follows it there; null when that one has gone. */
async function runBeside(work: Work, conflict: SweepError): Promise<Ended | null> {
  const { openHome } = await import("../controller/index.ts");
  const home = await openHome(work.state);
  if (home.kind === "opened") {
    await home.close();
    if (work.http === undefined) return null;
    throw conflict;
  }
  const client = clientOf(connectionAt(home));
  const beside: Line = [`A controller holds ${work.state} already; the sweep goes to it: `, home.url];
  try {
    printNotes([beside, ...(await createOrGoOn(client, work))], work.json === true);
    if (work.agents !== undefined && home.agents !== "") return await trainUntilEnd(client, agentsOf(home), work);
    await follow(client, work.spec.name, openProgress({ json: work.json === true, agents: home.agents }), work.stop);
    return await endOf(client, work.spec.name);
  } catch (error) {
    if (!(error instanceof SweepError && error.code === "unavailable") || work.stop.aborted) throw error;
    work.onSilence();
    return null;
  }
}

function tellOfSilence({ state, json = false }: RunOptions): void {
  printNotes([[`Waits: ${heldInSilence(state)}. When it has ended, this run goes on in its place.`]], json);
}

function once(tell: () => void): () => void {
  let told = false;
  return () => {
    if (!told) tell();
    told = true;
  };
}

/** Where agents of this process go, and with what. */
interface Place {
  readonly controller: string;
  readonly token: string;
}

function agentsOf({ agents: controller, token, cert }: { agents: string; token: string; cert: string }): Place {
  if (cert === "") return { controller, token };
  const advice = "start agents for it with: macrosweep agent --ca FILE";
  throw new SweepError("unsupported", `--agents: the controller at ${controller} speaks TLS; ${advice}`);
}

/** Starts agents and follows the sweep until it has ended, something breaks or the signal is aborted; the agents are gone then. */
async function trainUntilEnd(
  client: Client,
  place: Place,
  work: Work,
  ...breaking: readonly Promise<never>[]
): Promise<Ended> {
  const { json = false, spec, stop } = work;
  const started = await startAgents(place, work, spec.budget.parallel);
  try {
    const failing = started.map(({ done }) => done.then(() => new Promise<never>(() => {})));
    await Promise.race([follow(client, spec.name, openProgress({ json }), stop), ...breaking, ...failing]);
    if (stop.aborted && !json) printLines([["Stopping the trainers; Ctrl-C again exits at once."]]);
  } finally {
    await Promise.all(started.map((agent) => agent.stop()));
  }
  return endOf(client, spec.name);
}

async function endOf(client: Client, name: string): Promise<Ended> {
  const failed = (await client.trials(name)).filter(({ state }) => state === "failed");
  return { sweep: await client.get(name), failed };
}

async function openController({ state, http }: Work): Promise<Controller> {
  const { startController } = await import("../controller/index.ts");
  const onTrouble = (failure: SweepError | null) => {
    const what = failure === null ? "the journal can be written again" : `${failure.message}; the trainers go on`;
    process.stderr.write(`macrosweep: ${what}\n`);
  };
  // Several sweeps may run side by side, each on a folder of its own: the first one has the port that people know.
  const addresses = http === undefined ? [RUN_HTTP, ANY_PORT] : [http === "none" ? ANY_PORT : http];
  const log = fileLogger(state);
  giveMemoryBack();
  return startController({ state, listen: ANY_PORT, http: addresses, leaseMs: LEASE_MS, onTrouble, log });
}

const ANY_PORT = "127.0.0.1:0";

/** Creates the sweep or lets it go on; what is to be said of that. */
async function createOrGoOn(client: Client, { document, spec: { name }, ...options }: Work): Promise<Line[]> {
  const removed = options.fresh ? await startOver(client, name, options.state) : [];
  const { sweep, changes } = await client.create(document);
  // Nobody else reaches this controller: to run it again is to ask it to go on.
  if (sweep.state === "paused") await client.order(name, "resume");
  const retried = options.retryFailed ? [retriedLine(name, (await client.retry(name)).trials)] : [];
  return [...removed, ...changeLines(name, changes), ...retried];
}

/** Removes what is known of a sweep, and what its trials have left on this machine. */
async function startOver(client: Client, name: string, state: string): Promise<Line[]> {
  const sweep = (await client.list()).find((known) => known.sweep === name);
  if (sweep === undefined) return [];
  if (!hasEnded(sweep)) await client.order(name, "cancel");
  await client.remove(name);
  await rm(sweepFolder(join(state, "trials"), sweep), { recursive: true, force: true });
  return [
    [
      ["Started over. ", "bold"],
      `The sweep ${name} that was here is removed, with ${countOf(trialsOver(sweep))} over.`,
    ],
  ];
}

async function startAgents(
  { controller, token }: Place,
  { state, agents: asked, json = false }: RunOptions,
  parallel: number,
): Promise<Agent[]> {
  const { findGpus, startAgent } = await import("../agent/agent.ts");
  const logger = fileLogger(state);
  const found = await findGpus(logger);
  const { agents, why } = localAgents(asked, parallel, found.length);
  printNotes([why], json);
  return Array.from({ length: agents }, (_, i) => {
    const gpus = found.length === 0 ? [] : found.slice(i % found.length).slice(0, 1);
    const sharers = found.length === 0 ? 1 : Math.ceil((agents - (i % found.length)) / found.length);
    return startAgent({
      controller,
      credentials: { token },
      slots: 1,
      gpus,
      sharers,
      work: join(state, "trials"),
      name: `local-${i + 1}`,
      logger,
    });
  });
}

function countOf(trials: number): string {
  return trials === 1 ? "1 trial that was" : `${trials} trials that were`;
}
