import { SweepError } from "../../error.ts";
import { type AskLog, StopWhy } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import type { AgentShape } from "../../shapes/agent.ts";
import { BOUNDS, WAITS } from "../bounds.ts";
import type { Clock } from "../clock.ts";
import type { Event, TrialEnded } from "../core/events.ts";
import type { Sweep } from "../core/state.ts";
import type { Engine } from "../engine.ts";
import { type AgentFacts, type Present, Roster } from "./roster.ts";
import { RunningTime } from "./runningTime.ts";

/** A session as the others see it. */
interface OpenSession {
  readonly agent: string;
  readonly process: string;
  /** Which of the process's streams it is; 0 where the agent does not say. */
  readonly number: number;
  /** When its agent was last heard, in running time. */
  readonly heardMs: number;
  /** The same by the controller's clock. */
  readonly heardAtMs: number;
  readonly peer: string;
  readonly facts: AgentFacts;
  readonly trouble: string | null;
  /** Slots that wait for a trial. */
  readonly free: number;
  /** Whether it keeps the ends of its trials' logs. */
  readonly tails: boolean;
  askLog(question: AskLog): void;
  stop(lease: Lease, why: StopWhy, reason: string): void;
  drain(reason: string): void;
  replaced(by: string): void;
  look(): void;
}

/** What is known of an agent whether it is connected or not. */
interface Known {
  process: string;
  /** The newest of its streams. */
  number: number;
  /** Assignments in a row that did not arrive. */
  undelivered: number;
}

/** The sessions that are open, by agent. Passes on to them what the engine has decided about their leases, and looks after their silence. */
export class AgentSessions {
  readonly #open = new Set<OpenSession>();
  readonly #byAgent = new Map<string, OpenSession>();
  /** The one that came last comes last. */
  readonly #known = new Map<string, Known>();
  readonly #roster = new Roster();
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #unlisten: () => void;
  readonly #time: RunningTime;
  readonly #silentMs: number;

  constructor(engine: Engine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
    this.#unlisten = engine.onCommit((sweep, events) => this.#passOn(sweep, events));
    this.#time = new RunningTime(clock, () => {
      for (const session of [...this.#open]) session.look();
    });
    // Two heartbeats of three.
    this.#silentMs = (engine.leaseMs * 2) / 3;
  }

  /** Time in which this process ran. */
  get nowMs(): number {
    return this.#time.nowMs;
  }

  /** A stream has opened; whose it is its Hello will say. */
  opened(session: OpenSession): void {
    this.#open.add(session);
  }

  /**
   * Its agent has said Hello. A later stream of the same process replaces an earlier one, which is told so. Another process of that name gets in
   * only when the one that was there has gone or been silent for two heartbeats.
   * @throws SweepError `exists` for a stream that is not the newest, and for a second process.
   */
  admit(session: OpenSession): void {
    const { agent, process, number } = session;
    const known = this.#known.get(agent);
    const live = this.#byAgent.get(agent);
    const isSame = known?.process === process;
    if (isSame && number > 0 && number <= known.number) {
      throw new SweepError("exists", `session ${number} of agent ${agent} came after its session ${known.number}`);
    }
    if (!isSame && live !== undefined && this.nowMs - live.heardMs < this.#silentMs) {
      throw new SweepError("exists", `agent ${agent} is connected from another process, which is heard`);
    }
    live?.replaced(number > 0 && isSame ? `session ${number} of agent ${agent}` : `a later session of agent ${agent}`);
    this.#byAgent.set(agent, session);
    this.#roster.came(session.facts, isSame, this.#clock.nowMs());
    this.#know(agent, { process, number, undelivered: isSame ? known.undelivered : 0 });
  }

  remove(session: OpenSession): void {
    this.#open.delete(session);
    if (this.#byAgent.get(session.agent) !== session) return;
    this.#byAgent.delete(session.agent);
    this.#roster.went(presence(session), this.#clock.nowMs());
  }

  /** Who is connected, and who lately was. */
  view(): AgentShape[] {
    const present = new Map([...this.#byAgent].map(([name, session]) => [name, presence(session)]));
    return this.#roster.view(present, this.#engine.held(), this.#clock.nowMs());
  }

  /** The session of an agent that is connected. */
  of(agent: string): OpenSession | undefined {
    return this.#byAgent.get(agent);
  }

  /** Whether one of the open sessions is like this. */
  some(like: (session: OpenSession) => boolean): boolean {
    return [...this.#open].some(like);
  }

  /** An assignment has arrived, or has not. */
  delivered(agent: string, arrived: boolean): void {
    const known = this.#known.get(agent);
    if (known !== undefined) known.undelivered = arrived ? 0 : known.undelivered + 1;
  }

  /** How long an agent waits for its next assignment, in ms: a connection that breaks whenever one passes must not go through all trials. */
  pauseMs(agent: string): number {
    const missed = this.#known.get(agent)?.undelivered ?? 0;
    const { firstMs, longestMs } = WAITS.undelivered;
    return missed === 0 ? 0 : Math.min(longestMs, firstMs * 2 ** (missed - 1));
  }

  close(): void {
    this.#unlisten();
    this.#time.close();
    for (const session of [...this.#open]) session.drain("the controller stops");
  }

  #know(agent: string, known: Known): void {
    this.#known.delete(agent);
    this.#known.set(agent, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= BOUNDS.knownAgents) return;
      if (!this.#byAgent.has(oldest)) this.#known.delete(oldest);
    }
  }

  #passOn(sweep: Sweep, events: readonly Event[]): void {
    for (const event of events) {
      if (event.kind !== "leaseEnded" || event.why === "finished" || event.why === "returned") continue;
      const { trial, attempt } = event;
      const agent = sweep.trials[trial]?.attempts[attempt - 1]?.agent ?? "";
      const ended = events.find((other): other is TrialEnded => other.kind === "trialEnded" && other.trial === trial);
      const why = ended === undefined ? StopWhy.LOST : WHY[ended.state];
      this.#byAgent
        .get(agent)
        ?.stop({ sweep: sweep.spec.name, trial, attempt }, why, ended?.reason ?? "the lease has ended");
    }
  }
}

function presence({ facts, heardAtMs, trouble, free }: OpenSession): Present {
  return { facts, heardMs: heardAtMs, free, trouble };
}

const WHY = {
  pruned: StopWhy.PRUNED,
  cancelled: StopWhy.CANCELLED,
  failed: StopWhy.FAILED,
  preempted: StopWhy.LOST,
  completed: StopWhy.LOST,
} as const satisfies Record<TrialEnded["state"], StopWhy>;
