import { Server, ServerCredentials } from "@grpc/grpc-js";
import { SweepError } from "../../error.ts";
import { AgentServiceService, type SessionRequest } from "../../gen/macrosweep/v1/agent.ts";
import { SweepServiceService } from "../../gen/macrosweep/v1/sweep.ts";
import { BOUNDS } from "../bounds.ts";
import type { Clock } from "../clock.ts";
import { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import type { Solver } from "../solver/solver.ts";
import { AgentSession, type Stream } from "./agentSession.ts";
import { AgentSessions } from "./agentSessions.ts";
import { sweepService } from "./sweeps.ts";

export interface RpcServer {
  /** host:port, with the port that the system chose where 0 was asked. */
  readonly address: string;
  /** Tells the agents, answers what is under way, and closes. */
  close(): Promise<void>;
}

/** Serves both gRPC services. @throws SweepError `conflict` when the address cannot be listened on. */
export async function serve(engine: Engine, solver: Solver, clock: Clock, listen: string): Promise<RpcServer> {
  const server = new Server({
    "grpc.max_receive_message_length": BOUNDS.messageBytes,
    // A cut cable is noticed within 20 s even when nothing is said.
    "grpc.keepalive_time_ms": 10_000,
    "grpc.keepalive_timeout_ms": 10_000,
  });
  const dispatcher = new Dispatcher(engine, solver, clock);
  const sessions = new AgentSessions(engine);
  server.addService(SweepServiceService, sweepService(engine, dispatcher));
  server.addService(boundedAgentService, {
    session: (stream: Stream) => new AgentSession(stream, engine, dispatcher, sessions),
  });
  const address = await bind(server, listen);
  return {
    address,
    async close() {
      dispatcher.close();
      sessions.close();
      await shutDown(server);
    },
  };
}

const boundedAgentService = {
  session: {
    ...AgentServiceService.session,
    requestDeserialize(bytes: Buffer): SessionRequest {
      if (bytes.length <= BOUNDS.sessionMessageBytes) return AgentServiceService.session.requestDeserialize(bytes);
      throw new Error(`a message of ${bytes.length} bytes; at most ${BOUNDS.sessionMessageBytes} are taken`);
    },
  },
} as const;

async function bind(server: Server, listen: string): Promise<string> {
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(listen, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) return resolve(bound);
      const advice = "is the port in use? choose another with --listen HOST:PORT, or port 0 for a free one";
      reject(new SweepError("conflict", `--listen ${listen}: cannot be listened on; ${advice}`, { cause: error }));
    });
  });
  return `${listen.slice(0, listen.lastIndexOf(":"))}:${port}`;
}

// Watchers and agents that do not end their streams are cut off after this.
const SHUT_DOWN_MS = 1_000;

async function shutDown(server: Server): Promise<void> {
  const timer = setTimeout(() => server.forceShutdown(), SHUT_DOWN_MS);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(timer);
}
