import type { ServerDuplexStream } from "@grpc/grpc-js";
import { SweepError } from "../../error.ts";
import { type SessionRequest, type SessionResponse, StopWhy } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import type { TrialRecord } from "../../search/history/history.ts";
import { BOUNDS } from "../bounds.ts";
import type { Machine } from "../core/document/requires.ts";
import type { SweepSpec } from "../core/document/spec.ts";
import type { Sweep, Trial } from "../core/state.ts";
import type { Dispatcher, SlotHolder } from "../dispatcher.ts";
import type { Engine, LeaseName, Request } from "../engine.ts";
import type { AgentSessions } from "./agentSessions.ts";
import { writeError } from "./status.ts";
import { readFinish, readMachine, readReport, writeParams, writeTrainer } from "./wire.ts";

/** Version of the words in agent.proto. Another version is refused at Hello. */
const PROTOCOL = 1;

export type Stream = ServerDuplexStream<SessionRequest, SessionResponse>;
type Message = NonNullable<SessionResponse["message"]>;

/**
 * The controller's end of one agent's stream. It keeps nothing that matters: what an agent holds stands in the sweeps, so a stream may break
 * at any point and the next one goes on from there.
 */
export class AgentSession implements SlotHolder {
  agent = "";
  machine: Machine = { gpus: [], labels: {} };
  readonly #stream: Stream;
  readonly #engine: Engine;
  readonly #dispatcher: Dispatcher;
  readonly #sessions: AgentSessions;
  #inFlight = 0;
  /** Number of the newest heartbeat. */
  #heartbeat: number | undefined;
  #closed = false;
  /** Resolves when what the agent holds agrees with what it was given. */
  #settled: Promise<void> = Promise.resolve();

