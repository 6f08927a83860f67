import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { BOUNDS } from "../../src/agent/bounds.ts";
import { type Holder, Session } from "../../src/agent/session.ts";
import type { Call, Keepalive, Way } from "../../src/agent/way.ts";
import { keepingLogger } from "./scene.ts";

/** The first takes connections and breaks each; nobody is at the others but where `isThere` says so. */
function breakingWay(
  isThere: (address: string) => boolean,
  opened: (address: string, keepalive: Keepalive) => void,
): Way {
  return {
    knock: async (address) => (isThere(address) ? null : "connection refused"),
    open: (address, _shown, keepalive) => {
      opened(address, keepalive);
      const call = new EventEmitter();
      setImmediate(() => call.emit("status", { code: 14, details: "the connection broke" }));
      return { call: Object.assign(call, { write: () => true }) as unknown as Call, end: () => {} };
    },
  };
}

it("a controller that leads still each time that its agent comes back gets twice the time, and the next one none of that", async () => {
  const { logger } = keepingLogger();
  const ended = new AbortController();
  const waits: [string, Keepalive][] = [];
  const there = new Set(["first:1"]);
  const way = breakingWay(
    (address) => there.has(address),
    (address, keepalive) => {
      waits.push([address, keepalive]);
      if (waits.length === 3) there.add("second:1");
      if (waits.length === 4) ended.abort();
    },
  );
  const holder = { hello: () => ({}) } as Holder;
  const options = { controller: "first:1,second:1", credentials: {}, logger, random: Math.random, way };
  await new Session(options, holder).run(ended.signal);

  const { afterMs, timeoutMs } = BOUNDS.standby.keepalive;
  expect(waits).toEqual([
    ["first:1", { afterMs, timeoutMs }],
    ["first:1", { afterMs: 2 * afterMs, timeoutMs: 2 * timeoutMs }],
    ["first:1", { afterMs: 4 * afterMs, timeoutMs: BOUNDS.keepalive.timeoutMs }],
    ["second:1", { afterMs, timeoutMs }],
  ]);
});
