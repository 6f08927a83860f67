import type { TrialShape } from "../../shapes/trial.ts";
import type { Client } from "../client.ts";
import { ask, type Connection } from "../http.ts";

/** What the API answers, by path: what the page asks when it is opened without a controller. */
export type Answers = Readonly<Record<string, unknown>>;

// Of so many of the best completed trials every epoch's counts are in the report: they are most of its bytes.
const COUNTED_TRIALS = 12;
// At a time: the controller has others to answer.
const AT_ONCE = 8;

/** Asks all that the page's views of one sweep ask. @throws SweepError `notFound` */
export async function recordAnswers(client: Client, connection: Connection, name: string): Promise<Answers> {
  const path = `/api/v1/sweeps/${encodeURIComponent(name)}`;
  const get = (of: string) => ask<object>(connection, { method: "GET", path: of });
  const sweep = await client.get(name);
  const trials = await client.trials(name);
  const counted = bestOf(trials, sweep.objective.direction).map(({ trial }) => `${path}/trials/${trial}/counts`);
  const explained = trials.map(({ trial }) => `${path}/trials/${trial}/explanation`);
  const asked = await inTurns(
    [`${path}/document`, `${path}/timeline`, `${path}/importance`, ...counted, ...explained],
    async (of) => [of, await get(of)] as const,
  );
  return {
    "/api/v1/events": { sweeps: [sweep], names: [name] },
    [path]: sweep,
    [`${path}/trials`]: { trials, next: null },
    // Trials with their curves are there once already.
    ...Object.fromEntries(asked.map(([of, answer]) => [of, "trial" in answer ? { ...answer, trial: null } : answer])),
  };
}

function bestOf(trials: readonly TrialShape[], direction: "maximize" | "minimize"): TrialShape[] {
  const sign = direction === "maximize" ? -1 : 1;
  return trials
    .filter(({ state, value }) => state === "completed" && value !== null)
    .sort((a, b) => sign * ((a.value ?? 0) - (b.value ?? 0)))
    .slice(0, COUNTED_TRIALS);
}

async function inTurns<A, B>(items: readonly A[], work: (item: A) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    done.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  }
  return done;
}
