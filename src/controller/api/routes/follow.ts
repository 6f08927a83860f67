import { z } from "zod";
import { sweepListShape } from "../../../shapes/answers.ts";
import { watchedShape } from "../../../shapes/watched.ts";
import { followSweep, followSweeps } from "../followers.ts";
import { Reply, route, sweepPath } from "../route.ts";

const one = route({
  name: "followSweep",
  method: "GET",
  path: "/api/v1/sweeps/{name}/events",
  summary: "A sweep now and after each change, as server-sent events, until it has ended",
  description:
    "Events `sweep`, a few a second at most: a slow reader gets the newest state, not all that there were. With Last-Event-ID the first says all that has happened since that event. Where nothing changes a comment every 2 s says that the controller is there; after the end of the sweep comes `end`.",
  params: sweepPath,
  answer: watchedShape,
  media: ["text/event-stream"],
  handle: async ({ params: { name }, headers, signal }, context) => {
    const after = /^\d{1,15}$/.test(String(headers["last-event-id"])) ? Number(headers["last-event-id"]) : null;
    return new Reply(200, await followSweep(context, name, after, signal), EVENT_STREAM);
  },
});

const all = route({
  name: "followSweeps",
  method: "GET",
  path: "/api/v1/events",
  summary: "The sweeps that have changed, as server-sent events",
  description:
    "Events `sweeps`, one a second at most; the first has all sweeps, each later one those that have changed. Removed ones are not named.",
  answer: sweepListShape
    .omit({ next: true })
    .extend({ names: z.array(z.string()).describe("Of all sweeps that there are.") }),
  media: ["text/event-stream"],
  handle: async ({ signal }, context) => new Reply(200, followSweeps(context, signal), EVENT_STREAM),
});

/** What goes on, as it happens. */
export const followRoutes = [one, all];

const EVENT_STREAM = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // A proxy that gathers answers would hold the events back.
  "x-accel-buffering": "no",
};
