import { eventReader } from "../../../src/words/serverEvents.ts";
import { Failure, type Listener } from "./source.ts";

/** Opens the stream, with more headers. */
type Open = (headers: Record<string, string>, signal: AbortSignal) => Promise<Response>;

interface StreamListener extends Listener {
  opened(response: Response): void;
  lost(): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
// A heartbeat comes every 2 s.
const SILENCE_MS = 10_000;
// What has ended may go on: trials run again, the document is edited.
const ENDED_PAUSE_MS = 15_000;
/** Tells streams that something was ordered, which may concern what has ended. */
export const ORDERED = "macrosweep:ordered";

/**
 * Reads a stream of events, opens it again when it breaks and lets it go on where it was. While nobody looks at the page the stream is closed: a browser has six connections to
 * a host, and tabs are left open. What has ended is looked at again now and then. Ends when it is stopped.
 */
export function followStream(open: Open, listener: StreamListener): () => void {
  const stopped = new AbortController();
  void run(open, listener, stopped.signal);
  return () => stopped.abort();
}

async function run(open: Open, listener: StreamListener, stopped: AbortSignal): Promise<void> {
  let lastId = "";
  let pauseMs = FIRST_PAUSE_MS;
  while (!stopped.aborted) {
    await untilSeen(stopped);
    const end = await read(open, lastId, stopped, {
      opened: (response) => {
        pauseMs = FIRST_PAUSE_MS;
        listener.opened(response);
      },
      event(name, data, id) {
        if (id !== "") lastId = id;
        if (name !== "end") listener.event(name, JSON.parse(data));
      },
    });
    if (stopped.aborted) return;
    if (end === "ended") {
      await pause(ENDED_PAUSE_MS, stopped);
      continue;
    }
    if (end instanceof Failure && isFinal(end)) return listener.failed(end);
    if (end === "hidden") continue;
    listener.lost();
    await pause(pauseMs, stopped);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
  }
}

interface Reading {
  opened(response: Response): void;
  event(name: string, data: string, id: string): void;
}

async function read(
  open: Open,
  lastId: string,
  stopped: AbortSignal,
  reading: Reading,
): Promise<"ended" | "broken" | "hidden" | Failure> {
  const closing = new AbortController();
  const signal = AbortSignal.any([stopped, closing.signal]);
  const hide = () => document.hidden && closing.abort();
  let silence = setTimeout(() => closing.abort(), SILENCE_MS);
  document.addEventListener("visibilitychange", hide);
  try {
    const response = await open(lastId === "" ? {} : { "last-event-id": lastId }, signal);
    reading.opened(response);
    const eventsOf = eventReader();
    for await (const piece of pieces(response)) {
      clearTimeout(silence);
      silence = setTimeout(() => closing.abort(), SILENCE_MS);
      for (const { event, data, id } of eventsOf(piece)) {
        reading.event(event, data, id);
        if (event === "end") return "ended";
      }
    }
    return "broken";
  } catch (error) {
    if (document.hidden) return "hidden";
    return error instanceof Failure ? error : "broken";
  } finally {
    clearTimeout(silence);
    document.removeEventListener("visibilitychange", hide);
    closing.abort();
  }
}

// Not as an async iterable: Safari's streams are none.
async function* pieces(response: Response): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const piece = await reader?.read();
    if (piece === undefined || piece.done) return;
    yield piece.value;
  }
}

function isFinal({ code }: Failure): boolean {
  return ["notFound", "unauthenticated", "forbidden", "invalid"].includes(code);
}

function untilSeen(stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.hidden && !stopped.aborted) return;
      document.removeEventListener("visibilitychange", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    stopped.addEventListener("abort", look, { once: true });
    look();
  });
}

/** So long, or until the machine is on a network again or something was ordered. */
function pause(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      for (const event of ["online", ORDERED]) removeEventListener(event, done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const event of ["online", ORDERED]) addEventListener(event, done);
    stopped.addEventListener("abort", done, { once: true });
  });
}