  constructor(stream: Stream, engine: Engine, dispatcher: Dispatcher, sessions: AgentSessions) {
    this.#stream = stream;
    this.#engine = engine;
    this.#dispatcher = dispatcher;
    this.#sessions = sessions;
    stream.on("data", (request: SessionRequest) => this.#receive(request));
    stream.on("end", () => this.close());
    // The other side has gone; what it held is kept until its leases run out or it comes back.
    stream.on("error", () => this.close());
    stream.on("close", () => this.close());
  }

  assign(lease: LeaseName): void {
    // Its silence begins when it is told.
    this.#engine.heard(lease);
    // At once, though the next commit may be under way: a trial that waits for its next attempt does not change.
    const told = this.#engine.peek(lease.sweep, (sweep) => this.#tell(sweep, lease));
    if (told === null) this.#background(this.#engine.read(lease.sweep, (sweep) => this.#tell(sweep, lease)));
  }

  /** Tells the agent to end a trainer. */
  stop(lease: Lease, why: StopWhy, reason: string): void {
    this.#send({ $case: "stop", stop: { lease, why, reason } });
  }

  /** Tells the agent that nothing more comes on this stream, and ends it. */
  drain(reason: string): void {
    this.#send({ $case: "drain", drain: { reason } });
    this.close();
    this.#stream.end();
  }

  close(): void {
    this.#closed = true;
    this.#dispatcher.withdraw(this);
    this.#sessions.remove(this);
  }

  #receive({ message }: SessionRequest): void {
    if (message === undefined) return;
    if (message.$case !== "hello" && this.agent === "") {
      return this.#refuse(new SweepError("unsupported", `a session begins with Hello, not with ${message.$case}`));
    }
    switch (message.$case) {
      case "hello": {
        const { protocol, agent, held } = message.hello;
        if (protocol !== PROTOCOL) {
          const versions = `agent ${agent} speaks protocol ${protocol}, this controller ${PROTOCOL}`;
          return this.#refuse(
            new SweepError("unsupported", `${versions}; run the same version of macrosweep on both sides`),
          );
        }
        this.machine = readMachine(message.hello.machine);
        this.#settled = this.#welcome(agent, held);
        return this.#bound(this.#settled);
      }
      case "credit":
        return this.#bound(this.#offer(message.credit.slots));
      case "report":
        return this.#under(message.report.lease, message.report.seq, {
          kind: "report",
          report: readReport(message.report),
        });
      case "finish":
        return this.#under(message.finish.lease, message.finish.seq, {
          kind: "finish",
          finish: readFinish(message.finish),
        });
      case "heartbeat":
        this.#heartbeat = message.heartbeat.number;
        for (const lease of message.heartbeat.leases) this.#heard(lease, this.#heartbeat);
    }
  }

  /** Not before it is known what the agent holds: a trial given to it meanwhile would look like one that never arrived. */
  async #offer(slots: number): Promise<void> {
    await this.#settled;
    if (!this.#closed) this.#dispatcher.offer(this, slots);
  }

  async #welcome(agent: string, held: readonly Lease[]): Promise<void> {
    this.agent = agent;
    this.#sessions.add(this);
    this.#dispatcher.join(this);
    const leaseMs = this.#engine.leaseMs;
    // Three heartbeats a lease: one may be lost, two are a pattern.
    this.#send({ $case: "welcome", welcome: { protocol: PROTOCOL, leaseMs, heartbeatMs: Math.floor(leaseMs / 3) } });
    for (const lease of held) this.#heard(lease, undefined);
    await this.#takeBack(agent, held);
  }

  /** What was granted to this agent and is not among what it holds never reached it. */
  async #takeBack(agent: string, held: readonly Lease[]): Promise<void> {
    const holds = new Set(held.map(({ sweep, trial, attempt }) => `${sweep}/${trial}/${attempt}`));
    for (const sweep of this.#engine.names()) {
      const granted = await this.#engine.read(sweep, ({ leases }) =>
        [...leases.values()].filter((lease) => lease.agent === agent),
      );
      for (const { trial, attempt } of granted) {
        if (holds.has(`${sweep}/${trial}/${attempt}`)) continue;
        await this.#engine.execute(sweep, { kind: "expire", trial, attempt, why: "undelivered" });
      }
    }
  }

  /** Never sent to a stream that has closed: the agent's next Hello, or the end of the lease, gives the trial back. */
  #tell({ id, spec, trials, history }: Sweep, lease: LeaseName): void {
    const record = history.trials[lease.trial];
    const known = trials[lease.trial];
    if (record === undefined || known === undefined)
      throw new Error(`sweep ${lease.sweep} has no trial ${lease.trial}`);
    const assigned = { ...assignment(spec, lease, record, known), sweepId: id, heartbeat: this.#heartbeat };
    this.#send({ $case: "assignment", assignment: assigned });
  }

  #heard(lease: Lease, heartbeat: number | undefined): void {
    const seq = this.#engine.heard(lease);
    if (seq === null) this.stop(lease, StopWhy.LOST, "the lease has ended");
    else this.#send({ $case: "ack", ack: { lease, seq, heartbeat } });
  }

  #under(lease: Lease | undefined, seq: number, said: SaidUnderLease): void {
    if (lease === undefined) return this.#refuse(new SweepError("invalid", `${said.kind}: has no lease`));
    this.#bound(this.#relay(lease, seq, said));
  }

  async #relay(lease: Lease, seq: number, said: SaidUnderLease): Promise<void> {
    const { sweep, trial, attempt } = lease;
    const answer = await this.#engine.execute(sweep, { ...said, trial, attempt });
    switch (answer.kind) {
      case "lost":
        this.stop(lease, StopWhy.LOST, "the lease has ended");
        return this.#send({ $case: "ack", ack: { lease, seq } });
      case "gap":
        return this.#refuse(
          new SweepError("unavailable", `message ${seq} of ${sweep}/${trial}/${attempt} came too early`),
        );
      case "done":
      case "granted":
      case "nothing":
        return this.#send({ $case: "ack", ack: { lease, seq } });
    }
  }

  /** Reads on only while few messages wait for the engine, so that an agent cannot fill its inbox. */
  #bound(work: Promise<void>): void {
    this.#inFlight += 1;
    if (this.#inFlight === BOUNDS.sessionInFlight) this.#stream.pause();
    const done = work.finally(() => {
      if (this.#inFlight === BOUNDS.sessionInFlight) this.#stream.resume();
      this.#inFlight -= 1;
    });
    this.#background(done);
  }

  /** An agent that was not answered says it again on its next stream, so this one is ended. */
  #background(work: Promise<void>): void {
    work.catch((error: unknown) => this.#refuse(error));
  }

  #refuse(error: unknown): void {
    this.close();
    this.#stream.emit("error", writeError(error));
  }

  #send(message: Message): void {
    if (!this.#stream.destroyed && !this.#stream.writableEnded) this.#stream.write({ message });
  }
}

type SaidUnderLease = Request extends infer R
  ? R extends { kind: "report" | "finish" }
    ? Omit<R, "trial" | "attempt">
    : never
  : never;

function assignment(
  spec: SweepSpec,
  lease: LeaseName,
  record: Pick<TrialRecord, "params" | "steps">,
  { seed, replicate }: Trial,
) {
  const epochs = spec.budget.epochsPerTrial;
  const { parameters: space } = spec;
  const trainer = writeTrainer(spec.trainer, { space, params: record.params, trial: lease.trial, seed, epochs });
  return {
    lease,
    params: writeParams(record.params, space),
    seed,
    epochs,
    reported: record.steps.at(-1) ?? 0,
    trainer,
    replicate,
  };
}
