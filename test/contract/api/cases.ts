import { documentOf } from "./scene.ts";

/** A question and the status of its answer. */
export interface Case {
  readonly title: string;
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly status: number;
  /** JSON pointers of the mistakes that a refusal names. */
  readonly pointers?: readonly string[];
}

const get = (title: string, path: string, status = 200, pointers?: readonly string[]): Case => {
  return { title, method: "GET", path: `/api/v1${path}`, status, ...(pointers === undefined ? {} : { pointers }) };
};
const post = (title: string, path: string, body: unknown, status = 200, more: Partial<Case> = {}): Case => {
  return { title, method: "POST", path: `/api/v1${path}`, body, status, ...more };
};

const plain = (title: string, path: string): Case => ({ title, method: "GET", path, status: 200 });

const noSweep = (path: string) => get("an unknown sweep", `/sweeps/none${path}`, 404);
const noTrial = (path: string) => [
  get("an unknown trial", `/sweeps/ended/trials/99${path}`, 404),
  get("what is no number of a trial", `/sweeps/ended/trials/x${path}`, 400, ["/path/trial"]),
];

// Of a series of its own, which nothing else here belongs to.
const templateOf = (name: string) => ({ ...documentOf(name), metadata: { name } });

const scheduledOf = (schedule: object) => ({ ...documentOf("x", {}, { schedule }), metadata: { name: "later" } });

