// Who may import whom (ARCHITECTURE.md, "Map"); architecture.test.ts holds it. A folder's own files are always allowed.

interface Room {
  /** Files it is about, as a prefix of their path under src/. */
  readonly room: string;
  /** What of src/ its files may import besides the room itself. */
  readonly may: readonly string[];
  /** Whether Node's modules and packages may be imported, or which. */
  readonly outside: boolean | readonly string[];
}

export const ROOMS: readonly Room[] = [
  { room: "metrics/", may: [], outside: false },
  // What is shown, to people and programs: zod is pure.
  { room: "shapes/", may: [], outside: ["zod"] },
  { room: "yaml/", may: [], outside: ["yaml"] },
  // Another tool's document into a sweep's: plain data in, plain data out.
  { room: "convert/", may: [], outside: false },
  { room: "version.ts", may: [], outside: true },
  { room: "search/", may: ["metrics/"], outside: false },
  ...searchRooms(),
  // re2js is pure: patterns of a document are checked where the document is.
  { room: "controller/core/", may: ["search/", "metrics/", "shapes/"], outside: ["re2js"] },
  // What people write stands by itself; what people see is asked by nobody in the core.
  { room: "controller/core/document/", may: ["search/", "metrics/"], outside: ["re2js"] },
  { room: "controller/journal/", may: ["controller/core/events.ts", "durableFile.ts"], outside: true },
  {
    room: "controller/inspect.ts",
    may: ["controller/core/", "controller/journal/inspect.ts", "controller/journal/open.ts"],
    outside: true,
  },
  {
    room: "controller/salvage.ts",
    may: ["controller/core/", "controller/inspect.ts", "controller/journal/", "controller/stateFolder.ts"],
    outside: true,
  },
  // Who may do what stands before everything else, and knows nothing of it.
  { room: "controller/access/", may: ["controller/bounds.ts", "durableFile.ts", "makeFolder.ts"], outside: true },
  {
    room: "controller/backup.ts",
    may: [
      "controller/core/events.ts",
      "controller/journal/copy.ts",
      "controller/journal/inspect.ts",
      "controller/journal/open.ts",
      "makeFolder.ts",
    ],
    outside: true,
  },
  // Who of several controllers serves; what the journal's fence decides is its own.
  {
    room: "controller/standby/",
    may: ["controller/access/index.ts", "controller/core/events.ts", "controller/journal/"],
    outside: true,
  },
  {
    room: "controller/moveJournal.ts",
    may: ["controller/core/events.ts", "controller/journal/", "controller/stateFolder.ts", "durableFile.ts"],
    outside: true,
  },
  {
    room: "controller/freshBackups.ts",
    may: ["controller/bounds.ts", "controller/journal/copyWorker.ts", "controller/telemetry/diagnosis.ts"],
    outside: true,
  },
  { room: "controller/restingSweeps.ts", may: ["controller/journal/journal.ts"], outside: false },
  {
    room: "controller/committer.ts",
    may: ["controller/clock.ts", "controller/journal/journal.ts"],
    outside: false,
  },
  {
    room: "controller/engine.ts",
    may: ["controller/committer.ts", "controller/core/", "controller/journal/journal.ts", ...besideEngine()],
    outside: false,
  },
  {
    room: "controller/dispatcher.ts",
    may: ["controller/core/", "controller/engine.ts", "controller/clock.ts", "shapes/", ...lessor()],
    outside: false,
  },
  {
    room: "controller/lessor.ts",
    may: ["controller/core/", "controller/engine.ts", ...solver()],
    outside: false,
  },
  { room: "controller/solver/", may: ["search/"], outside: true },
  {
    room: "controller/rpc/",
    may: [
      "controller/access/index.ts",
      "controller/engine.ts",
      "controller/dispatcher.ts",
      "shapes/",
      ...solver(),
      "controller/core/",
      "gen/",
      "metrics/counts.ts",
      ...searchTypes(),
      ...besideEngine(),
    ],
    outside: true,
  },
  {
    room: "controller/telemetry/",
    may: [
      "controller/engine.ts",
      "controller/clock.ts",
      "controller/dispatcher.ts",
      "shapes/",
      "controller/core/events.ts",
      "controller/core/state.ts",
      "controller/journal/journal.ts",
      ...solver(),
      "version.ts",
    ],
    outside: true,
  },
  // Resources of Kubernetes into sweeps, and their agents' pods; it alone knows Kubernetes' client.
  {
    room: "controller/operator/",
    may: [
      "controller/access/index.ts",
      "controller/engine.ts",
      "controller/dispatcher.ts",
      "controller/clock.ts",
      "controller/core/",
      "controller/nightly/",
      "shapes/",
    ],
    outside: true,
  },
  // What a series has found, from what is shown of its sweeps.
  { room: "controller/nights/", may: ["shapes/", "words/"], outside: false },
  // Makes them, and tells of them.
  {
    room: "controller/nightly/",
    may: [
      "controller/nights/",
      "controller/engine.ts",
      "controller/clock.ts",
      "controller/core/",
      "controller/journal/journal.ts",
      "shapes/",
      "words/",
    ],
    outside: true,
  },
  {
    room: "controller/api/",
    may: [
      "controller/nights/",
      "controller/nightly/",
      "controller/access/index.ts",
      "controller/engine.ts",
      "controller/inbox.ts",
      "controller/dispatcher.ts",
      "controller/core/",
      "shapes/",
      "yaml/",
      "version.ts",
      "search/pruners/index.ts",
      "search/space/parameter.ts",
      "controller/bounds.ts",
      ...solver(),
      "search/importance/problem.ts",
      "search/library/simulate.ts",
      "search/importance/weigh.ts",
    ],
    outside: true,
  },
  { room: "controller/whereabouts.ts", may: [], outside: true },
  // What people are told, by the command line and by the page: pure, from the shapes alone.
  { room: "words/", may: ["shapes/"], outside: false },
  { room: "controller/controller.ts", may: ["controller/"], outside: true },
  {
    room: "controller/settings.ts",
    may: [
      "controller/access/index.ts",
      "controller/journal/open.ts",
      "controller/nightly/webhook.ts",
      "controller/standby/standBy.ts",
      "controller/telemetry/",
    ],
    outside: false,
  },
  { room: "controller/replica.ts", may: ["controller/"], outside: true },
  { room: "controller/leaderDuties.ts", may: ["controller/"], outside: false },
  { room: "controller/home.ts", may: ["controller/controller.ts", "controller/whereabouts.ts"], outside: true },
  { room: "agent/", may: ["gen/", "metrics/", "makeFolder.ts", "version.ts"], outside: true },
  // Started by its path, a child process like any other trainer.
  { room: "bundled/", may: ["metrics/"], outside: true },
  // Our samplers for a Katib that asks; it stands on the library alone.
  { room: "katib/", may: ["gen/katib/", "gen/grpc/", "search/index.ts"], outside: true },
  {
    room: "cli/",
    may: [
      "words/",
      "shapes/",
      "controller/index.ts",
      "controller/access/index.ts",
      "agent/agent.ts",
      "search/index.ts",
      "makeFolder.ts",
      "yaml/",
      "convert/index.ts",
      "katib/serve.ts",
      "version.ts",
    ],
    outside: true,
  },
];

