import { timelineShape } from "../../../shapes/timeline.ts";
import { evolveTimeline, type Timeline } from "../../core/views/timelineView.ts";
import { route, sweepPath } from "../route.ts";

/** Who trained what, and when. */
export const timelineRoutes = [
  route({
    name: "getTimeline",
    method: "GET",
    path: "/api/v1/sweeps/{name}/timeline",
    summary: "Which agent had which trial, and when",
    params: sweepPath,
    answer: timelineShape,
    async handle({ params: { name } }, { engine }) {
      const atMs = await engine.read(name, (sweep) => sweep.atMs);
      const timeline: Timeline = new Map();
      for await (const events of engine.events(name)) {
        for (const event of events) evolveTimeline(timeline, event);
      }
      return { sweep: name, atMs, attempts: [...timeline.values()] };
    },
  }),
];
