import type { Route } from "../route.ts";
import { agentRoutes } from "./agents.ts";
import { backupRoutes } from "./backup.ts";
import { countsRoutes } from "./counts.ts";
import { documentRoutes } from "./documents.ts";
import { followRoutes } from "./follow.ts";
import { healthRoutes } from "./health.ts";
import { importanceRoutes } from "./importance.ts";
import { nightRoutes } from "./nights.ts";
import { replayRoutes } from "./replay.ts";
import { scheduleRoutes } from "./schedules.ts";
import { sweepRoutes } from "./sweeps.ts";
import { timelineRoutes } from "./timeline.ts";
import { trialRoutes } from "./trials.ts";

/** Everything that can be asked over HTTP. */
export const ROUTES: readonly Route[] = [
  ...sweepRoutes,
  ...trialRoutes,
  ...countsRoutes,
  ...timelineRoutes,
  ...importanceRoutes,
  ...replayRoutes,
  ...documentRoutes,
  ...followRoutes,
  ...nightRoutes,
  ...scheduleRoutes,
  ...agentRoutes,
  ...healthRoutes,
  ...backupRoutes,
];