// Inside the search: what a model, a sampler or a pruner stands on stands below it.
function searchRooms(): Room[] {
  const base = ["chance/", "space/"];
  const known = [...base, "history/"];
  const rooms: Record<string, readonly string[]> = {
    "chance/": [],
    "space/": ["chance/"],
    "sobol/": ["chance/"],
    "history/": ["space/"],
    "parzen/": base,
    "learning/": [...known, "parzen/"],
    "gp/": [...known, "parzen/", "learning/"],
    "importance/": [...known, "sobol/"],
    "samplers/": [...known, "parzen/", "learning/", "gp/", "sobol/"],
    "pruners/": ["chance/", "history/"],
    "confirm/": ["chance/", "history/"],
    "library/": [...known, "samplers/", "pruners/", "importance/"],
  };
  return Object.entries(rooms).map(([room, may]) => {
    return { room: `search/${room}`, may: may.map((name) => `search/${name}`), outside: false };
  });
}

function besideEngine(): string[] {
  return [
    "controller/bounds.ts",
    "controller/clock.ts",
    "controller/deadlines.ts",
    "controller/durable.ts",
    "controller/held.ts",
    "controller/hearing.ts",
    "controller/inbox.ts",
    "controller/takeOver.ts",
    "controller/restingSweeps.ts",
    "controller/shelf.ts",
  ];
}

function lessor(): string[] {
  return ["controller/lessor.ts", ...solver()];
}

// What it does, not how.
function solver(): string[] {
  return ["controller/solver/solver.ts"];
}

// Shapes that cross the wire, and how values are written there.
function searchTypes(): string[] {
  return ["search/space/space.ts", "search/space/written.ts", "search/history/history.ts"];
}

/** Beside the folders: everybody may. */
export const SHARED = [
  "error.ts",
  "logEnd.ts",
  "fields.ts",
  "nearest.ts",
  "duration.ts",
  "asWritten.ts",
  "pace.ts",
  "csv.ts",
  "carriedNode.ts",
  "cron.ts",
];
