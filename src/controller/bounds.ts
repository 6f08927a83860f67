/** Everything that could grow has its bound here. */
export const BOUNDS = {
  /** Commands waiting to be decided. Sessions stop reading long before; this stops a flood of unary calls. */
  inbox: 50_000,
  /** Commands decided before one append: a few ms of work, and a message that a journal of any kind takes. */
  batch: 1_000,
  /** Bytes of one message of an agent: a confusion matrix of 100 classes, or scores of 10,000, with room to spare. */
  sessionMessageBytes: 64 * 1024,
  /** Leases that an agent names at once, in a Hello or a heartbeat: those of all its slots, and those that have ended and wait for an ack. */
  sessionLeases: 4_096,
  /** Bytes of a message that names so many, with the longest names of sweeps. */
  sessionLeasesBytes: 1_280 * 1024,
  /** Bytes of a message with the end of a log. */
  sessionTailBytes: 68 * 1024,
  /** Ends of the logs of trials that have failed, in memory: 64 KiB each at most. */
  keptTailsBytes: 8 * 1024 * 1024,
  /** Bytes that the disk of the journal must have free beside those of a backup that goes over HTTP: what is reported meanwhile, many times over. */
  backupSpareBytes: 256 * 1024 * 1024,
  /** Questions for the ends of logs that wait for their answers. */
  tailQuestions: 256,
  /** Bytes of any other message: a sweep document is at most 1 MiB, and its answer may carry 100,000 values. */
  messageBytes: 4 * 1024 * 1024,
  /**
   * Messages of one session that wait for the engine, and their bytes; beyond that its stream is not read on. Twice what an agent sends before it is
   * acknowledged, so that its heartbeats are read however slow the disk is.
   */
  sessionInFlight: { messages: 512, bytes: 16 * 1024 * 1024 },
  /**
   * The same of all sessions together; beyond that only those are read of which nothing waits. With one message more of each connection they fit
   * the inbox, so that overload keeps agents waiting and refuses nobody; and a few batches, so that reading so many at once keeps no timer waiting.
   */
  inFlight: { messages: 8_192, bytes: 128 * 1024 * 1024 },
  /**
   * What one session may say for long, and at once: reports and leases, and their bytes. Beyond it its stream is read no faster. Thousands of agents
   * say a tenth of it together; one trainer that says nothing but reports must not fill a disk in a minute.
   */
  sessionPace: {
    parts: { perSecond: 2_000, burst: 20_000 },
    bytes: { perSecond: 4 * 1024 * 1024, burst: 32 * 1024 * 1024 },
  },
  /** Answers to one session that the connection has not taken. Beyond the first its stream is not read on; with the second it is cut. */
  sessionUnsent: { pause: 256, cut: 16_384 },
  /** Trainers of one agent, and the free slots that it may say it has. */
  slots: 1_024,
  /** What an agent says of itself: characters of a name, of a label's name and value, and how many of each. */
  hello: {
    nameChars: 300,
    processChars: 64,
    versionChars: 64,
    goneProcesses: 256,
    gpus: 256,
    labels: 64,
    labelChars: 256,
  },
  /** Characters of the reason that an agent gives; it sends 4,096 at most. */
  reasonChars: 8 * 1024,
  /** Keys of repeated requests that are remembered, and characters of one. */
  idempotencyKeys: 10_000,
  idempotencyKeyChars: 255,
  /** Bytes of a request over HTTP: a sweep document. */
  bodyBytes: 1024 * 1024,
  /** Followers of sweeps at a time: 200 on a page of many people, with room. */
  followers: 1_000,
  /** Happenings kept of one sweep, and told at once; and of how many sweeps. */
  happenings: 200,
  toldSweeps: 1_000,
  /** Sweeps of which it is remembered how much their parameters matter. */
  weighedSweeps: 100,
  /** Sweeps that are simulated for people at a time, and trials of one. */
  simulations: 4,
  simulatedTrials: 5_000,
  /** Agents of whom it is remembered which of their streams was the newest. */
  knownAgents: 10_000,
  /** Agents that are shown after they have gone. */
  lostAgents: 200,
  /**
   * Questions a second for long, and at once: of one token to the API; of one token or certificate for agents' sessions, behind which a whole cluster may
   * come back at once; of one agent for its own; of one address without credentials that count.
   */
  rates: {
    token: { perSecond: 100, burst: 1_000 },
    sessions: { perSecond: 200, burst: 10_000 },
    agent: { perSecond: 2, burst: 30 },
    stranger: { perSecond: 10, burst: 100 },
  },
  /** Refusals of callers of which the log has told within a minute. */
  refusalsTold: 100,
  /** Connections at a time, and calls on one of them. */
  connections: 10_000,
  callsPerConnection: 100,
} as const;

/** How long the controller waits for whoever speaks to it, in ms of its own running time. */
export const WAITS = {
  /** For the first bytes of a connection, and for the first message of a call. */
  firstWordMs: 10_000,
  /** For a reader who takes none of the answers to him. */
  readerMs: 20_000,
  /** Before the same refusal of the same caller is told again. */
  refusalToldMs: 60_000,
  /** For the reader of the end of a session. */
  partingMs: 5_000,
  /** For a call on a connection that has none. */
  idleMs: 30_000,
  /** For the answer to a probe, and the silence before it: a cut cable is noticed within 20 s even when nothing is said. */
  probe: { afterMs: 10_000, answerMs: 10_000 },
  /** For the end of a log, of the agent that has it. */
  logTailMs: 5_000,
  /** For watchers and agents to end their streams when the controller stops. */
  shutDownMs: 1_000,
  /** For an agent to whom an assignment did not arrive, before it gets the next: twice as long for each in a row. */
  undelivered: { firstMs: 1_000, longestMs: 60_000 },
} as const;
