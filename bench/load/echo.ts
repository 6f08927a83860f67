import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { AgentServiceService, type SessionRequest, type SessionResponse } from "../../src/gen/macrosweep/v1/agent.ts";

// A process that answers agents at once, with nothing behind it. Prints its address.

let trials = 0;

function answer({ message }: SessionRequest): SessionResponse["message"] {
  switch (message?.$case) {
    case "hello":
      return { $case: "welcome", welcome: { protocol: 1, leaseMs: 30_000, heartbeatMs: 10_000, hears: true } };
    case "credit": {
      if (message.credit.slots === 0) return undefined;
      const lease = { sweep: "bench", trial: trials++, attempt: 1 };
      const work = { params: [], seed: 1, epochs: 100_000, reported: 0, replicate: 0, sweepId: "" };
      return { $case: "assignment", assignment: { lease, ...work } };
    }
    case "report":
      return { $case: "ack", ack: { lease: message.report.lease, seq: message.report.seq } };
    case "heartbeat":
      return { $case: "heard", heard: { number: message.heartbeat.number ?? 0 } };
    default:
      return undefined;
  }
}

const server = new Server();
server.addService(AgentServiceService, {
  session: (stream: ServerDuplexStream<SessionRequest, SessionResponse>) => {
    stream.on("data", (request: SessionRequest) => {
      const message = answer(request);
      if (message !== undefined) stream.write({ message });
    });
    stream.on("error", () => {});
    stream.on("end", () => stream.end());
  },
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(`127.0.0.1:${port}`);
});
