import { Server, ServerCredentials, type ServerInterceptor } from "@grpc/grpc-js";
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
import { type Door, openDoor } from "./door.ts";
import { awaitFirstWord } from "./firstWord.ts";
import type { InFlight } from "./flow.ts";
import { boundedAgentService } from "./incoming.ts";
import type { LocalLogs } from "./localLogs.ts";
import { type RefusalLog, Refusals } from "./refusals.ts";
import { TrialLogs } from "./trialLogs.ts";

interface Parts {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly access: Access;
  readonly log: RefusalLog;
  readonly local: LocalLogs;
}

/** Serves agents over gRPC. Nobody comes before `listen`, and logs of trials are then those that lie on this machine. */
export class AgentServer {
  readonly #parts: Parts;
  readonly #logs: TrialLogs;
  readonly #inFlight: InFlight = { messages: 0, bytes: 0 };
  #open: { readonly server: Server; readonly door: Door; readonly sessions: AgentSessions } | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#logs = new TrialLogs(parts.engine, parts.local, (agent) => this.#open?.sessions.of(agent));
  }

  /** host:port, with the port that the system chose where 0 was asked; empty where it does not listen. */
  get address(): string {
    return this.#open?.door.address ?? "";
  }

  /** Bytes of agents' messages that are not dealt with yet. */
  get incomingBytes(): number {
    return this.#inFlight.bytes;
  }

  /** Who is connected, and who lately was. */
  view(): AgentShape[] {
    return this.#open?.sessions.view() ?? [];
  }

  /** As `TrialLogs.tail`. */
  logTail(sweep: string, trial: number, question: LogQuestion, signal: AbortSignal): Promise<LogTail> {
    return this.#logs.tail(sweep, trial, question, signal);
  }

  /** Lets agents come, to host:port. Once. @throws SweepError `conflict` when the address cannot be listened on */
  async listen(address: string): Promise<void> {
    const { engine, dispatcher, clock, access, log } = this.#parts;
    const refusals = new Refusals(log, () => clock.nowMs());
    const callers = askAccess(access, refusals);
    const cut = (peer: string) => this.#open?.door.cut(peer);
    const server = makeServer([callers.interceptor, awaitFirstWord(cut, boundedAgentService.session.path)]);
    const connections = server.createConnectionInjector(ServerCredentials.createInsecure());
    const door = await openDoor(address, access.tls, (socket) => connections.injectConnection(socket));
    const sessions = new AgentSessions(engine, clock);
    this.#open = { server, door, sessions };
    const [logs, inFlight] = [this.#logs, this.#inFlight];
    const context = { engine, dispatcher, sessions, logs, clock, access, refusals, inFlight, cut };
    server.addService(boundedAgentService, {
      session: (stream: Stream) => new AgentSession(stream, callers.principalOf(stream.metadata), context),
    });
  }

  /** Tells the agents, answers what is under way, and closes. */
  async close(): Promise<void> {
    if (this.#open === null) return;
    const { server, door, sessions } = this.#open;
    door.close();
    sessions.close();
    await shutDown(server);
    door.cutAll();
  }
}

function makeServer(interceptors: ServerInterceptor[]): Server {
  return new Server({
    interceptors,
    "grpc.max_receive_message_length": BOUNDS.messageBytes,
    "grpc.max_concurrent_streams": BOUNDS.callsPerConnection,
    "grpc.max_connection_idle_ms": WAITS.idleMs,
    "grpc.keepalive_time_ms": WAITS.probe.afterMs,
    "grpc.keepalive_timeout_ms": WAITS.probe.answerMs,
  });
}

async function shutDown(server: Server): Promise<void> {
  const timer = setTimeout(() => server.forceShutdown(), WAITS.shutDownMs);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(timer);
}
