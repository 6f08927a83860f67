import { type Trial, TrialState } from "../gen/macrosweep/v1/sweep.ts";
import type { Client } from "./client.ts";
import { clock } from "./clock.ts";
import type { Progress } from "./progress.ts";
import type { Sweep } from "./sweep.ts";

/** Shows a sweep until it has ended or the signal is aborted, and returns how it stands then. */
export async function follow(client: Client, name: string, progress: Progress, signal: AbortSignal): Promise<Sweep> {
  const running = runningTrials(client, name);
  try {
    for await (const watched of client.watch(name, signal)) {
      progress.show(watched, progress.live ? await running() : []);
    }
  } finally {
    progress.close();
  }
  return client.get(name);
}

// A list of ten thousand trials takes the controller a good part of a second: no more than a twentieth of the time goes into it.
const IDLE_SHARE = 20;

function runningTrials(client: Client, name: string): () => Promise<readonly Trial[]> {
  let known: readonly Trial[] = [];
  let staleAtMs = 0;
  return async () => {
    const startMs = clock.nowMs();
    if (startMs < staleAtMs) return known;
    known = (await client.trials(name)).filter(({ state }) => state === TrialState.RUNNING);
    staleAtMs = clock.nowMs() + IDLE_SHARE * (clock.nowMs() - startMs);
    return known;
  };
}
