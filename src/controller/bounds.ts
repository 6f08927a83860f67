/** Everything that could grow has its bound here. */
export const BOUNDS = {
  /** Commands waiting to be decided. Sessions stop reading long before; this stops a flood of unary calls. */
  inbox: 50_000,
  /** Commands decided before one append: a few ms of work, and a message that a journal of any kind takes. */
  batch: 1_000,
  /** Bytes of one message of an agent: a confusion matrix of 100 classes, or scores of 10,000, with room to spare. */
  sessionMessageBytes: 64 * 1024,
  /** Bytes of any other message: a sweep document is at most 1 MiB, and its answer may carry 100,000 values. */
  messageBytes: 4 * 1024 * 1024,
  /**
   * Messages of one session in the inbox; beyond that its stream is not read on. Twice what an agent sends before it is acknowledged, so that its
   * heartbeats are read however slow the disk is.
   */
  sessionInFlight: 512,
  /** Happenings kept for one slow watcher. */
  happenings: 200,
} as const;
