import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import type { SweepError } from "../error.ts";
import { Access, checkListeners, type TlsFiles } from "./access/index.ts";
import type { Observed, Standing } from "./api/context.ts";
import { Listing } from "./api/listing.ts";
import { serveApi } from "./api/server.ts";
import { systemClock } from "./clock.ts";
import type { TroubleListener } from "./committer.ts";
import { isSweep } from "./core/events.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Engine } from "./engine.ts";
import { FreshBackups } from "./freshBackups.ts";
import type { Following } from "./journal/nats/following.ts";
import { openJournalOf, type RemoteJournal } from "./journal/open.ts";
import { REPORTS } from "./nightly/delivery.ts";
import { takeEarlierFiles } from "./nightly/earlierFiles.ts";
import { Nightly } from "./nightly/nightly.ts";
import { SCHEDULES } from "./nightly/scheduled.ts";
import { Schedules } from "./nightly/schedules.ts";
import { Streams } from "./nightly/streams.ts";
import { Webhook, type WebhookOptions } from "./nightly/webhook.ts";
import { Opened } from "./opened.ts";
import { type LocalLogs, localLogs } from "./rpc/localLogs.ts";
import { type RpcServer, serve } from "./rpc/server.ts";
import { TrialLogs } from "./rpc/trialLogs.ts";
import { openSolver } from "./solver/solver.ts";
import { confirmedJournal } from "./standby/confirmedJournal.ts";
import type { Standby } from "./standby/standBy.ts";
import { openStateFolder } from "./stateFolder.ts";
import { steadyTime } from "./steadyTime.ts";
import type { Logger } from "./telemetry/eventLog.ts";
import { Telemetry } from "./telemetry/telemetry.ts";
import type { Otlp } from "./telemetry/traces/exporter.ts";

export interface ControllerOptions {
  /** Folder of the journal, the tokens and the time; made when missing, locked while the controller lives. */
  readonly state: string;
  /** Where the journal is, when it is not in the folder; the folder remembers it. */
  readonly journal?: RemoteJournal | undefined;
  /** host:port for agents (gRPC); port 0 for a free one, null for none. */
  readonly listen: string | null;
  /** host:port for people and programs (HTTP), the first that is free; port 0 for any free one; left out: none. */
  readonly http?: string | readonly string[] | undefined;
  /** Left out: none is spoken. */
  readonly tls?: TlsFiles | undefined;
  /** Lets other machines in also without TLS and tokens. */
  readonly insecure?: boolean | undefined;
  /** Names by which the API is known besides localhost, where nobody is asked for tokens. */
  readonly hosts?: readonly string[] | undefined;
  /** Origins of other pages that may ask the API, such as https://notebook.example.org */
  readonly origins?: readonly string[] | undefined;
  /** How long a lease lasts after the last message of its agent. */
  readonly leaseMs?: number;
  /** Told once when nothing can be recorded, on a full disk for example, and once when it can again. */
  readonly onTrouble?: (failure: SweepError | null) => void;
  /** Told what happens, a line a fact, and what becomes of tokens and TLS files; pino's loggers fit. */
  readonly log?: Logger;
  /** Where traces go. */
  readonly otlp?: Otlp | undefined;
  /** Begins the nights of its schedules. Left out: it only knows them. */
  readonly makesNights?: boolean | undefined;
  /** Where the reports of nights go; left out: nowhere. */
  readonly webhook?: WebhookOptions | undefined;
  /** Serves Sweep resources of a cluster; left out: none. */
  readonly operator?: ControllerOperator | undefined;
  /** Given: this one stands by until `lead`, with `journal`. It follows what the leader writes, answers what only looks, and appends nothing. Left out: it leads. */
  readonly standby?: Standby | undefined;
}

interface ControllerOperator {
  /** Whose sweeps; null: of all, left out: that of the kubeconfig or the pod. */
  readonly namespace?: string | null | undefined;
  /** host:port under which agents' pods reach it; left out: where it listens. */
  readonly agentAddress?: string | undefined;
  /** Image with the agent. */
  readonly agentImage: string;
  /** The CA of its certificate, in PEM; null: no TLS. */
  readonly ca: string | null;
  /** Pods of the controllers of which this one leads, its own first. */
  readonly leaderPods: readonly string[];
}

export interface Controller extends Observed {
  /** host:port that agents come to; empty where none may, or it stands by. */
  readonly address: string;
  /** Where people and programs come to, such as http://127.0.0.1:7451; empty where none may. */
  readonly url: string;
  /** What whoever started it has to be told: ports that are open to others, what is to be known of the journal. */
  readonly warnings: readonly string[];
  /** A token that may all for as long as this controller lives, for what its own process starts. */
  readonly ownToken: string;
  /** Rejects with SweepError `conflict` when the journal's file is gone: nothing can be recorded any more. Pending as long as it is there. */
  readonly lost: Promise<never>;
  /**
   * From now on a controller that stood by serves, with all that is in the journal.
   * @throws SweepError `unavailable` when that does not arrive, `conflict` when the port for agents is in use
   */
  lead(): Promise<void>;
  /** Answers what is under way, closes the streams, the journal and the folder. Trainers go on and their agents come back. */
  stop(): Promise<void>;
}

// An agent may be silent for so long before its trials go to others: longer than a garbage collection, shorter than a coffee.
const LEASE_MS = 30_000;

/** Of a controller to which no agent comes. */
function withoutAgents(
  engine: Engine,
  local: LocalLogs,
): Pick<RpcServer, "agents" | "logTail" | "incomingBytes" | "address"> {
  const logs = new TrialLogs(engine, local, () => undefined);
  return {
    address: "",
    agents: () => [],
    logTail: (sweep, trial, question, signal) => logs.tail(sweep, trial, question, signal),
    incomingBytes: () => 0,
  };
}

