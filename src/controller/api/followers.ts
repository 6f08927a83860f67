import { Readable } from "node:stream";
import { SweepError } from "../../error.ts";
import { BOUNDS } from "../bounds.ts";
import type { ApiContext } from "./context.ts";
import { PICTURE_MS } from "./pictures.ts";

const LIST_PAUSE_MS = 1_000;
// Proxies cut what is silent for a minute, some for half of one.
const HEARTBEAT_MS = 15_000;

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
  const { engine, happenings, pictures } = context;
  let seen = after ?? (await engine.read(name, (sweep) => sweep.seq));
  const changes = changesOf(context, signal, (changed) => changed === name);
  // Whoever comes after something was done sees it done: a sweep that goes on again has not ended.
  const fromMs = performance.now();
  async function* events() {
    for await (const beat of changes.beats(pauseOf(PICTURE_MS, context))) {
      if (beat === "silence") {
        yield ": still here\n\n";
        continue;
      }
      const { sweep, running, atMs, seq, over } = await pictures.of(name, fromMs);
      const isNewest = changes.seen(atMs);
      const told = JSON.stringify(await happenings.since(name, seen, seq));
      seen = Math.max(seen, seq);
      yield eventOf("sweep", `{"sweep":${sweep},"happenings":${told},"running":${running}}`, seq);
      if (!over || !isNewest) continue;
      yield eventOf("end", "{}", seq);
      return;
    }
  }
  return stream(events, changes);
}

/** All sweeps, then those that have changed, at most once a second. @throws SweepError `unavailable` when too many follow already */
export function followSweeps(context: ApiContext, signal: AbortSignal): Readable {
  const { engine, listing } = context;
  const changed = new Set<string>(engine.names());
  const changes = changesOf(context, signal, (name) => {
    changed.add(name);
    return true;
  });
  async function* events() {
    let number = 0;
    for await (const beat of changes.beats(pauseOf(LIST_PAUSE_MS, context))) {
      if (beat === "silence") {
        yield ": still here\n\n";
        continue;
      }
      const some = [...changed];
      changed.clear();
      yield eventOf("sweeps", JSON.stringify({ sweeps: await listing.some(some), names: engine.names() }), ++number);
    }
  }
  return stream(events, changes);
}

// Of a crowd each is told less often, so that the whole of it costs trials nothing: 200 followers once a second.
const CROWD = 50;

function pauseOf(pauseMs: number, { following }: ApiContext): () => number {
  return () => pauseMs * Math.max(1, following.size / CROWD);
}

interface Changes {
  /** Once at first, after each change, and "silence" where nothing has changed for a while. Ends with the signal. */
  beats(pauseMs: () => number): AsyncGenerator<"change" | "silence">;
  /** What was shown is of this time; whether it is the newest: a later change is one still. */
  seen(atMs: number): boolean;
  close(): void;
}

function changesOf(
  { engine, dispatcher, following }: ApiContext,
  signal: AbortSignal,
  concerns: (name: string) => boolean,
): Changes {
  if (following.size >= BOUNDS.followers)
    throw new SweepError("unavailable", "too many follow already; try again later");
  const follower = {};
  following.add(follower);
  let isChanged = true;
  let changedMs = 0;
  let wake = () => {};
  const change = () => {
    isChanged = true;
    changedMs = performance.now();
    wake();
  };
  const stop = [
    engine.onCommit((sweep) => {
      if (concerns(sweep.spec.name)) change();
    }),
    // A sweep may wait for an agent that fits.
    dispatcher.onAttendance(change),
  ];
  signal.addEventListener("abort", () => wake());
  return {
    async *beats(pauseMs) {
      while (!signal.aborted) {
        if (!isChanged) await wakened(HEARTBEAT_MS, signal, (resolve) => (wake = resolve));
        if (signal.aborted) return;
        const beat = isChanged ? "change" : "silence";
        isChanged = false;
        yield beat;
        await wakened(pauseMs(), signal, () => {});
      }
    },
    seen(atMs) {
      if (changedMs > atMs) isChanged = true;
      return !isChanged;
    },
    close() {
      for (const each of stop) each();
      following.delete(follower);
    },
  };
}

/** Resolves after so long, when the signal is aborted, or when what was given to `listen` is called. */
function wakened(ms: number, signal: AbortSignal, listen: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
    listen(done);
  });
}

// Read one event ahead at most: what is not taken is not made.
function stream(events: () => AsyncGenerator<string>, changes: Changes): Readable {
  const readable = Readable.from(events(), { highWaterMark: 1 });
  readable.once("close", changes.close);
  return readable;
}

function eventOf(event: string, json: string, id: number): string {
  return `event: ${event}\nid: ${id}\ndata: ${json}\n\n`;
}
