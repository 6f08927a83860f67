import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  type ClientDuplexStream,
  credentials,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
} from "@grpc/grpc-js";
import { clientOf } from "../src/cli/client.ts";
import { startController } from "../src/controller/index.ts";
import {
  AgentServiceClient,
  AgentServiceService,
  type SessionRequest,
  type SessionResponse,
} from "../src/gen/macrosweep/v1/agent.ts";
import { atLeast, type Bar, median } from "./bar.ts";
import { benchReport, withFolder } from "./sweep.ts";

const STREAMS = 100;
const SECONDS = 4;
const ROUNDS = 3;
// Reports that a stream has under way: an agent with a few slots and quick epochs.
const WINDOW = 16;

/** Reports over gRPC from 100 agent streams, each acknowledged after its commit, beside an echo that acknowledges at once. */
export async function bench(): Promise<Bar[]> {
  const echo: number[] = [];
  const ours: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    echo.push(await withEcho(load));
    ours.push(await withController(load));
  }
  console.log(
    `echo ${median(echo).toFixed(0)} messages/s, controller ${median(ours).toFixed(0)} messages/s (medians of ${ROUNDS})`,
  );
  return [atLeast("reports a second, as a share of a bare echo", median(ours) / median(echo), "x", 0.5)];
}

/** The streams come from a process of their own: a server shares its cores with nobody's client. */
async function load(address: string): Promise<number> {
  const child = spawn(process.execPath, [import.meta.filename, address], { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  await once(child, "exit");
  return Number(out);
}

async function withEcho(work: (address: string) => Promise<number>): Promise<number> {
  const server = new Server();
  server.addService(AgentServiceService, { session: echo });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  try {
    return await work(`127.0.0.1:${port}`);
  } finally {
    server.forceShutdown();
  }
}

function echo(stream: ServerDuplexStream<SessionRequest, SessionResponse>): void {
  let trial = 0;
  stream.on("data", ({ message }: SessionRequest) => {
    if (message?.$case === "credit") {
      const lease = { sweep: "bench", trial: trial++, attempt: 1 };
      const assignment = { lease, params: [], seed: 1, epochs: 1, reported: 0, replicate: 0, sweepId: "" };
      stream.write({ message: { $case: "assignment", assignment } });
    }
    if (message?.$case === "report") {
      const { lease, seq } = message.report;
      stream.write({ message: { $case: "ack", ack: { lease, seq } } });
    }
  });
  stream.on("error", () => {});
  stream.on("end", () => stream.end());
}

async function withController(work: (address: string) => Promise<number>): Promise<number> {
  return withFolder(async (folder) => {
    const controller = await startController({ state: folder, listen: "127.0.0.1:0", http: "127.0.0.1:0" });
    const spec = {
      parameters: [{ name: "x", type: "float", min: 0, max: 1 }],
      sampler: { name: "random" },
      pruner: { name: "none" },
      budget: { trials: STREAMS, parallel: STREAMS, epochsPerTrial: 1_000_000 },
      trainer: { command: ["true"] },
    };
    const document = { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata: { name: "bench" }, spec };
    await clientOf({ url: controller.url, headers: {} }).create(document);
    try {
      return await work(controller.address);
    } finally {
      await controller.stop();
    }
  });
}

async function streams(address: string): Promise<void> {
  const clients = Array.from({ length: STREAMS }, () => {
    return new AgentServiceClient(address, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
  });
  let acknowledged = 0;
  let counting = false;
  const calls = clients.map((client, i) =>
    stream(client.session(), i, () => {
      if (counting) acknowledged += 1;
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 1000));
  counting = true;
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  console.log(acknowledged / ((performance.now() - start) / 1000));
  for (const call of calls) call.cancel();
  for (const client of clients) client.close();
}

function stream(call: ClientDuplexStream<SessionRequest, SessionResponse>, i: number, acknowledged: () => void) {
  let step = 0;
  const say = (lease: NonNullable<SessionResponse["message"]> & { $case: "assignment" }) => {
    step += 1;
    const { counts } = benchReport(step);
    if (counts?.kind !== "confusion") throw new Error("the bench reports confusion counts");
    const confusion = { classes: counts.classes, cells: [...counts.cells] };
    const report = {
      lease: lease.assignment.lease,
      seq: step,
      step,
      counts: { kind: { $case: "confusion", confusion } as const },
      classes: [],
      metrics: [],
      test: false,
    };
    call.write({ message: { $case: "report", report } });
  };
  let held: Parameters<typeof say>[0] | null = null;
  call.on("data", ({ message }: SessionResponse) => {
    if (message?.$case === "assignment") {
      held = message;
      for (let k = 0; k < WINDOW; k++) say(held);
    }
    if (message?.$case === "ack" && held !== null) {
      acknowledged();
      say(held);
    }
  });
  call.on("error", () => {});
  call.write({
    message: { $case: "hello", hello: { protocol: 1, agent: `agent-${i}`, host: "bench", slots: 1, held: [] } },
  });
  call.write({ message: { $case: "credit", credit: { slots: 1 } } });
  return call;
}

if (process.argv[1] === import.meta.filename) await streams(process.argv[2] ?? "");