/**
 * Every route, good and bad, in this order on one controller. There: `ended` with 5 trials, of which 1 failed, and `open`, `held`, `old`, which nobody
 * trains; `old` is cancelled.
 */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  listSweeps: [
    get("all", "/sweeps"),
    get("by state and label, newest first", "/sweeps?state=completed&label=team=ecg&newestFirst=true&limit=1"),
    get("an unknown state", "/sweeps?state=lost", 400, ["/query/state"]),
    get("a limit of 0", "/sweeps?limit=0", 400, ["/query/limit"]),
    get("a cursor of no list", "/sweeps?cursor=zzz", 400),
  ],
  createSweep: [
    post("a new one, as JSON", "/sweeps", documentOf("new"), 201),
    post("one that is there", "/sweeps", documentOf("new")),
    post("an edited one", "/sweeps", documentOf("new", { trials: 6 })),
    post("one as YAML", "/sweeps", JSON.stringify(documentOf("yaml"), null, 1), 201, {
      headers: { "content-type": "application/yaml", "idempotency-key": "k" },
    }),
    post("a key that was used", "/sweeps", documentOf("other"), 409, { headers: { "idempotency-key": "k" } }),
    post("an edit that would change what trials mean", "/sweeps", documentOf("ended", { epochsPerTrial: 9 }), 409),
    post("mistakes", "/sweeps", documentOf("bad", { trials: 0, parallel: 0 }), 400, {
      pointers: ["/spec/budget/trials", "/spec/budget/parallel"],
    }),
    post("another kind", "/sweeps", { ...documentOf("bad"), kind: "Swap" }, 400, { pointers: ["/kind"] }),
    post("what is no document", "/sweeps", "[1", 400),
    post("nothing", "/sweeps", undefined, 400),
    post("what is larger than a document", "/sweeps", "x".repeat(1024 * 1024 + 1), 413),
  ],
  getSweep: [get("one", "/sweeps/ended"), get("an open one", "/sweeps/open"), noSweep("")],
  getNights: [get("a series", "/nights/ecg-nights"), get("one that nobody has", "/nights/none", 404)],
  submitNight: [
    post("a new one", "/nights?scheduled=2026-11-29T03:00:00%2B01:00", templateOf("gaze"), 201),
    post("the same again", "/nights?scheduled=2026-11-29T02:00:00Z", templateOf("gaze")),
    post("while another goes on", "/nights?scheduled=2026-11-30T02:00:00Z&ifActive=queue", templateOf("gaze")),
    post("mistakes", "/nights?scheduled=2026-11-30T02:00:00Z", documentOf("bad", { trials: 0 }), 400, {
      pointers: ["/spec/budget/trials"],
    }),
    post("a time without a zone", "/nights?scheduled=2026-11-30T02:00:00", templateOf("gaze"), 400, {
      pointers: ["/query/scheduled"],
    }),
  ],
  createSchedule: [
    post("a new one", "/schedules", scheduledOf({ cron: "0 2 * * *" }), 201),
    post("an edited one", "/schedules", scheduledOf({ cron: "0 3 * * *", timeZone: "Europe/Berlin", suspend: true })),
    post("a time that never comes", "/schedules", scheduledOf({ cron: "59 23 31 2 *" }), 400, {
      pointers: ["/spec/schedule/cron"],
    }),
    post("a document without a schedule", "/schedules", documentOf("plain"), 400, { pointers: ["/spec/schedule"] }),
    post("nothing", "/schedules", undefined, 400),
  ],
  listSchedules: [get("all", "/schedules")],
  deleteSchedule: [
    { title: "one", method: "DELETE", path: "/api/v1/schedules/later", status: 200 },
    { title: "one that is not there", method: "DELETE", path: "/api/v1/schedules/none", status: 404 },
  ],
  pauseSweep: [
    post("one", "/sweeps/held/pause", undefined),
    post("again", "/sweeps/held/pause", undefined),
    post("an ended one", "/sweeps/ended/pause", undefined, 409),
    post("an unknown sweep", "/sweeps/none/pause", undefined, 404),
  ],
  resumeSweep: [
    post("one", "/sweeps/held/resume", undefined),
    post("an ended one", "/sweeps/old/resume", undefined, 409),
    post("an unknown sweep", "/sweeps/none/resume", undefined, 404),
  ],
  retryTrials: [
    post("a trial that completed", "/sweeps/ended/retry", { trial: 0 }, 409),
    post("an unknown key", "/sweeps/ended/retry", { trail: 1 }, 400, { pointers: ["/trail"] }),
    post("what is no JSON", "/sweeps/ended/retry", "{", 400),
    post("an unknown sweep", "/sweeps/none/retry", {}, 404),
    post("one that failed", "/sweeps/again/retry", { trial: 1 }),
  ],
  listTrials: [
    get("all", "/sweeps/ended/trials"),
    get("some", "/sweeps/ended/trials?state=completed&where=x%3E0&where=kind!=c&sort=-param.x&limit=2"),
    get("a condition on no parameter", "/sweeps/ended/trials?where=y%3E0", 400, ["/query/where"]),
    get("a condition without a number", "/sweeps/ended/trials?where=x%3E", 400, ["/query/where"]),
    get("a condition with a text for a number", "/sweeps/ended/trials?where=x%3C%3Dbig", 400, ["/query/where"]),
    get("some by number, and those after, thinned", "/sweeps/ended/trials?trials=0,3-&points=2"),
    get("what are no numbers", "/sweeps/ended/trials?trials=-3", 400, ["/query/trials"]),
    get("an unknown order", "/sweeps/ended/trials?sort=luck", 400, ["/query/sort"]),
    noSweep("/trials"),
  ],
  getTrial: [
    get("one", "/sweeps/ended/trials/0"),
    get("none", "/sweeps/ended/trials/", 404),
    noSweep("/trials/0"),
    ...noTrial(""),
  ],
  explainTrial: [
    get("one", "/sweeps/ended/trials/1/explanation"),
    noSweep("/trials/0/explanation"),
    ...noTrial("/explanation"),
  ],
  getCounts: [
    get("of all steps", "/sweeps/ended/trials/0/counts"),
    get("of one", "/sweeps/ended/trials/0/counts?step=2"),
    get("of a step that was not", "/sweeps/ended/trials/0/counts?step=9", 404),
    noSweep("/trials/0/counts"),
    ...noTrial("/counts"),
  ],
  getCurves: [
    get("all", "/sweeps/ended/curves"),
    get("some, thinned", "/sweeps/ended/curves?trials=0,2&points=2"),
    get("what are no numbers", "/sweeps/ended/curves?trials=0,,2", 400, ["/query/trials"]),
    noSweep("/curves"),
  ],
  exportTrials: [
    get("as CSV", "/sweeps/ended/export"),
    get("as JSON lines", "/sweeps/ended/export?format=jsonl"),
    get("as something else", "/sweeps/ended/export?format=xml", 400, ["/query/format"]),
    noSweep("/export"),
  ],
  getTimeline: [
    get("one", "/sweeps/ended/timeline"),
    get("before any trial", "/sweeps/open/timeline"),
    noSweep("/timeline"),
  ],
  getImportance: [
    get("of few trials", "/sweeps/ended/importance"),
    get("before any trial", "/sweeps/open/importance"),
    noSweep("/importance"),
  ],
  getDocument: [get("one", "/sweeps/ended/document"), noSweep("/document")],
  validateDocument: [
    post("a good one", "/validate", documentOf("fine")),
    post("a bad one", "/validate", "kind: Sweep\nspec: 3\n", 200, { headers: { "content-type": "application/yaml" } }),
    post("what is no YAML", "/validate", "a: [", 200),
  ],
  simulateDocument: [
    post("a good one", "/simulate", documentOf("fine")),
    post("with the time of an epoch", "/simulate?epochMs=1000", documentOf("fine")),
    post("one of no time", "/simulate?epochMs=0", documentOf("fine"), 400, { pointers: ["/query/epochMs"] }),
    post("mistakes", "/simulate", documentOf("bad", { trials: 0 }), 400, { pointers: ["/spec/budget/trials"] }),
    post("one of very many trials", "/simulate", documentOf("many", { trials: 50_000 }), 400, {
      pointers: ["/spec/budget/trials"],
    }),
  ],
  replaySweep: [
    post("asha", "/sweeps/ended/replay", { name: "asha", reductionFactor: 4 }),
    post("an unknown pruner", "/sweeps/ended/replay", { name: "axe" }, 400, { pointers: ["/name"] }),
    post("no pruner", "/sweeps/ended/replay", {}, 400, { pointers: ["/name"] }),
    post("an unknown sweep", "/sweeps/none/replay", { name: "asha" }, 404),
  ],
  followSweep: [get("to its end", "/sweeps/ended/events"), noSweep("/events")],
  followSweeps: [],
  listAgents: [get("all", "/agents")],
  getLogTail: [
    get("the newest attempt", "/sweeps/ended/trials/0/log"),
    get("what follows", "/sweeps/ended/trials/0/log?attempt=1&after=1:4"),
    get("no place in a log", "/sweeps/ended/trials/0/log?after=x", 400),
    get("attempt 0", "/sweeps/ended/trials/0/log?attempt=0", 400, ["/query/attempt"]),
    noSweep("/trials/0/log"),
    ...noTrial("/log"),
  ],
  getHealth: [plain("it lives", "/healthz")],
  getReadiness: [plain("it is ready", "/readyz")],
  getMetrics: [plain("all", "/metrics")],
  backUp: [post("all", "/backup", undefined)],
  getDiagnosis: [get("what waits", "/diagnosis")],
  cancelSweep: [
    post("one", "/sweeps/held/cancel", undefined),
    post("again", "/sweeps/held/cancel", undefined),
    post("an unknown sweep", "/sweeps/none/cancel", undefined, 404),
  ],
  deleteSweep: [
    { title: "one that has not ended", method: "DELETE", path: "/api/v1/sweeps/open", status: 409 },
    { title: "one", method: "DELETE", path: "/api/v1/sweeps/held", status: 200 },
    { title: "an unknown sweep", method: "DELETE", path: "/api/v1/sweeps/held", status: 404 },
  ],
};