/** Follows what others write to a journal in NATS. */
async function follow(remote: RemoteJournal | undefined): Promise<Following> {
  assert(remote !== undefined, "who stands by shares a journal");
  // Loaded here: whoever is alone does without.
  const { Following } = await import("./journal/nats/following.ts");
  return Following.open(remote.address, remote);
}

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Starts a controller on a state folder and replays its journal.
 * @throws SweepError `conflict` when the folder or the port is in use, `unsupported` for a journal of a newer version, `invalid` for a
 *   folder that cannot be written to, for tokens and TLS files that cannot be read, and for an address that others reach without both.
 */
export async function startController({
  state,
  journal: remote,
  listen,
  http,
  tls,
  insecure = false,
  hosts = [],
  origins = [],
  leaseMs = LEASE_MS,
  onTrouble = () => {},
  log = SILENT,
  otlp,
  makesNights = false,
  webhook,
  operator,
  standby,
}: ControllerOptions): Promise<Controller> {
  const gone = Promise.withResolvers<never>();
  // Nobody has to wait for it.
  gone.promise.catch(() => {});
  const trouble: TroubleListener = (failure, lost) => (lost ? gone.reject(failure?.cause) : onTrouble(failure));
  const opened = new Opened();
  try {
    const telemetry = opened.keep(new Telemetry({ log, otlp }));
    const folder = opened.keep(openStateFolder(state));
    const access = opened.keep(new Access(state, tls ?? null, log));
    if (operator !== undefined) access.askPods(async () => ({ kind: "nobody", why: "the controller is starting" }));
    const addresses = [http ?? []].flat();
    const warnings = await checkListeners(
      access,
      { agents: listen === null ? [] : [listen], people: addresses },
      insecure,
    );
    const clock = systemClock(steadyTime(state));
    const file = opened.keep(await openJournalOf(state, remote));
    const journal = telemetry.journal(standby === undefined ? file : confirmedJournal(file, () => standby.confirmed()));
    const following = standby === undefined ? null : await follow(remote);
    const engine = opened.keep(await Engine.open(journal, clock, leaseMs, trouble, following === null));
    if (following !== null) opened.keep(following);
    const solver = telemetry.solver(opened.keep(openSolver()));
    const dispatcher = opened.keep(new Dispatcher(engine, solver, clock));
    const local = localLogs(join(resolve(state), "trials"));
    let rpc: Pick<RpcServer, "agents" | "logTail" | "incomingBytes" | "address"> = withoutAgents(engine, local);
    const agents = () => rpc.agents();
    const incomingBytes = () => rpc.incomingBytes();
    const paths = { file: folder.journal, folder: resolve(state) };
    telemetry.watch({ engine, dispatcher, clock, journal, solver, agents, incomingBytes, ...paths });
    const backups = opened.keep(new FreshBackups(paths.folder, paths.file));
    const observed: Observed = {
      agents,
      logTail: (...question) => rpc.logTail(...question),
      metrics: () => telemetry.metrics(),
      ready: () => telemetry.ready(),
      diagnosis: () => telemetry.diagnosis(),
      backup: () => backups.make(),
    };
    const listing = opened.keep(new Listing(engine, dispatcher));
    const nightly = new Nightly(engine, listing);
    const streams = await Streams.open(journal, SCHEDULES, engine.beside);
    const reports = await Streams.open(journal, REPORTS, engine.beside);
    const schedules = opened.keep(new Schedules({ engine, shown: listing, nightly, streams }, () => Date.now()));
    following
      ?.start(async (written) => {
        if (isSweep(written.sweep)) await engine.follow(written);
        for (const one of [streams, reports]) await one.follow(written);
      })
      .catch(gone.reject);
    const standing = (): Standing | null => {
      if (following === null || engine.leads) return null;
      return { leader: standby?.leader() ?? null, seen: following.seen, ageMs: following.ageMs };
    };
    const door = { addresses, hosts, origins };
    const api =
      addresses.length === 0
        ? null
        : opened.keep(
            await serveApi({ engine, dispatcher, listing, nightly, schedules, standing }, observed, access, door),
          );
    const url = api?.url ?? "";
    const lead = async () => {
      await following?.caughtUp();
      await following?.close();
      if (following !== null) await engine.lead();
      for (const one of [streams, reports]) one.checkKnown();
      await takeEarlierFiles(paths.folder, streams, reports, clock.nowMs());
      if (listen !== null) rpc = opened.keep(await serve(engine, dispatcher, clock, access, log, local, listen));
      if (makesNights) {
        schedules.start(clock, (schedule, error) =>
          log.warn({ schedule, why: String(error) }, "a night cannot begin now"),
        );
      }
      if (webhook !== undefined) opened.keep(new Webhook({ engine, shown: listing, reports }, webhook, clock, log));
      if (operator !== undefined) {
        const { startOperator } = await import("./operator/operator.ts");
        const told = { ...operator, agentAddress: operator.agentAddress ?? rpc.address };
        opened.keep(await startOperator({ engine, dispatcher, schedules, access, agents, log }, told));
      }
      tell();
    };
    const tell = () => folder.tell({ url, agents: rpc.address, token: access.ownToken, cert: access.tls?.cert ?? "" });
    // Whoever only looks is gone before anybody could come.
    if (listen !== null) {
      access.tls?.onChange(tell);
      opened.keep(tell());
    }
    if (following === null) await lead();
    return {
      get address() {
        return rpc.address;
      },
      url,
      ...observed,
      warnings: [...warnings, ...file.warnings, ...streams.warnings, ...reports.warnings],
      ownToken: access.ownToken,
      lost: gone.promise,
      lead,
      stop: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
