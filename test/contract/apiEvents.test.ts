import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { serverEvents } from "../../src/cli/serverEvents.ts";
import { BOUNDS } from "../../src/controller/bounds.ts";
import type { WatchedShape } from "../../src/shapes/watched.ts";
import type { ServerEvent } from "../../src/words/serverEvents.ts";
import { openScene, type Scene, train } from "./api/scene.ts";
import { readServed } from "./api/served.ts";

let scene: Scene;

beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

describe("a stream of events", () => {
  it("is what the document says, and has no end that a HEAD could wait for", async () => {
    const served = await readServed(scene);
    await scene.create("small");
    const { stream, event } = await follow("/api/v1/events");
    const first = await event();
    const text = `event: ${first.event}\ndata: ${first.data}\n\n`;
    const headers = new Headers({ "content-type": stream.headers["content-type"] ?? "" });
    expect(served.misfits("followSweeps", { status: 200, headers, text })).toEqual([]);
    expect(JSON.parse(first.data).names).toEqual(["small"]);
    expect((await scene.ask("HEAD", "/api/v1/events")).status).toBe(405);
  });

  it("is never compressed or kept, by us or by a proxy", async () => {
    const { stream } = await follow("/api/v1/events", { "accept-encoding": "gzip" });
    expect(stream.headers).toMatchObject({ "cache-control": "no-store", "x-accel-buffering": "no" });
    expect(stream.headers).not.toHaveProperty("content-encoding");
  });

  it("goes on after the event that its reader names, with nothing missed and nothing told twice", async () => {
    await scene.create("small");
    const first = await follow("/api/v1/sweeps/small/events");
    const known = [await first.event()];
    await train(scene, 2);
    while (happenings(known).length < 2) known.push(await first.event());
    first.stream.destroy();
    // Nobody listens meanwhile.
    await train(scene, 3);

    const after = await rest("/api/v1/sweeps/small/events", known.at(-1)?.id);
    const whole = await rest("/api/v1/sweeps/small/events", "0");
    expect(happenings(whole).length).toBeGreaterThanOrEqual(5);
    expect([...happenings(known), ...happenings(after)]).toEqual(happenings(whole));
    expect(after.at(-1)?.event).toBe("end");
  });

  it("has rising ids", async () => {
    await scene.create("small");
    const { event } = await follow("/api/v1/sweeps/small/events");
    const ids = [Number((await event()).id)];
    await train(scene, 1);
    ids.push(Number((await event()).id));
    expect(ids[1]).toBeGreaterThan(ids[0] ?? 0);
  });

  it.each(["x", "-1", "1e99", `${"9".repeat(400)}`])("begins anew for the event %s, which is none", async (id) => {
    await scene.create("small");
    const { event } = await follow("/api/v1/sweeps/small/events", { "last-event-id": id });
    expect(JSON.parse((await event()).data)).toMatchObject({ sweep: { sweep: "small" }, happenings: [] });
  });

  it("says every 2 s that it is still there", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    await scene.create("small", {}, { requires: { zone: "nowhere" } });
    const { stream } = await follow("/api/v1/sweeps/small/events");
    const [picture] = await once(stream, "data");
    expect(String(picture)).toMatch(/^event: sweep/);
    await vi.advanceTimersByTimeAsync(250);
    const comment = once(stream, "data");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(String((await comment)[0])).toBe(": still here\n\n");
  });
});

it("refuses a follower beyond the bound until another one has gone, and serves all others meanwhile", async () => {
  const streams = await Promise.all(Array.from({ length: BOUNDS.followers }, () => follow("/api/v1/events")));
  const served = await readServed(scene);
  const refused = await scene.ask("GET", "/api/v1/events");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(served.misfits("followSweeps", refused)).toEqual([]);
  expect((await scene.ask("GET", "/api/v1/sweeps")).status).toBe(200);
  streams[0]?.stream.destroy();
  await vi.waitUntil(async () => (await follow("/api/v1/events")).stream.statusCode === 200, { timeout: 10_000 });
});

/** Opens a stream; it is closed with the test. */
async function follow(path: string, headers: Record<string, string> = {}) {
  const asked = get(scene.url + path, { headers, agent: false });
  onTestFinished(() => void asked.destroy());
  // Cut by the end of the test.
  asked.on("error", () => {});
  const [stream] = (await once(asked, "response")) as [IncomingMessage];
  stream.on("error", () => {});
  const events = { iterator: null as AsyncGenerator<ServerEvent> | null };
  const event = async () => {
    events.iterator ??= serverEvents(stream);
    return (await events.iterator.next()).value as ServerEvent;
  };
  return { stream, event };
}

/** All events after that one, to the end of the sweep. */
async function rest(path: string, id = ""): Promise<ServerEvent[]> {
  const { stream } = await follow(path, { "last-event-id": id });
  const events: ServerEvent[] = [];
  for await (const event of serverEvents(stream)) events.push(event);
  return events;
}

function happenings(events: readonly ServerEvent[]): WatchedShape["happenings"] {
  const pictures = events.filter(({ event }) => event === "sweep");
  return pictures.flatMap(({ data }) => (JSON.parse(data) as WatchedShape).happenings);
}
