import { z } from "zod";
import { diagnosisShape, readinessShape } from "../../../shapes/diagnosis.ts";
import { Reply, route } from "../route.ts";

const alive = route({
  name: "getHealth",
  method: "GET",
  path: "/healthz",
  summary: "Whether the process lives: who gets this answer knows that its event loop turns",
  answer: z.object({ status: z.literal("ok") }),
  handle: async () => new Reply(200, { status: "ok" as const }, NEVER_KEPT),
});

const ready = route({
  name: "getReadiness",
  method: "GET",
  path: "/readyz",
  summary: "Whether the controller can do its work: the journal answers, can be written, and its disk has room",
  description: "503 while it cannot. Looked at once in two seconds at most.",
  answer: readinessShape,
  atLeader: true,
  statuses: [200, 503],
  async handle(_ask, { observed }) {
    const readiness = await observed.ready();
    return new Reply(readiness.ready ? 200 : 503, readiness, NEVER_KEPT);
  },
});

const metrics = route({
  name: "getMetrics",
  method: "GET",
  path: "/metrics",
  summary: "The controller's metrics for Prometheus",
  answer: z.string(),
  media: ["text/plain"],
  async handle(_ask, { observed }) {
    const { text, contentType } = await observed.metrics();
    return new Reply(200, text, { ...NEVER_KEPT, "content-type": contentType });
  },
});

const diagnosis = route({
  name: "getDiagnosis",
  method: "GET",
  path: "/api/v1/diagnosis",
  summary: "What is wrong with the controller, its agents and its disk, the worst first",
  answer: diagnosisShape,
  atLeader: true,
  handle: (_ask, { observed }) => observed.diagnosis(),
});

const NEVER_KEPT = { "cache-control": "no-store" } as const;

/** How the controller fares. */
export const healthRoutes = [alive, ready, metrics, diagnosis];
