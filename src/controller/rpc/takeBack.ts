import { isHolder, type Speaker } from "../core/speaker.ts";
import type { Engine, LeaseName } from "../engine.ts";

/**
 * Makes what was granted to an agent's process agree with what it holds. What is not among that it has given up (it is `leaving`), or it never reached
 * it; a trainer that it was to end and does not know any more is gone. Returns whether something had not reached it. Changes nothing when a later
 * stream has come meanwhile (`isOver`), which says itself what it holds.
 */
export async function takeBack(
  engine: Engine,
  by: Speaker,
  held: readonly LeaseName[],
  leaving: readonly LeaseName[],
  isOver: () => boolean,
): Promise<boolean> {
  const holds = new Set(held.map(leaseKey));
  const ends = new Set(leaving.map(leaseKey));
  const { granted, stopped } = await leasesOf(engine, by);
  if (isOver()) return false;
  const missed = granted.filter((lease) => !holds.has(leaseKey(lease)));
  const gone = stopped.filter((lease) => !holds.has(leaseKey(lease)) && !ends.has(leaseKey(lease)));
  await Promise.all([
    ...missed.map((lease) => engine.giveUp(lease, "undelivered", ends.has(leaseKey(lease)))),
    ...gone.map(({ sweep, trial, attempt }) =>
      engine.execute(sweep, { kind: "gone", trial, attempt, epochs: null, by }),
    ),
  ]);
  return missed.some((lease) => !ends.has(leaseKey(lease)));
}

/** A lease as one text, for sets. */
export function leaseKey({ sweep, trial, attempt }: LeaseName): string {
  return `${sweep}/${trial}/${attempt}`;
}

async function leasesOf(engine: Engine, by: Speaker) {
  const granted: LeaseName[] = [];
  const stopped: LeaseName[] = [];
  for (const sweep of engine.liveNames()) {
    await engine.read(sweep, ({ leases, leaving }) => {
      for (const one of leases.values()) if (isHolder(one, by)) granted.push({ ...one, sweep });
      for (const one of leaving) if (isHolder(one, by)) stopped.push({ ...one, sweep });
    });
  }
  return { granted, stopped };
}
