import { randomBytes } from "node:crypto";
import type { handleUnaryCall, ServerWritableStream } from "@grpc/grpc-js";
import { parseAsWritten } from "../../asWritten.ts";
import { SweepError } from "../../error.ts";
import type {
  ListTrialsRequest,
  ListTrialsResponse,
  SweepServiceServer,
  WatchSweepRequest,
  WatchSweepResponse,
} from "../../gen/macrosweep/v1/sweep.ts";
import type { Answer } from "../core/commands.ts";
import { readDocument } from "../core/document/spec.ts";
import type { OrderName } from "../core/orders/index.ts";
import { explainTrial } from "../core/views/explanationView.ts";
import { type TrialView, viewTrial } from "../core/views/trialView.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import { Listing } from "./listing.ts";
import { writeError } from "./status.ts";
import { writeExplanation, writeSweep, writeTrial } from "./sweepWire.ts";
import { watchSweep } from "./watch.ts";
import { write } from "./write.ts";

/** What people and programs ask: gRPC in front of the engine. */
export function sweepService(engine: Engine, dispatcher: Dispatcher): SweepServiceServer {
  const listing = new Listing(engine, dispatcher);
  const read = async (name: string) => {
    return writeSweep(await engine.read(name, (sweep, nowMs) => dispatcher.view(sweep, nowMs)));
  };
  const look = async (name: string) => ({ sweep: await read(name) });
  const order = async (name: string, kind: OrderName) => {
    await engine.execute(name, { kind });
    return look(name);
  };
  return {
    createSweep: unary(async ({ documentJson }) => {
      const spec = readDocument(parse(documentJson));
      const existing = engine.names().includes(spec.name);
      const answer = await engine.execute(spec.name, { kind: "create", spec, id: randomBytes(4).toString("hex") });
      return { ...(await look(spec.name)), existing, changes: toldBy(answer) };
    }),
    retryTrials: unary(async ({ name, trial = null }) => {
      const answer = await engine.execute(name, { kind: "retry", trial });
      return { ...(await look(name)), trials: toldBy(answer).map(Number) };
    }),
    deleteSweep: unary(async ({ name }) => ({ agents: [...(await engine.remove(name))] })),
    getSweep: unary(({ name }) => look(name)),
    listSweeps: unary(async () => {
      return { sweeps: await listing.all() };
    }),
    watchSweep: streaming<WatchSweepRequest, WatchSweepResponse>((call) => watchSweep(engine, dispatcher, call)),
    pauseSweep: unary(({ name }) => order(name, "pause")),
    resumeSweep: unary(({ name }) => order(name, "resume")),
    cancelSweep: unary(({ name }) => order(name, "cancel")),
    listTrials: streaming<ListTrialsRequest, ListTrialsResponse>(async (call) => {
      const { name, pages } = call.request;
      const views = await engine.read(name, (sweep) => sweep.trials.map((trial) => viewTrial(sweep, trial)));
      if (pages) for (const page of pagesOf(views)) await write(call, { page: page.map(writeTrial) });
      else for (const view of views) await write(call, { trial: writeTrial(view), page: [] });
      call.end();
    }),
    explainTrial: unary(async ({ name, trial: number }) => {
      const view = await engine.read(name, (sweep) => {
        const trial = sweep.trials[number];
        if (trial !== undefined) return explainTrial(sweep, trial);
        throw new SweepError(
          "notFound",
          `sweep "${name}" has no trial ${number}; it has ${sweep.trials.length} so far`,
        );
      });
      return writeExplanation(view);
    }),
  };
}

function toldBy(answer: Answer): string[] {
  return answer.kind === "done" ? [...(answer.told ?? [])] : [];
}

// A message a trial costs more than what it says: a second for twenty thousand.
const PAGE = { trials: 200, steps: 20_000 } as const;

function* pagesOf(views: readonly TrialView[]): Generator<TrialView[]> {
  let page: TrialView[] = [];
  let steps = 0;
  for (const view of views) {
    page.push(view);
    steps += view.steps.length;
    if (page.length < PAGE.trials && steps < PAGE.steps) continue;
    yield page;
    page = [];
    steps = 0;
  }
  if (page.length > 0) yield page;
}

function parse(json: string): unknown {
  try {
    return parseAsWritten(json);
  } catch (cause) {
    throw new SweepError("invalid", "document_json: is not JSON", { cause });
  }
}

function unary<Q, A>(answer: (request: Q) => Promise<A>): handleUnaryCall<Q, A> {
  return (call, callback) => {
    answer(call.request).then(
      (value) => callback(null, value),
      (error: unknown) => callback(writeError(error)),
    );
  };
}

function streaming<Q, A>(answer: (call: ServerWritableStream<Q, A>) => Promise<void>) {
  return (call: ServerWritableStream<Q, A>) => {
    answer(call).catch((error: unknown) => call.emit("error", writeError(error)));
  };
}
