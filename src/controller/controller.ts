import { join } from "node:path";
import { Access, checkListeners } from "./access/index.ts";
import type { Observed } from "./api/context.ts";
import { Listing } from "./api/listing.ts";
import { serveApi } from "./api/server.ts";
import { systemClock } from "./clock.ts";
import { Dispatcher } from "./dispatcher.ts";
import { FreshBackups } from "./freshBackups.ts";
import { takeUpDuties } from "./leaderDuties.ts";
import { REPORTS } from "./nightly/delivery.ts";
import { takeEarlierFiles } from "./nightly/earlierFiles.ts";
import { Nightly } from "./nightly/nightly.ts";
import { SCHEDULES } from "./nightly/scheduled.ts";
import { Schedules } from "./nightly/schedules.ts";
import { Streams } from "./nightly/streams.ts";
import { Opened } from "./opened.ts";
import { Replica } from "./replica.ts";
import { AgentServer } from "./rpc/agentServer.ts";
import { localLogs } from "./rpc/localLogs.ts";
import { type ControllerOptions, readOptions, type Settings } from "./settings.ts";
import { openSolver } from "./solver/solver.ts";
import { openStateFolder } from "./stateFolder.ts";
import { steadyTime } from "./steadyTime.ts";
import { Telemetry } from "./telemetry/telemetry.ts";
import { tellLater } from "./whereabouts.ts";

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

/**
 * Starts a controller on a state folder and replays its journal.
 * @throws SweepError `conflict` when the folder or the port is in use, `unsupported` for a journal of a newer version, `invalid` for a
 *   folder that cannot be written to, for tokens and TLS files that cannot be read, and for an address that others reach without both.
 */
export async function startController(options: ControllerOptions): Promise<Controller> {
  const opened = new Opened();
  try {
    return await openParts(readOptions(options), opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Opens one part after the other, each on those before it; `opened` closes them in reverse. */
async function openParts(settings: Settings, opened: Opened): Promise<Controller> {
  const { state, listen, door, log } = settings;
  const telemetry = opened.keep(new Telemetry(settings));
  const folder = opened.keep(openStateFolder(state));
  const access = opened.keep(new Access(state, settings.tls, log));
  if (settings.operator !== undefined)
    access.askPods(async () => ({ kind: "nobody", why: "the controller is starting" }));
  const listeners = { agents: listen === null ? [] : [listen], people: door.addresses };
  const openPorts = await checkListeners(access, listeners, settings.insecure);
  const clock = systemClock(steadyTime(state));

  const replica = await Replica.open(settings, clock, telemetry, opened);
  const { engine, journal } = replica;
  const solver = telemetry.solver(opened.keep(openSolver()));
  const dispatcher = opened.keep(new Dispatcher(engine, solver, clock));
  const local = localLogs(join(folder.path, "trials"));
  const agents = new AgentServer({ engine, dispatcher, clock, access, log, local });
  const incomingBytes = () => agents.incomingBytes;
  const paths = { file: folder.journal, folder: folder.path };
  telemetry.watch({ engine, dispatcher, clock, journal, solver, agents: () => agents.view(), incomingBytes, ...paths });
  const backups = opened.keep(new FreshBackups(paths.folder, paths.file));

  const listing = opened.keep(new Listing(engine, dispatcher));
  const nightly = new Nightly(engine, listing);
  const streams = await Streams.open(journal, SCHEDULES, engine.beside);
  const reports = await Streams.open(journal, REPORTS, engine.beside);
  const schedules = opened.keep(new Schedules({ engine, shown: listing, nightly, streams }, () => Date.now()));
  replica.follow([streams, reports]);

  const observed: Observed = {
    agents: () => agents.view(),
    logTail: (...question) => agents.logTail(...question),
    metrics: () => telemetry.metrics(),
    ready: () => telemetry.ready(),
    diagnosis: () => telemetry.diagnosis(),
    backup: () => backups.make(),
  };
  const served = { engine, dispatcher, listing, nightly, schedules, standing: () => replica.standing };
  const api = door.addresses.length === 0 ? null : opened.keep(await serveApi(served, observed, access, door));
  const url = api?.url ?? "";
  const tell = () => folder.tell({ url, agents: agents.address, token: access.ownToken, cert: access.tls?.cert ?? "" });
  access.tls?.onChange(tell);
  opened.keep(listen === null ? tellLater(tell) : tell());

  const lead = async () => {
    await replica.lead();
    await takeEarlierFiles(folder.path, streams, reports, clock.nowMs());
    const parts = { engine, dispatcher, agents, access, shown: listing, schedules, reports, clock };
    await takeUpDuties(parts, settings, opened);
    if (listen !== null) tell();
  };
  if (settings.standby === null) await lead();
  return {
    get address() {
      return agents.address;
    },
    url,
    ...observed,
    warnings: [...openPorts, ...replica.warnings, ...streams.warnings, ...reports.warnings],
    ownToken: access.ownToken,
    lost: replica.lost,
    lead,
    stop: () => opened.close(),
  };
}
