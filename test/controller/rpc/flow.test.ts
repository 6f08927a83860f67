import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { BOUNDS } from "../../../src/controller/bounds.ts";
import type { Stream } from "../../../src/controller/rpc/agentSession.ts";
import { Flow, type InFlight } from "../../../src/controller/rpc/flow.ts";
import { ManualClock } from "../manualClock.ts";

const report = { bytes: 100, parts: 1, refusal: "" };

function openFlow(all: InFlight): { stream: PassThrough; flow: Flow } {
  const stream = new PassThrough({ objectMode: true }).resume();
  // Of a stream a flow only writes, pauses and resumes.
  return { stream, flow: new Flow(stream as unknown as Stream, new ManualClock(), all) };
}

describe("while as many messages of all sessions wait as may", () => {
  it("a session of which one waits is not read until that is dealt with, and one of which none waits is", () => {
    const all = { messages: BOUNDS.inFlight.messages, bytes: 0 };
    const { stream, flow } = openFlow(all);

    expect(stream.isPaused()).toBe(false);
    const done = flow.receive(report);
    expect(stream.isPaused()).toBe(true);
    done();
    expect(stream.isPaused()).toBe(false);
    expect(all.messages).toBe(BOUNDS.inFlight.messages);
  });

  it("those and one more of each connection fit the inbox, so that nobody is refused", () => {
    expect(BOUNDS.inFlight.messages + BOUNDS.connections).toBeLessThan(BOUNDS.inbox);
  });
});

it("one short of it a session is read on", () => {
  const { stream, flow } = openFlow({ messages: BOUNDS.inFlight.messages - 2, bytes: 0 });
  flow.receive(report);
  expect(stream.isPaused()).toBe(false);
});
