import { setTimeout as sleep } from "node:timers/promises";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import { SweepError } from "../../error.ts";
import { type AskLog, type Hello, type SessionResponse, StopWhy } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import { type Access, misnamed, type Principal } from "../access/index.ts";
import { BOUNDS, WAITS } from "../bounds.ts";
import type { Clock } from "../clock.ts";
import type { Machine } from "../core/document/requires.ts";
import type { Sweep } from "../core/state.ts";
import type { Dispatcher, SlotHolder } from "../dispatcher.ts";
import type { Engine, LeaseName } from "../engine.ts";
import type { AgentSessions } from "./agentSessions.ts";
import { assignmentOf } from "./assignment.ts";
import { Flow, type InFlight } from "./flow.ts";
import { giveUpGone } from "./goneProcesses.ts";
import { HeardLeases } from "./heardLeases.ts";
import type { Incoming } from "./incoming.ts";
import type { Refusals } from "./refusals.ts";
import { resetStream } from "./resetStream.ts";
import type { AgentFacts } from "./roster.ts";
import { endOf, lostWhenNotFound, type SaidUnderLease } from "./saidUnderLease.ts";
import { writeError } from "./status.ts";
import { leaseKey, takeBack } from "./takeBack.ts";
import type { TrialLogs } from "./trialLogs.ts";
import { readFacts, readGpusOfSlot, readMachine, readReport } from "./wire.ts";

/** Version of the words in agent.proto. Another version is refused at Hello. */
const PROTOCOL = 1;

// Before a stream is ended because of what cannot be recorded now.
const REFUSAL_MS = 1_000;

export type Stream = ServerDuplexStream<Incoming, SessionResponse>;
type Message = NonNullable<SessionResponse["message"]>;

/** What a session needs of its surroundings. */
export interface SessionContext {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly sessions: AgentSessions;
  readonly logs: TrialLogs;
  readonly clock: Clock;
  readonly access: Pick<Access, "lapsed" | "askSession">;
  readonly inFlight: InFlight;
  readonly refusals: Refusals;
  /** Ends the connection of a stream at once. */
  readonly cut: (peer: string) => void;
}

/**
 * The controller's end of one agent's stream. It keeps nothing that matters: what an agent holds stands in the sweeps, so a stream may break
 * at any point and the next one goes on from there.
 */
export class AgentSession implements SlotHolder {
  agent = "";
  process = "";
  number = 0;
  saysGone = false;
  gpus = 0;
  machine: Machine = { gpus: [], labels: {} };
  words = 0;
  tails = false;
  facts: AgentFacts = { name: "", host: "", version: null, slots: 0, gpus: [], labels: {} };
  trouble: string | null = null;
  /** The one sweep that the agent of a pod trains for. */
  readonly only: string | null;
  heardMs: number;
  heardAtMs: number;
  /** Whose connection it is, as gRPC names it. */
  readonly peer: string;
  readonly #stream: Stream;
  readonly #principal: Principal;
  readonly #context: SessionContext;
  readonly #flow: Flow;
  readonly #leases: HeardLeases;
  /** A message was not taken: what follows it on this stream is missing something. */
  #refusing = false;
  #closed = false;
  /** Waits for the end of a session to be read. */
  #parting: NodeJS.Timeout | undefined;
  /** Resolves when what the agent holds agrees with what it was given. */
  #settled: Promise<void> = Promise.resolve();
  /** Assigned on this stream, and not yet heard of. */
  readonly #underWay = new Set<string>();
  /** Grows with each withdrawal: credit from before it does not count. */
  #withdrawals = 0;

