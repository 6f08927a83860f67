import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { SweepDetail } from "../../src/shapes/sweep.ts";
import type { TrialShape } from "../../src/shapes/trial.ts";

/** A controller that tells an hour in a minute. */
export interface Hour {
  readonly url: string;
  /** Tells events up to this one. */
  told(count: number): Promise<void>;
  close(): Promise<void>;
}

const EPOCHS = 27;
const PACE_MS = 8;

/** Serves the page in `folder` and the API of a sweep of which so much happens. */
export async function serveHour(folder: string, events: number): Promise<Hour> {
  let stream: ServerResponse | null = null;
  let number = 0;
  const server = createServer(({ url = "" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://x");
    const json = (body: object) => response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    if (pathname.endsWith("/events")) {
      stream = response.writeHead(200, { "content-type": "text/event-stream" });
      tell(response, number);
    } else if (pathname.endsWith("/trials")) {
      json({ trials: asked(searchParams.get("trials"), Math.ceil(number / 10)), next: null });
    } else if (pathname.endsWith("/document")) {
      json({ sweep: "hour", document: { parameters: [] }, rungs: [1, 3, 9, 27] });
    } else {
      const file = pathname === "/" ? "index.html" : pathname;
      response.setHeader("content-type", TYPES[file.split(".").at(-1) ?? ""] ?? "text/plain");
      response.end(readFileSync(join(folder, file)));
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    async told(count) {
      while (number < Math.min(count, events)) {
        number++;
        if (stream !== null) tell(stream, number);
        await pause(PACE_MS);
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
};

function tell(stream: ServerResponse, number: number): void {
  const trial = Math.floor(number / 10);
  const happenings = [{ trial, text: `epoch ${number % EPOCHS}: macro-F1 0.${number}` }];
  stream.write(
    `event: sweep\nid: ${number}\ndata: ${JSON.stringify({ sweep: sweepAt(number), happenings, running: [] })}\n\n`,
  );
}

function asked(numbers: string | null, there: number): TrialShape[] {
  const open = numbers?.split(",").at(-1)?.replace("-", "") ?? "0";
  const named = numbers?.split(",").slice(0, -1).map(Number) ?? [];
  const fresh = Array.from({ length: Math.max(0, there - Number(open)) }, (_, i) => Number(open) + i);
  return [...named, ...fresh].map((trial) => trialAt(trial, trial < there - 1));
}

function trialAt(trial: number, isOver: boolean): TrialShape {
  const curve = Array.from(
    { length: isOver ? EPOCHS : 4 },
    (_, i) => [i + 1, 0.9 - 0.4 / (i + 1) + (trial % 10) / 100] as const,
  );
  return {
    ...{
      trial,
      state: isOver ? "completed" : "running",
      params: {},
      seed: trial,
      attempt: 1,
      value: 0.8,
      steps: curve.length,
    },
    ...{ reason: null, curve, violation: null, replicateOf: null, testValue: null },
  };
}

function sweepAt(number: number): SweepDetail {
  const completed = Math.floor(number / 10);
  return {
    ...{
      sweep: "hour",
      state: "running",
      reason: null,
      objective: { metric: "macroF1", direction: "maximize" },
      best: null,
    },
    trials: { completed, pruned: 0, failed: 0, preempted: 0, cancelled: 0, running: 1, waiting: 0 },
    epochs: { run: number, full: number * 3, saved: number },
    ...{
      id: "0",
      labels: {},
      createdAtMs: 1,
      elapsedMs: number * 1_000,
      gpuHours: null,
      epochsCharged: number,
      agents: 1,
      adopted: 0,
      replicates: null,
      pairs: [],
    },
    budget: {
      ...{ trials: 1_000, parallel: 1, epochsPerTrial: EPOCHS, totalEpochs: null, gpuHours: null, wallTimeMs: null },
      confirmationEpochs: 0,
    },
    ...{ origin: null, ownFolder: false },
  };
}
