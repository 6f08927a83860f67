import type { Speaker } from "../core/speaker.ts";
import type { Engine } from "../engine.ts";
import type { Attempt, LeaseName } from "../hearing.ts";

/**
 * Ends what was granted to processes of agents that have gone with all their trainers. That somebody can name a process is the right to say so: only
 * its machine and this controller know what it is called. The empty name is nobody's.
 */
export async function giveUpGone(engine: Engine, processes: readonly string[]): Promise<void> {
  const gone = new Set(processes.filter((process) => process !== ""));
  const granted: LeaseName[] = [];
  const stopped: { sweep: string; one: Attempt & Speaker }[] = [];
  for (const sweep of engine.liveNames()) {
    await engine.read(sweep, ({ leases, leaving }) => {
      for (const one of leases.values()) if (gone.has(one.process)) granted.push({ ...one, sweep });
      for (const one of leaving) if (gone.has(one.process)) stopped.push({ sweep, one });
    });
  }
  await Promise.all([
    ...granted.map((lease) => engine.giveUp(lease, "gone")),
    ...stopped.map(({ sweep, one: { trial, attempt, agent, process } }) => {
      return engine.execute(sweep, { kind: "gone", trial, attempt, epochs: null, by: { agent, process } });
    }),
  ]);
}
