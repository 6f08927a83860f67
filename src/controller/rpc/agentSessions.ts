import { StopWhy } from "../../gen/macrosweep/v1/agent.ts";
import type { Lease } from "../../gen/macrosweep/v1/trial.ts";
import type { Event, TrialEnded } from "../core/events.ts";
import type { Sweep } from "../core/state.ts";
import type { Engine } from "../engine.ts";

/** A session as the others see it. */
interface OpenSession {
  readonly agent: string;
  stop(lease: Lease, why: StopWhy, reason: string): void;
  drain(reason: string): void;
  close(): void;
}

/** The sessions that are open, by agent. Passes on to them what the engine has decided about their leases. */
export class AgentSessions {
  readonly #byAgent = new Map<string, OpenSession>();
  readonly #unlisten: () => void;

  constructor(engine: Engine) {
    this.#unlisten = engine.onCommit((sweep, events) => this.#passOn(sweep, events));
  }

  /** An agent that comes back before its old stream was seen to close replaces it. */
  add(session: OpenSession): void {
    this.#byAgent.get(session.agent)?.close();
    this.#byAgent.set(session.agent, session);
  }

  remove(session: OpenSession): void {
    if (this.#byAgent.get(session.agent) === session) this.#byAgent.delete(session.agent);
  }

  close(): void {
    this.#unlisten();
    for (const session of [...this.#byAgent.values()]) session.drain("the controller stops");
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

const WHY = {
  pruned: StopWhy.PRUNED,
  cancelled: StopWhy.CANCELLED,
  failed: StopWhy.FAILED,
  preempted: StopWhy.LOST,
  completed: StopWhy.LOST,
} as const satisfies Record<TrialEnded["state"], StopWhy>;
