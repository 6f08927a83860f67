import { SweepError } from "../error.ts";

// The leader before may be faster a few times, with what it had on its way.
const TRIES = 5;

/**
 * Has an event written into each of these sweeps, by which another controller leads: without one the fence would let pass what the leader before still has on
 * its way, and the new one would answer from what is no more so.
 * @throws SweepError `unavailable` when it cannot be written
 */
export async function takeOver(sweeps: readonly string[], write: (sweep: string) => Promise<unknown>): Promise<void> {
  await Promise.all(sweeps.map((sweep) => takeOverOne(() => write(sweep))));
}

async function takeOverOne(write: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await write();
      return;
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
      // What cannot be read is served by nobody.
      if (error.code !== "unavailable") return;
      if (tries === TRIES) throw error;
    }
  }
}
