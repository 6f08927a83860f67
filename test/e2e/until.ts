import { setTimeout as pause } from "node:timers/promises";

// Longer than anything here takes on a busy machine, shorter than the timeout of a test, so that the message says what was missing.
const PATIENCE_MS = 30_000;

/**
 * Looks again and again until it sees something: what other processes write to files tells nobody.
 * @throws Error naming `what`, when nothing was seen for 30 s.
 */
export async function until<T extends object | true>(what: string, look: () => T | false | null): Promise<T> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  while (!late.aborted) {
    const seen = look();
    if (seen) return seen;
    await pause(20);
  }
  throw new Error(`waited ${PATIENCE_MS / 1000} s for ${what}`);
}
