import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { AgentShape } from "../../shapes/agent.ts";
import type { LogQuestion, LogTail } from "../../shapes/logTail.ts";
import type { Access } from "../access/index.ts";
import { BOUNDS, WAITS } from "../bounds.ts";
import type { Clock } from "../clock.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import { AgentSession, type Stream } from "./agentSession.ts";
import { AgentSessions } from "./agentSessions.ts";
import { askAccess } from "./askAccess.ts";
import { openDoor } from "./door.ts";
import { awaitFirstWord } from "./firstWord.ts";
import { boundedAgentService } from "./incoming.ts";
import type { LocalLogs } from "./localLogs.ts";
import { type RefusalLog, Refusals } from "./refusals.ts";
import { TrialLogs } from "./trialLogs.ts";

export interface RpcServer {
  /** host:port, with the port that the system chose where 0 was asked. */
  readonly address: string;
  /** Who is connected, and who lately was. */
  agents(): AgentShape[];
  /** Bytes of agents' messages that are not dealt with yet. */
  incomingBytes(): number;
  /** As `TrialLogs.tail`. */
  logTail(sweep: string, trial: number, question: LogQuestion, signal: AbortSignal): Promise<LogTail>;
  /** Tells the agents, answers what is under way, and closes. */
  close(): Promise<void>;
}

/** Serves agents over gRPC. @throws SweepError `conflict` when the address cannot be listened on. */
export async function serve(
  engine: Engine,
  dispatcher: Dispatcher,
  clock: Clock,
  access: Access,
  log: RefusalLog,
  local: LocalLogs,
  listen: string,
): Promise<RpcServer> {
  let cut = (_peer: string) => {};
  const refusals = new Refusals(log, () => clock.nowMs());
  const callers = askAccess(access, refusals);
  const server = new Server({
    interceptors: [callers.interceptor, awaitFirstWord((peer) => cut(peer), boundedAgentService.session.path)],
    "grpc.max_receive_message_length": BOUNDS.messageBytes,
    "grpc.max_concurrent_streams": BOUNDS.callsPerConnection,
    "grpc.max_connection_idle_ms": WAITS.idleMs,
    "grpc.keepalive_time_ms": WAITS.probe.afterMs,
    "grpc.keepalive_timeout_ms": WAITS.probe.answerMs,
  });
  const connections = server.createConnectionInjector(ServerCredentials.createInsecure());
  const door = await openDoor(listen, access.tls, (socket) => connections.injectConnection(socket));
  cut = door.cut;
  const sessions = new AgentSessions(engine, clock);
  const logs = new TrialLogs(engine, local, (agent) => sessions.of(agent));
  const context = {
    engine,
    dispatcher,
    sessions,
    logs,
    clock,
    access,
    refusals,
    inFlight: { messages: 0, bytes: 0 },
    cut: door.cut,
  };
  server.addService(boundedAgentService, {
    session: (stream: Stream) => new AgentSession(stream, callers.principalOf(stream.metadata), context),
  });
  return {
    address: door.address,
    agents: () => sessions.view(),
    incomingBytes: () => context.inFlight.bytes,
    logTail: (sweep, trial, question, signal) => logs.tail(sweep, trial, question, signal),
    async close() {
      door.close();
      sessions.close();
      await shutDown(server);
      door.cutAll();
    },
  };
}

async function shutDown(server: Server): Promise<void> {
  const timer = setTimeout(() => server.forceShutdown(), WAITS.shutDownMs);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(timer);
}
