import { type ClientRequest, request as requestHttp } from "node:http";
import { type RequestOptions, request as requestHttps } from "node:https";
import { clock } from "./clock.ts";
import { printNotes } from "./output.ts";

// An answer takes milliseconds. Whoever says nothing for this long is asked whether he is there, and has as long again to say so.
const SILENT_MS = 2_500;

/**
 * Waits for the answer to a request for as long as its host answers others: what is decided is answered when it is on the disk, and a disk may take its
 * time. After a few seconds the person is told. A host that says nothing at all is given up after 5 s. The returned function ends the watch.
 */
export function whileAlive(sent: ClientRequest, target: URL, trust: RequestOptions): () => void {
  const watched = new AbortController();
  let waits = 0;
  let heardBytes = 0;
  const look = async () => {
    const { bytesRead = 0 } = sent.socket ?? {};
    const isSilent = bytesRead === heardBytes;
    heardBytes = bytesRead;
    if (!isSilent) return;
    const isThere = await answers(target, trust, watched.signal);
    if (watched.signal.aborted) return;
    if (!isThere) sent.destroy(new Error("no answer"));
    else if (++waits === 2) tell(target);
  };
  const endLooks = clock.every(SILENT_MS, look);
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
