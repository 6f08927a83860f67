import type { Client } from "./client.ts";
import type { Progress } from "./progress.ts";
import type { Sweep } from "./sweep.ts";

/** Shows a sweep until it has ended or the signal is aborted, and returns how it stands then. */
export async function follow(client: Client, name: string, progress: Progress, signal: AbortSignal): Promise<Sweep> {
  try {
    for await (const watched of client.watch(name, signal)) progress.show(watched);
  } finally {
    progress.close();
  }
  return client.get(name);
}