  constructor(stream: Stream, principal: Principal, context: SessionContext) {
    this.#stream = stream;
    this.#principal = principal;
    this.only = principal.kind === "pod" ? principal.sweep : null;
    this.#context = context;
    this.#flow = new Flow(stream, context.clock, context.inFlight);
    this.#leases = new HeardLeases({
      engine: context.engine,
      speaker: this,
      arrived: (lease) => this.#arrived(lease),
      send: (message) => this.#send(message),
      isClosed: () => this.#closed,
    });
    this.heardMs = context.sessions.nowMs;
    this.heardAtMs = context.clock.nowMs();
    this.peer = stream.getPeer();
    context.sessions.opened(this);
    stream.on("data", (incoming: Incoming) => this.#receive(incoming));
    stream.on("end", () => this.#end());
    // The other side has gone; what it held is kept until its leases run out or it comes back.
    stream.on("cancelled", () => this.#gone());
    stream.on("error", () => this.#gone());
    stream.on("close", () => this.#gone());
  }

  assign(lease: LeaseName): void {
    this.#background(this.#assign(lease));
  }

  get free(): number {
    return this.#context.dispatcher.freeOf(this);
  }

  /** Asks for the end of a log. */
  askLog(askLog: AskLog): void {
    this.#send({ $case: "askLog", askLog });
  }

  /** Tells the agent to end a trainer. */
  stop(lease: Lease, why: StopWhy, reason: string): void {
    this.#leases.stop(lease, why, reason);
  }

  /** Tells the agent that nothing more comes on this stream, and ends it. */
  drain(reason: string): void {
    this.#send({ $case: "drain", drain: { reason } });
    this.#end();
  }

  /** A later stream of this agent has come. */
  replaced(by: string): void {
    // Nobody is refused: whoever came later is the same agent.
    this.#giveNotice(new SweepError("exists", `this session is replaced by ${by}`));
  }

  /** Looks whether the agent still speaks and listens, and may; to be called about once a second. */
  look(): void {
    const lapsed = this.#context.access.lapsed("agents", this.#principal);
    if (lapsed !== null) return this.#refuse(new SweepError("unauthenticated", lapsed));
    const { nowMs } = this.#context.sessions;
    const silentMs = nowMs - this.heardMs;
    const { stuckSinceMs, overflows } = this.#flow;
    const stuck = stuckSinceMs !== null && nowMs - stuckSinceMs >= WAITS.readerMs;
    if (stuck || overflows) return this.#cut();
    // Whoever is not read cannot be heard.
    if (!this.#flow.reads) this.heardMs = nowMs;
    else if (this.agent === "" && silentMs >= WAITS.firstWordMs)
      this.#refuseFor(`no Hello within ${seconds(WAITS.firstWordMs)}`);
    else if (this.agent !== "" && silentMs >= this.#silenceMs)
      this.#refuseFor(`agent ${this.agent} was silent for a whole lease`);
  }

  close(): void {
    this.#closed = true;
    this.#context.dispatcher.withdraw(this);
    this.#context.sessions.remove(this);
    this.#context.logs.gone(this.agent);
  }

  /** Leases may be shorter than two looks. */
  get #silenceMs(): number {
    return Math.max(this.#context.engine.leaseMs, WAITS.firstWordMs);
  }

  #receive(incoming: Incoming): void {
    if (this.#closed) return;
    this.heardMs = this.#context.sessions.nowMs;
    this.heardAtMs = this.#context.clock.nowMs();
    const { message, refusal } = incoming;
    if (refusal !== "") return this.#refuse(new SweepError("invalid", refusal));
    if (message === undefined) return;
    if (message.$case !== "hello" && this.agent === "") {
      return this.#refuse(new SweepError("unsupported", `a session begins with Hello, not with ${message.$case}`));
    }
    const done = this.#flow.receive(incoming);
    this.#background(this.#handle(message).finally(done));
  }

  async #handle(message: NonNullable<Incoming["message"]>): Promise<void> {
    switch (message.$case) {
      case "hello":
        this.#greet(message.hello);
        return this.#settled;
      case "credit":
        return this.#offer(message.credit.slots);
      case "withdraw":
        this.#withdrawals += 1;
        return this.#context.dispatcher.rest(this, message.withdraw.reason.slice(0, BOUNDS.reasonChars));
      case "report":
        return this.#relay(message.report, { kind: "report", report: readReport(message.report) });
      case "finish":
        return this.#relay(message.finish, endOf(message.finish));
      case "heartbeat":
        return this.#leases.heartbeat(message.heartbeat);
      case "logTail":
        return this.#context.logs.heard(this.agent, message.logTail);
      case "gone":
        return giveUpGone(this.#context.engine, message.gone.processes);
    }
  }

  #greet(hello: Hello): void {
    const { protocol, agent, process = "", session = 0, machine, held, leaving } = hello;
    if (this.agent !== "") throw new SweepError("unsupported", "a session has one Hello");
    if (agent === "") throw new SweepError("invalid", "hello.agent: must be a name");
    if (protocol !== PROTOCOL) {
      const versions = `agent ${agent} speaks protocol ${protocol}, this controller ${PROTOCOL}`;
      throw new SweepError("unsupported", `${versions}; run the same version of macrosweep on both sides`);
    }
    this.#checkRights(agent);
    this.agent = agent;
    this.process = process;
    this.number = session;
    this.saysGone = leaving !== undefined;
    this.gpus = readGpusOfSlot(hello);
    this.machine = readMachine(machine);
    this.words = hello.words ?? 0;
    this.facts = readFacts(hello);
    this.tails = hello.tails === true;
    this.#context.sessions.admit(this);
    this.#settled = this.#welcome(held, leaving?.leases ?? []);
  }

  #checkRights(agent: string): void {
    const refusal = misnamed(this.#principal, agent);
    if (refusal !== null) throw new SweepError("forbidden", refusal);
    const waitMs = this.#context.access.askSession(agent);
    if (waitMs > 0)
      throw new SweepError("exhausted", `agent ${agent} opens sessions too often; again in ${seconds(waitMs)}`);
  }

  /** Not before it is known what the agent holds: a trial given to it meanwhile would look like one that never arrived. */
  async #offer(slots: number): Promise<void> {
    const { dispatcher, sessions } = this.#context;
    const withdrawals = this.#withdrawals;
    await this.#settled;
    const pauseMs = sessions.pauseMs(this.agent);
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
    if (this.#closed || withdrawals !== this.#withdrawals) return;
    const free = dispatcher.freeOf(this) + slots;
    if (free > BOUNDS.slots) {
      throw new SweepError("invalid", `credit: ${free} free slots are too many; an agent has at most ${BOUNDS.slots}`);
    }
    dispatcher.offer(this, slots);
  }

  async #welcome(held: readonly Lease[], leaving: readonly Lease[]): Promise<void> {
    const { dispatcher, engine } = this.#context;
    dispatcher.join(this);
    const { leaseMs } = engine;
    // Three heartbeats a lease: one may be lost, two are a pattern.
    const welcome = { protocol: PROTOCOL, leaseMs, heartbeatMs: Math.floor(leaseMs / 3), hears: true };
    this.#send({ $case: "welcome", welcome });
    this.#leases.named(held, leaving);
    const missed = await takeBack(engine, this, held, leaving, () => this.#closed);
    if (missed) this.#context.sessions.delivered(this.agent, false);
  }

  async #assign(lease: LeaseName): Promise<void> {
    const { engine } = this.#context;
    // Its silence begins when it is told.
    engine.told(lease);
    const write = (sweep: Sweep) => assignmentOf(sweep, lease);
    // At once, though the next commit may be under way: a trial that waits for its next attempt does not change.
    const assigned = engine.peek(lease.sweep, write) ?? (await engine.read(lease.sweep, write));
    // The stream has closed since the slot was offered.
    if (this.#closed) return void (await engine.giveUp(lease, "undelivered"));
    this.#underWay.add(leaseKey(lease));
    this.#send({ $case: "assignment", assignment: { ...assigned, heartbeat: this.#leases.newest } });
  }

  async #relay({ lease, seq }: { lease?: Lease | undefined; seq: number }, said: SaidUnderLease): Promise<void> {
    if (lease === undefined) throw new SweepError("invalid", `${said.kind}: has no lease`);
    this.#arrived(lease);
    const { sweep, trial, attempt } = lease;
    const by = { agent: this.agent, process: this.process };
    const answer = await this.#context.engine.execute(sweep, { ...said, trial, attempt, by }).catch(lostWhenNotFound);
    switch (answer.kind) {
      case "lost":
        this.stop(lease, StopWhy.LOST, "the lease has ended");
        return this.#send({ $case: "ack", ack: { lease, seq } });
      case "gap":
        // Messages of one stream come in order, and a stream of which one was refused is over. So the journal has lost what it had acknowledged.
        if (!this.#closed && !this.#refusing) await this.#context.engine.giveUp(lease, "gap");
        return;
      default:
        return this.#send({ $case: "ack", ack: { lease, seq } });
    }
  }

  #arrived(lease: Lease): void {
    if (this.#underWay.delete(leaseKey(lease))) this.#context.sessions.delivered(this.agent, true);
  }

  /** An agent that was not answered says it again on its next stream, so this one is ended. */
  #background(work: Promise<void>): void {
    work.catch(async (error: unknown) => {
      this.#refusing = true;
      // On a full disk it would be said again and again; heartbeats go on meanwhile.
      if (error instanceof SweepError && error.code === "unavailable")
        await sleep(REFUSAL_MS, undefined, { ref: false });
      this.#refuse(error);
    });
  }

  #refuseFor(reason: string): void {
    this.#refuse(new SweepError("unavailable", reason));
  }

  #refuse(error: unknown): void {
    if (!this.#closed) this.#tell(error);
    this.#giveNotice(error);
  }

  #giveNotice(error: unknown): void {
    const status = writeError(error);
    if (this.#closed) return;
    this.close();
    // What it goes on saying stays in its connection.
    this.#stream.pause();
    this.#stream.emit("error", status);
    this.#cutUnlessRead();
  }

  #tell(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#context.refusals.tell({ agent: this.agent, peer: this.peer }, why);
  }

  #cut(): void {
    if (!this.#closed) this.#tell("it takes none of the answers to it");
    this.close();
    // A connection may carry several agents, behind a proxy for example: the others go on.
    const isShared = this.#context.sessions.some(({ peer }) => peer === this.peer);
    if (!isShared || !resetStream(this.#stream)) this.#context.cut(this.peer);
  }

  #end(): void {
    this.close();
    this.#stream.end();
    this.#cutUnlessRead();
  }

  /** Nothing waits for it any more: who opens streams and takes them back must not leave a timer behind for each. */
  #gone(): void {
    clearTimeout(this.#parting);
    this.close();
  }

  /** Whoever does not read the end of a session keeps its last words here; one who has never spoken keeps but a connection. */
  #cutUnlessRead(): void {
    this.#parting = setTimeout(() => {
      if (this.agent === "" || this.#flow.stuckSinceMs !== null) this.#cut();
    }, WAITS.partingMs).unref();
  }

  #send(message: Message): void {
    // To somebody who reads nothing, nothing more is said.
    if (this.#flow.overflows) return;
    this.#flow.send({ message }, () => this.#context.sessions.nowMs);
  }
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
