import type { Access } from "./access/index.ts";
import type { Clock } from "./clock.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";
import type { Delivery } from "./nightly/delivery.ts";
import type { Shown } from "./nightly/nightly.ts";
import type { Schedules } from "./nightly/schedules.ts";
import type { Streams } from "./nightly/streams.ts";
import { Webhook } from "./nightly/webhook.ts";
import type { Opened } from "./opened.ts";
import type { AgentServer } from "./rpc/agentServer.ts";
import type { Settings } from "./settings.ts";

interface Parts {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly agents: AgentServer;
  readonly access: Access;
  readonly shown: Shown;
  readonly schedules: Schedules;
  readonly reports: Streams<Delivery>;
  readonly clock: Clock;
}

/**
 * What only the controller that leads does: it serves agents, begins nights and tells of their ends, and serves the Sweep resources of a cluster. `opened`
 * ends it. @throws SweepError `conflict` when the port for agents cannot be listened on, `invalid` for a kubeconfig that cannot be used
 */
export async function takeUpDuties(
  { engine, dispatcher, agents, access, shown, schedules, reports, clock }: Parts,
  { listen, makesNights, webhook, operator, log }: Settings,
  opened: Opened,
): Promise<void> {
  if (listen !== null) {
    await agents.listen(listen);
    opened.keep(agents);
  }
  if (makesNights) {
    schedules.start(clock, (schedule, error) => log.warn({ schedule, why: String(error) }, "a night cannot begin now"));
  }
  if (webhook !== undefined) opened.keep(new Webhook({ engine, shown, reports }, webhook, clock, log));
  if (operator !== undefined) {
    // Loaded here: Kubernetes' client is large.
    const { startOperator } = await import("./operator/operator.ts");
    const context = { engine, dispatcher, schedules, access, agents: () => agents.view(), log };
    const options = { ...operator, agentAddress: operator.agentAddress ?? agents.address };
    opened.keep(await startOperator(context, options));
  }
}
