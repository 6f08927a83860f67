import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { connect, type Socket } from "node:net";
import { clock } from "./clock.ts";

/**
 * Opens a connection to host:port and closes it again. Resolves with null when somebody is there, else with the reason, after `ms` at most.
 *
 * gRPC leaves a connection that does not come about to the system, for minutes; this one is ended. So a network that comes back is noticed within one
 * short attempt, and an outage leaves no heap of connections that would all come about then.
 */
export async function knock(address: string, ms: number, signal: AbortSignal): Promise<string | null> {
  const [, bracketed, name, port] = /^(?:\[(.*)\]|(.*)):(\d+)$/.exec(address) ?? [];
  const socket = connect({
    host: bracketed ?? name ?? "",
    port: Number(port),
    lookup: lookupOnce,
    // Of a host with several addresses each gets its share of the time.
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.floor(ms / 4)),
  });
  try {
    return await answerOf(socket, ms, signal);
  } finally {
    socket.destroy();
  }
}

async function answerOf(socket: Socket, ms: number, signal: AbortSignal): Promise<string | null> {
  const over = new AbortController();
  const late = clock
    .sleep(ms, AbortSignal.any([signal, over.signal]))
    .then(() => `no connection within ${ms / 1000} s`);
  const met = new Promise<string | null>((resolve) => {
    socket.once("connect", () => resolve(null));
    socket.on("error", ({ message }) => resolve(message));
  });
  try {
    return await Promise.race([met, late]);
  } finally {
    over.abort();
  }
}

type Answer = (error: NodeJS.ErrnoException | null, addresses: string | LookupAddress[], family?: number) => void;

const underWay = new Map<string, Set<Answer>>();

// One at a time for a name: a lookup without an answer holds one of the few threads that files are read and written on too.
function lookupOnce(name: string, options: LookupOptions, answer: Answer): void {
  const key = JSON.stringify([name, options]);
  const waiting = underWay.get(key);
  if (waiting !== undefined) return void waiting.add(answer);
  const answers = new Set([answer]);
  underWay.set(key, answers);
  lookup(name, options, (error, addresses, family) => {
    underWay.delete(key);
    for (const each of answers) each(error, addresses, family);
  });
}
