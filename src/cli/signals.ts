import { once } from "node:events";
import { clock } from "./clock.ts";
import { EXIT } from "./exit.ts";

// One process has one stop, whatever asks for it.
const stop = new AbortController();
let somebodyListens = false;

// One Ctrl-C arrives several times, from the terminal and from each wrapper (npm, npx) that passes it on.
const SAME_CTRL_C_MS = 500;

/**
 * A signal that is aborted when somebody wants this process to stop: Ctrl-C, SIGTERM, a closed terminal, or, where it only shows, a
 * closed pipe behind stdout (see `onOutputError`).
 * A second Ctrl-C or SIGTERM exits at once.
 */
export function stopSignal(): AbortSignal {
  if (somebodyListens) return stop.signal;
  somebodyListens = true;
  let firstMs = 0;
  const onSignal = () => {
    if (!stop.signal.aborted) {
      firstMs = clock.nowMs();
      stop.abort();
    } else if (clock.nowMs() - firstMs > SAME_CTRL_C_MS) {
      process.exit(EXIT.interrupted);
    }
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  process.on("SIGHUP", () => stop.abort());
  return stop.signal;
}

/** Stops as a signal does. Returns false when nobody listens for one. */
export function stopAsBySignal(): boolean {
  stop.abort();
  return somebodyListens;
}

/** Resolves when the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
