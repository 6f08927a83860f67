import type { JsonObject } from "@bufbuild/protobuf";
import { type handleBidiStreamingCall, Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import { expect, it, onTestFinished, vi } from "vitest";
import { startAgent } from "../../src/agent/agent.ts";
import { openSqliteJournal } from "../../src/controller/journal/sqlite.ts";
import { Inbox } from "../agent/inbox.ts";
import { keepingLogger, nodeTrainer, temporaryFolder } from "../agent/scene.ts";
import { stage, sweepDocument } from "../controller/rpc/stage.ts";
import { expectPromisesKept, those } from "../e2e/promises.ts";
import { readAll } from "./readAll.ts";
import { SpokenAgent } from "./spokenAgent.ts";
import { editedWords, releasedWords, SESSION, type Words } from "./words.ts";

// Agents of the last release and of versions to come at this controller, and an agent of this version at a controller to come.

const { controller, folder, create, get, address } = stage();

/** Of `sweepDocument`. */
const EPOCHS = 3;

const PATIENCE = { timeout: 50_000, interval: 50 };

const later = editedWords((proto) =>
  proto
    .replace("message SessionRequest {", "message SessionRequest {\n  string trace = 901;")
    .replace("Gone gone = 8;", "Gone gone = 8;\n    Weather weather = 902;")
    .replace("AskLog ask_log = 7;", "AskLog ask_log = 7;\n    Weather weather = 902;")
    .replace("message Hello {", "message Weather { string sky = 1; }\nmessage Hello {\n  repeated Weather skies = 903;")
    .replace("message Finish {", "message Finish {\n  Weather after = 904;")
    .replace("OUTCOME_STOPPED = 4;", "OUTCOME_STOPPED = 4;\n  OUTCOME_VANISHED = 77;")
    .replace("STOP_WHY_FAILED = 4;", "STOP_WHY_FAILED = 4;\n  STOP_WHY_RAIN = 77;")
    .replace("message Assignment {", "message Assignment {\n  Weather weather = 905;")
    .replace("Bundled bundled = 2;", "Bundled bundled = 2;\n    Weather cloud = 906;"),
);

it("an agent of the last release goes through a whole sweep, over cuts, and is told nothing that it does not know", async () => {
  const confirmed = { pruner: { name: "asha", minResource: 1, reductionFactor: 2 }, confirm: { top: 2, seeds: 2 } };
  await create(sweepDocument({ trials: 8, parallel: 3 }, confirmed));
  const agent = agentWith(releasedWords());

  await vi.waitFor(() => expect(agent.acknowledged.size).toBeGreaterThan(4), PATIENCE);
  agent.cut();
  await over("small");

  expect(agent.strange).toBe(0);
  const events = await recorded();
  expect(those(events, "confirmationEnded")).toHaveLength(1);
  expect(those(events, "sweepEnded")).toMatchObject([{ state: "completed" }]);
  const reports = those(events, "reportRecorded").map(({ trial, attempt, seq }) => `${trial}/${attempt}/${seq}`);
  const finishes = those(events, "leaseEnded").map(({ trial, attempt }) => `${trial}/${attempt}/${EPOCHS + 1}`);
  expect([...reports, ...finishes]).toEqual(expect.arrayContaining([...agent.acknowledged]));
  expect(agent.stops).toContain("STOP_WHY_PRUNED");
});

it("an agent of a later version goes through a whole sweep: what it says beyond our words is passed over", async () => {
  await create(sweepDocument({ trials: 6, parallel: 3 }));
  const agent = agentWith(later, {
    hello: { skies: [{ sky: "grey" }], words: 9 },
    between: [{ weather: { sky: "blue" } }, { trace: "4bf92f35" }],
    finish: (trial) => ({ after: { sky: "red" }, ...(trial === 2 ? { outcome: "OUTCOME_VANISHED" } : {}) }),
  });

  await over("small");

  expect(agent.strange).toBe(0);
  const events = await recorded();
  expect(those(events, "sweepEnded")).toMatchObject([{ state: "completed" }]);
  // Nobody knows that a trial is whole that ended in a way of which nothing is known.
  const states = those(events, "trialEnded").map(({ trial, state }) => [trial, state]);
  expect(new Map(states as [number, string][])).toEqual(
    new Map([0, 1, 2, 3, 4, 5].map((trial) => [trial, trial === 2 ? "failed" : "completed"])),
  );
});

it("an agent at a controller of a later version trains what it understands, and stops when it is told to, for whatever reason", async () => {
  const { address: at, streams } = await laterController(later);
  const work = temporaryFolder();
  const { logger } = keepingLogger();
  const agent = startAgent({ controller: at, slots: 1, work, logger, graceMs: 300 });
  onTestFinished(() => agent.stop());
  const stream = await streams.take(() => true, PATIENCE.timeout);
  const welcome = { protocol: 1, leaseMs: 20_000, heartbeatMs: 5_000 };
  const greeting: JsonObject[] = [{ weather: { sky: "blue" } }, { welcome }, { weather: { sky: "grey" } }];
  for (const said of greeting) stream.say(said);
  await stream.next("credit");

  const assigned = (trial: number, trainer: JsonObject): JsonObject => {
    return { lease: { sweep: "beats", trial, attempt: 1 }, seed: 1, epochs: 2, trainer, weather: { sky: "red" } };
  };
  const command = nodeTrainer(work, "report(1); if (trial.trial === 1) await sleep(60_000); report(2);");
  stream.say({ assignment: assigned(0, { command: { argv: command } }) });
  expect(await stream.acked("finish")).toMatchObject({ outcome: "OUTCOME_COMPLETED", epochs: 2 });

  stream.say({ assignment: assigned(1, { command: { argv: command } }) });
  await stream.next("report");
  stream.say({ stop: { lease: { sweep: "beats", trial: 1, attempt: 1 }, why: "STOP_WHY_RAIN" } });
  expect(await stream.acked("finish")).toMatchObject({ outcome: "OUTCOME_STOPPED" });

  // It is not left out without a word.
  stream.say({ assignment: assigned(2, { cloud: { sky: "black" } }) });
  expect(await stream.acked("finish")).toMatchObject({
    outcome: "OUTCOME_FAILED",
    reason: expect.stringContaining("this agent does not know its kind; update the agent"),
  });
});

function agentWith(words: Words, more: Partial<ConstructorParameters<typeof SpokenAgent>[0]> = {}): SpokenAgent {
  const agent = new SpokenAgent({ controller: address(), words, ...more });
  onTestFinished(() => agent.close());
  return agent;
}

async function over(sweep: string): Promise<void> {
  await vi.waitFor(async () => expect((await get(sweep)).state).not.toBe("running"), PATIENCE);
}

async function recorded() {
  await controller().stop();
  const journal = await openSqliteJournal(`${folder()}/journal.db`);
  const events = await readAll(journal, "small").finally(() => journal.close());
  expectPromisesKept(events);
  return events;
}

/** The controller's end of a stream, by the words of another version. */
class LaterStream {
  readonly #call: ServerDuplexStream<JsonObject, JsonObject>;
  readonly #heard = new Inbox<JsonObject>();

  constructor(call: ServerDuplexStream<JsonObject, JsonObject>) {
    this.#call = call;
    call.on("data", (message: JsonObject) => this.#heard.put(message));
    call.on("error", () => {});
  }

  say(message: JsonObject): void {
    this.#call.write(message);
  }

  async next(kind: string): Promise<JsonObject> {
    const message = await this.#heard.take((one) => kind in one, PATIENCE.timeout);
    return message[kind] as JsonObject;
  }

  /** Takes it and acknowledges it, and all before it. */
  async acked(kind: string): Promise<JsonObject> {
    const message = await this.next(kind);
    this.say({ ack: { lease: message.lease ?? null, seq: message.seq ?? 0 } });
    return message;
  }
}

async function laterController({ request, response }: Words) {
  const streams = new Inbox<LaterStream>();
  const server = new Server();
  const session: handleBidiStreamingCall<JsonObject, JsonObject> = (call) => streams.put(new LaterStream(call));
  const kind = { path: SESSION, requestStream: true, responseStream: true } as const;
  const [read, write] = [request, response].map(({ read: from, write: to }) => ({ from, to }));
  server.addService(
    {
      session: {
        ...kind,
        requestDeserialize: read!.from,
        requestSerialize: read!.to,
        responseSerialize: write!.to,
        responseDeserialize: write!.from,
      },
    },
    { session },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return { address: `127.0.0.1:${port}`, streams };
}
