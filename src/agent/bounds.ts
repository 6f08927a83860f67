/** Every limit of the agent, each with its reason. Sizes in bytes, times in milliseconds. */
export const BOUNDS = {
  /** Largest report on the wire: with its lease it fits the 64 KiB that a controller reads. 100 classes as confusion counts fit. */
  reportBytes: 63 * 1024,
  /** Longest line of a trainer that is kept in memory; what such a report can take as JSON text. */
  lineBytes: 256 * 1024,
  /** Kept of the end of a longer line, where a result may stand after the dots of a whole epoch. */
  lineEndBytes: 4 * 1024,
  /** Highest epoch a report may name. */
  epoch: 1_000_000,
  /** What the patterns of a document see of a line; lines for people are shorter. */
  patternChars: 8 * 1024,
  /** Read at once of a file that a trainer reports in. */
  fileChunkBytes: 1024 * 1024,
  /** Files that a path with * may stand for; more are not looked at. */
  places: 1000,
  /** Largest report file that is one JSON text: a history of tens of thousands of epochs. */
  documentBytes: 32 * 1024 * 1024,
  /** Longest record of a TensorBoard file that is read; a scalar takes a hundred bytes. */
  recordBytes: 1024 * 1024,
  /** Pause between two looks at the files that a trainer reports in; short beside an epoch. */
  lookMs: 500,
  /** How often an earlier attempt of the same trial is asked whether it still reads where this one is to read: longer than it gets to end. */
  claimLooks: 120,
  /** How long whoever reads there may take to say so; it does so at once unless it stands still. */
  claimAnswerMs: 2_000,
  /** Longest line in a trial's log; a progress bar without line feeds must not fill it. */
  logLineBytes: 8 * 1024,
  /** Log kept of one attempt, unless the document says otherwise, like the next four; a thousand attempts take a gigabyte at most. */
  logBytes: 1024 * 1024,
  /** In a trial's folder: checkpoints of large models, every epoch, with their optimizer. */
  diskBytes: 20 * 1024 ** 3,
  /** Of one attempt: what runs for a week is more likely stuck than learning. */
  runTimeMs: 7 * 24 * 3600 * 1000,
  /** Open in one process: thousands of tensors that data loaders share by file. */
  openFiles: 16 * 1024,
  /** Of one attempt at a time: a data loader a core on the largest machines, several times over. */
  processes: 2048,
  /** In a trial's folder, so that a look at it ends. */
  folderFiles: 100_000,
  /** How often the limits are looked at, and the largest share of the time that goes into it. */
  limitsLook: { everyMs: 1_000, share: 0.02 },
  /** Trainers that have ended whose last output is kept in memory; of earlier ones there is the file, without what was beyond its bound. */
  endedTails: 64,
  /** Last output of a trainer that goes into the reason of its failure: a traceback, not a log. */
  tailChars: 2 * 1024,
  /** Longest reason of a Finish: the tail and a sentence before it. */
  reasonChars: 4 * 1024,
  /** Messages of one lease that wait for their acknowledgement; 16 MiB at most. Beyond it the trainer waits. */
  spoolMessages: 256,
  /**
   * How many of them are sent before the first is acknowledged; one more for each that is acknowledged within `promptMs`. So a controller with more to do than it
   * can has no more to read at once, however many agents have waited for it.
   */
  sentAtFirst: { messages: 8, promptMs: 250 },
  /** What one lease may report for long, and at once. Training is slower; what says nothing but reports waits for its turn, and fills no journal. */
  reportPace: {
    reports: { perSecond: 500, burst: 2_000 },
    bytes: { perSecond: 1024 * 1024, burst: 16 * 1024 * 1024 },
  },
  /** Trainers of one agent at a time: as many as a controller gives it. */
  slots: 1_024,
  /** What an agent says of itself: characters of its name, and of a label's name and value, and labels. */
  hello: { nameChars: 255, labels: 64, labelChars: 256 },
  /** Reports beside a checkpoint that the controller has, until the file is begun anew. */
  keptBytes: 64 * 1024,
  /** Heartbeats whose answers are still of use: later ones renew the lease as well. */
  openHeartbeats: 64,
  /** After a trainer's end: silence on its output after which a process that left the group and holds the pipe is not waited for. */
  silence: { looks: 4, lookMs: 250 },
  /** After a trainer's end: output still read, more than a pipe can hold, so that only what comes from elsewhere is cut. */
  leftoverBytes: 1024 * 1024,
  /** Pause between two looks whether a process group is gone. */
  groupPollMs: 20,
  /** What trainers get to save their work when their agent was killed. */
  reaperGraceMs: 2_000,
  /** How long the reaper then waits for killed processes to go: one that hangs in a driver may never. */
  reaperEndMs: 10_000,
  /** Agents' processes that were killed on a folder of work, of which the next one says that they have gone. */
  earlierProcesses: 256,
  /** Before another reaper is started in place of one that was killed. */
  reaperPauseMs: 1_000,
  /** How long a stopping agent waits for its last acknowledgements, after its trainers have ended. */
  flushMs: 5_000,
  /** How long nvidia-smi may take: it wakes every GPU, which takes seconds where the driver keeps none awake. */
  nvidiaSmiMs: 30_000,
  /** First and longest pause before a machine that could not run trainers is tried again: somebody may just be clearing its disk. */
  healthMs: { first: 2_000, longest: 60_000 },
  /** First and longest pause before the controller is called again: nobody waits longer for a controller, or a network, that is back. */
  backoffMs: { first: 100, longest: 1_000 },
  /** How long a session must last before its end is the first failure again: a link that breaks every time is called ever more slowly. */
  lastingMs: 10_000,
  /** How long a connection may take. The system tries at once, after 1 s and after 3 s. */
  connectMs: 4_000,
  /** How long the controller may take to answer a Hello, or a heartbeat, and to end a stream that it drains. */
  answerMs: 10_000,
  /** Silence after which the connection is probed, and how long the answer may take: well under a lease together. */
  keepalive: { afterMs: 5_000, timeoutMs: 5_000 },
  /**
   * The same, and for a connection, where there are several controllers: who is silent for so long has a standby that takes over then. Each time that it leads
   * still it gets twice the time, up to the above, until a stream to it has lasted for `lastingMs`: it has much to do, and agents that come back are more of it.
   */
  standby: { answerMs: 3_000, keepalive: { afterMs: 1_200, timeoutMs: 2_300 }, lastingMs: 60_000 },
} as const;
