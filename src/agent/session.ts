import { status } from "@grpc/grpc-js";
import { SweepError } from "../error.ts";
import type {
  Ack,
  AskLog,
  Assignment,
  Heartbeat,
  Hello,
  SessionRequest,
  SessionResponse,
  Stop,
  Welcome,
} from "../gen/macrosweep/v1/agent.ts";
import { Backoff } from "./backoff.ts";
import { BOUNDS } from "./bounds.ts";
import { clock } from "./clock.ts";
import type { Logger } from "./config.ts";
import { type CredentialOptions, type Shown, show } from "./credentials.ts";
import { Patience } from "./patience.ts";
import { Turns } from "./turns.ts";
import { type Call, GRPC, type Keepalive, type Way } from "./way.ts";

/** The version of agent.proto that this agent speaks. */
export const PROTOCOL = 1;

/** Whoever holds the leases that a session is about. */
export interface Holder {
  /** What to say first on a stream. */
  hello(): Hello;
  /** A stream is open: says again what is not acknowledged, and returns the number of free slots, or why none can be used now. */
  opened(welcome: Welcome): number | string;
  /** The leases to renew, and those that have ended while their trainers still run. */
  heartbeat(): Pick<Heartbeat, "leases" | "leaving">;
  /** The heartbeat of this number is sent now; numbers count from 1 on each stream. */
  heartbeatSent(number: number): void;
  assigned(assignment: Assignment): void;
  acked(ack: Ack): void;
  stopped(stop: Stop): void;
  /** What a trainer has printed is wanted; the answer comes by `Session.send`. */
  asked(ask: AskLog): void;
}

export interface SessionOptions {
  /** host:port; several with commas between them, of which one leads. */
  readonly controller: string;
  readonly credentials: CredentialOptions;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Left out: gRPC. */
  readonly way?: Way;
}

type Message = NonNullable<SessionRequest["message"]>;

/** How a stream ended. */
interface StreamEnd {
  /** As gRPC calls it. */
  readonly code: string;
  readonly details: string;
}

