import { type ClientRequest, request as requestHttp } from "node:http";
import { type RequestOptions, request as requestHttps } from "node:https";
import { clock } from "./clock.ts";
import { printNotes } from "./output.ts";

// An answer takes milliseconds, and a stream says something every 2 s. Whoever says nothing for this long is asked whether he is there, and has as long
// again to say so.
const SILENT_MS = 2_000;
const LOOK_MS = 500;

/**
 * Waits for the answer to a request, and for more of a stream, for as long as its host answers others: what is decided is answered when it is on the
 * disk, and a disk may take its time. Of an answer that does not begin the person is told after a few seconds. A host that says nothing at all is given up
 * within 5 s. The returned function ends the watch.
 */
export function whileAlive(sent: ClientRequest, target: URL, trust: RequestOptions): () => void {
  const watched = new AbortController();
  let waits = 0;
  let heardBytes = 0;
  let heardMs = clock.nowMs();
  let isAsking = false;
  let hasBegun = false;
  sent.on("response", () => {
    hasBegun = true;
  });
  const look = async () => {
    const { bytesRead = 0 } = sent.socket ?? {};
    if (bytesRead !== heardBytes) heardMs = clock.nowMs();
    heardBytes = bytesRead;
    if (isAsking || clock.nowMs() - heardMs < SILENT_MS) return;
    isAsking = true;
    const isThere = await answers(target, trust, watched.signal);
    isAsking = false;
    heardMs = clock.nowMs();
    if (watched.signal.aborted) return;
    if (!isThere) sent.destroy(new Error("no answer"));
    else if (++waits === 2 && !hasBegun) tell(target);
  };
  const endLooks = clock.every(LOOK_MS, look);
  const unwatch = () => {
    endLooks();
    watched.abort();
  };
  sent.on("close", unwatch);
  return unwatch;
}

function tell({ origin }: URL): void {
  const why = "the disk of its journal may be slow, or full of work";
  printNotes([[`macrosweep: the controller at ${origin} is there, but has not answered yet; ${why}. Waiting.`]], true);
}

/** Whether anybody answers there, whatever he says, on a connection of its own. */
function answers(target: URL, trust: RequestOptions, signal: AbortSignal): Promise<boolean> {
  const request = target.protocol === "https:" ? requestHttps : requestHttp;
  const url = new URL("/openapi.json", target);
  return new Promise((resolve) => {
    const probe = request(url, { ...trust, method: "HEAD", agent: false, signal, timeout: SILENT_MS });
    probe.on("timeout", () => probe.destroy(new Error("no answer")));
    probe.on("response", (response) => {
      response.resume();
      resolve(true);
    });
    probe.on("error", () => resolve(false));
    probe.end();
  });
}
