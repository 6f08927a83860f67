import { Readable } from "node:stream";
import { SweepError } from "../../error.ts";
import { BOUNDS } from "../bounds.ts";
import type { ApiContext } from "./context.ts";
import { PICTURE_MS } from "./pictures.ts";
import { wakened } from "./wakened.ts";

const LIST_PAUSE_MS = 1_000;
// By its absence a follower knows within seconds that the controller stands still, or that the network is cut.
const HEARTBEAT_MS = 2_000;
// Of a crowd each is told less often, so that the whole of it costs trials nothing: 200 followers once a second.
const CROWD = 50;

/**
 * The sweep now and after each change, at most every 250 ms, with what has happened in between; ends when the sweep has ended. Whoever reads slowly
 * gets the newest state when he is ready for it, not all that there were.
 *
 * @param after number of the last event that the reader knows; null: he knows nothing
 * @throws SweepError `notFound`, `unavailable` when too many follow already
 */
export async function followSweep(
  context: ApiContext,
  name: string,
  after: number | null,
  signal: AbortSignal,
): Promise<Readable> {
  const { engine, happenings, pictures, changes } = context;
  let seen = after ?? (await engine.read(name, (sweep) => sweep.seq));
  // Whoever comes after something was done sees it done: a sweep that goes on again has not ended.
  const fromMs = performance.now();
  async function* events() {
    for await (const look of looks(context, name, PICTURE_MS, signal)) {
      if (look === null) {
        yield SILENCE;
        continue;
      }
      const { sweep, running, atMs, seq, over } = await pictures.of(name, fromMs);
      look.seenMs = atMs;
      const told = JSON.stringify(await happenings.since(name, seen, seq));
      seen = Math.max(seen, seq);
      yield eventOf("sweep", `{"sweep":${sweep},"happenings":${told},"running":${running}}`, seq);
      if (!over || changes.isAfter(name, atMs)) continue;
      yield eventOf("end", "{}", seq);
      return;
    }
  }
  return stream(context, events);
}

/** All sweeps, then those that have changed, at most once a second. @throws SweepError `unavailable` when too many follow already */
export function followSweeps(context: ApiContext, signal: AbortSignal): Readable {
  const { engine, listing } = context;
  async function* events() {
    let number = 0;
    let shownMs: number | null = null;
    for await (const look of looks(context, null, LIST_PAUSE_MS, signal)) {
      if (look === null) {
        yield SILENCE;
        continue;
      }
      const changed = shownMs === null ? engine.names() : changedNames(context, shownMs);
      shownMs = performance.now();
      look.seenMs = shownMs;
      yield eventOf("sweeps", JSON.stringify({ sweeps: await listing.some(changed), names: engine.names() }), ++number);
    }
  }
  return stream(context, events);
}

// What waits for an agent says something else when one comes or goes.
function changedNames({ engine, changes }: ApiContext, ms: number): string[] {
  const waiting = changes.isAttendedAfter(ms) ? engine.liveNames() : [];
  return [...new Set([...changes.namesAfter(ms), ...waiting])];
}

/** A moment at which something is to be shown; whoever shows it says of what time that is. */
interface Look {
  seenMs: number;
}

/** One at first and one after each change, with a pause between two; null where none was for a while. Ends with the signal. */
async function* looks(
  { changes, following }: ApiContext,
  name: string | null,
  pauseMs: number,
  signal: AbortSignal,
): AsyncGenerator<Look | null> {
  const look: Look = { seenMs: Number.NEGATIVE_INFINITY };
  while (!signal.aborted) {
    const isFirst = look.seenMs === Number.NEGATIVE_INFINITY;
    if (!isFirst && !changes.isAfter(name, look.seenMs)) await changes.next(name, HEARTBEAT_MS, signal);
    if (signal.aborted) return;
    if (!isFirst && !changes.isAfter(name, look.seenMs)) {
      yield null;
      continue;
    }
    yield look;
    const crowd = Math.max(1, following.size / CROWD);
    for (let leftMs = pauseMs * crowd; leftMs > 0; leftMs -= HEARTBEAT_MS) {
      await wakened(Math.min(leftMs, HEARTBEAT_MS), signal);
      if (leftMs > HEARTBEAT_MS) yield null;
    }
  }
}

// Read one event ahead at most: what is not taken is not made.
function stream({ following }: ApiContext, events: () => AsyncGenerator<string>): Readable {
  if (following.size >= BOUNDS.followers)
    throw new SweepError("unavailable", "too many follow already; try again later");
  const readable = Readable.from(events(), { highWaterMark: 1 });
  following.add(readable);
  readable.once("close", () => following.delete(readable));
  return readable;
}

const SILENCE = ": still here\n\n";

function eventOf(event: string, json: string, id: number): string {
  return `event: ${event}\nid: ${id}\ndata: ${json}\n\n`;
}