/**
 * The agent's stream to its controller, opened again whenever it ends, or the controller is silent where it owes an answer. On each stream it says Hello, and after the Welcome what is not
 * acknowledged yet, and then the credit, which starts from zero with every stream.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #holder: Holder;
  readonly #way: Way;
  readonly #backoff: Backoff;
  readonly #turns: Turns;
  // With a standby to go to, nobody waits long for one that is silent.
  readonly #hasStandby: boolean;
  // Who was called last, and how many times as long as at first it may be silent; null when it need not be waited for any longer than that.
  #called: { readonly controller: string; readonly times: number } | null = null;
  #controller = "";
  // Set from the Welcome of a stream to its end; what comes before or after that does not count.
  #call: Call | null = null;
  #draining = false;
  #heartbeats = 0;
  #takingWork = true;
  #gone: readonly string[] = [];
  // What was told of this outage.
  readonly #told = new Set<string>();
  #endTimers = () => {};
  // Ends the stream by the agent's own decision.
  #giveUp: (end: StreamEnd) => void = () => {};
  // Whether the controller answers heartbeats whatever they say; one of an earlier version does not.
  #hears = false;
  readonly #silence = new Patience(BOUNDS.answerMs, () => this.#giveUpFor("no answer to a heartbeat"));
  readonly #drained = new Patience(BOUNDS.answerMs, () => this.#giveUpFor("no end of a stream that was drained"));

  constructor(options: SessionOptions, holder: Holder) {
    this.#options = options;
    this.#holder = holder;
    this.#way = options.way ?? GRPC;
    this.#backoff = new Backoff(BOUNDS.backoffMs, options.random);
    const controllers = options.controller.split(",");
    this.#turns = new Turns(controllers);
    this.#hasStandby = controllers.length > 1;
  }

  /**
   * Keeps the session until the signal is aborted.
   * @throws SweepError `unsupported` when the controller speaks another protocol: calling again would not help.
   */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#controller = this.#turns.next(clock.now());
      const connectMs = this.#hasStandby ? BOUNDS.standby.answerMs : BOUNDS.connectMs;
      const nobody = await this.#way.knock(this.#controller, connectMs, signal);
      if (signal.aborted) return;
      const ended = nobody === null ? await this.#tryStream(signal) : { code: "UNAVAILABLE", details: nobody };
      if (signal.aborted) return;
      this.#turns.failed(this.#controller, nobody === null, clock.now());
      this.#tellOutage(ended);
      await clock.sleep(this.#backoff.next(), signal);
    }
  }

  /** Returns false when no stream is open. True says that the message is on its way, not that it arrives. */
  send(message: Message): boolean {
    if (this.#call === null) return false;
    this.#call.write({ message });
    return true;
  }

  /** So many more slots are free. What cannot be said now is part of the next stream's first credit. */
  credit(slots: number): void {
    if (this.#takingWork && !this.#draining && slots > 0) this.send({ $case: "credit", credit: { slots } });
  }

  /** Takes all credit back. The reason is for people. */
  withdraw(reason: string): void {
    this.send({ $case: "withdraw", withdraw: { reason } });
  }

  /** A heartbeat for these leases, beside those that come by themselves. */
  renew(renewed: Pick<Heartbeat, "leases" | "leaving">): void {
    if (this.#call === null) return;
    const number = ++this.#heartbeats;
    if (this.#hears) this.#silence.begin();
    this.#holder.heartbeatSent(number);
    this.send({ $case: "heartbeat", heartbeat: { ...renewed, number } });
  }

  /** These processes have gone, and nothing of their trainers runs: said on this stream, and on each that follows. */
  bury(processes: readonly string[]): void {
    this.#gone = processes;
    if (processes.length > 0) this.send({ $case: "gone", gone: { processes: [...processes] } });
  }

  /** Ends this stream, so that the next one's Hello says what is so. */
  beginAnew(reason: string): void {
    this.#giveUp({ code: "ABORTED", details: reason });
  }

  /** Gives no more credit, on no stream. */
  takeNoMoreWork(): void {
    this.#takingWork = false;
  }

  /** With the credentials as their files are now: they may be replaced at any time. */
  async #tryStream(signal: AbortSignal): Promise<StreamEnd> {
    let shown: Shown;
    try {
      shown = show(this.#options.credentials);
    } catch (error) {
      if (error instanceof SweepError) return { code: "UNAUTHENTICATED", details: error.message };
      throw error;
    }
    return await this.#stream(shown, signal);
  }

  async #stream(shown: Shown, signal: AbortSignal): Promise<StreamEnd> {
    const { answerMs, keepalive } = this.#waits();
    const { call, end } = this.#way.open(this.#controller, shown, keepalive);
    const greeting = new Patience(answerMs, () => this.#giveUpFor("no answer to Hello", answerMs));
    const cancel = () => this.#giveUp({ code: "CANCELLED", details: "" });
    signal.addEventListener("abort", cancel);
    let over = false;
    try {
      return await new Promise((resolve, reject) => {
        this.#giveUp = resolve;
        call.on("status", ({ code, details }) => {
          const refused = code === status.FAILED_PRECONDITION && this.#call === null;
          if (refused) reject(new SweepError("unsupported", details));
          else resolve({ code: status[code] ?? String(code), details });
        });
        // Says the same as the status, which comes in any case.
        call.on("error", () => {});
        call.on("data", ({ message }: SessionResponse) => {
          if (over) return;
          if (message?.$case !== "welcome") return this.#received(message);
          const refusal = checkWelcome(message.welcome);
          if (refusal !== null) return reject(refusal);
          greeting.end();
          if (this.#call === null) this.#opened(call, message.welcome);
        });
        call.write({ message: { $case: "hello", hello: this.#holder.hello() } });
        greeting.begin();
      });
    } finally {
      over = true;
      greeting.end();
      this.#close();
      signal.removeEventListener("abort", cancel);
      end();
    }
  }

  /** How long the controller may be silent on the stream that begins now. */
  #waits(): { readonly answerMs: number; readonly keepalive: Keepalive } {
    const { answerMs, keepalive, standby } = BOUNDS;
    if (!this.#hasStandby) return { answerMs, keepalive };
    const controller = this.#controller;
    const times = this.#called?.controller === controller ? 2 * this.#called.times : 1;
    this.#called = { controller, times };
    return {
      answerMs: Math.min(answerMs, times * standby.answerMs),
      keepalive: {
        afterMs: Math.min(keepalive.afterMs, times * standby.keepalive.afterMs),
        timeoutMs: Math.min(keepalive.timeoutMs, times * standby.keepalive.timeoutMs),
      },
    };
  }

  #opened(call: Call, welcome: Welcome): void {
    this.#call = call;
    this.#hears = welcome.hears === true;
    this.#draining = false;
    this.#options.logger.info({ controller: this.#controller }, "session open");
    this.#heartbeats = 0;
    const free = this.#holder.opened(welcome);
    // At once, for the leases that went through an outage; and before the credit, so that a new lease is counted from no earlier than this.
    this.#heartbeat();
    if (typeof free === "string") this.withdraw(free);
    else this.credit(free);
    this.bury(this.#gone);
    const endHeartbeats = clock.every(welcome.heartbeatMs, () => this.#heartbeat());
    const endTrial = clock.after(BOUNDS.lastingMs, () => {
      this.#backoff.succeeded();
      this.#told.clear();
    });
    const endHaste = clock.after(BOUNDS.standby.lastingMs, () => {
      this.#called = null;
    });
    this.#endTimers = () => {
      endHeartbeats();
      endTrial();
      endHaste();
    };
  }

  #close(): void {
    this.#call = null;
    this.#endTimers();
    this.#silence.end();
    this.#drained.end();
  }

  #received(message: Exclude<SessionResponse["message"], { $case: "welcome" }>): void {
    if (this.#call === null) return;
    // Whatever it says, it is there.
    this.#silence.end();
    switch (message?.$case) {
      case "assignment":
        return this.#holder.assigned(message.assignment);
      case "ack":
        return this.#holder.acked(message.ack);
      case "stop":
        return this.#holder.stopped(message.stop);
      case "drain":
        this.#draining = true;
        this.#drained.begin();
        return this.#options.logger.info(
          { reason: message.drain.reason },
          "the controller gives no more work on this stream",
        );
      case "askLog":
        return this.#holder.asked(message.askLog);
      case "heard":
        return;
      case undefined:
        // A newer controller may say what this agent does not know.
        return;
    }
  }

  #heartbeat(): void {
    this.renew(this.#holder.heartbeat());
  }

  #giveUpFor(what: string, ms: number = BOUNDS.answerMs): void {
    this.#giveUp({ code: status[status.DEADLINE_EXCEEDED], details: `${what} within ${ms / 1000} s` });
  }

  // Each kind of end once an outage, however long it takes.
  #tellOutage({ code, details }: StreamEnd): void {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    const { controller, logger } = this.#options;
    logger.warn({ controller, code, details }, "no session with the controller, trying again until there is one");
  }
}

function checkWelcome({ protocol: theirs, leaseMs, heartbeatMs }: Welcome): SweepError | null {
  if (theirs !== PROTOCOL) {
    return new SweepError("unsupported", `the controller speaks protocol ${theirs}, this agent protocol ${PROTOCOL}`);
  }
  if (leaseMs > 0 && heartbeatMs > 0) return null;
  return new SweepError(
    "unsupported",
    `the controller grants leases of ${leaseMs} ms with a heartbeat every ${heartbeatMs} ms`,
  );
}
