import { once } from "node:events";
import { clock } from "./clock.ts";
import { EXIT } from "./exit.ts";

// One process has one stop, whatever asks for it.
const stop = new AbortController();
let somebodyListens = false;

// One Ctrl-C arrives several times, from the terminal and from each wrapper (npm, npx) that passes it on.
const SAME_CTRL_C_MS = 500;

/**
 * A signal that is aborted when somebody wants this process to stop: Ctrl-C, SIGTERM, a closed terminal, or a closed pipe behind stdout.
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

/**
 * What to do when stdout cannot be written: where its reader has gone (`| head`) or the terminal has, stop as for a signal, or end quietly
 * where no command listens for one.
 */
export function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
  // Not the signal SIGPIPE: that one comes for every socket that a client closes, too.
  if (somebodyListens) stop.abort();
  else process.exit();
}

/** Resolves when the signal is aborted. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
