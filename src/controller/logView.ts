/** Which part of a trial's log is wanted. */
export interface LogQuestion {
  /** Left out: the newest. */
  readonly attempt?: number | undefined;
  /** The `next` of an earlier answer: what follows it is wanted, or all of a newer attempt. Left out: the last there is. */
  readonly after?: string | undefined;
}

/** The end of what a trial's trainer has printed. */
export interface LogTail {
  readonly sweep: string;
  readonly trial: number;
  readonly attempt: number;
  /** The agent that has run it. */
  readonly from: string;
  /** At most 64 KiB; trainers print what they like: not to be shown on a terminal or a page as it is. */
  readonly text: string;
  /** Something of what was asked for, before the text, is left out. */
  readonly truncated: boolean;
  /** The trainer still runs, and may print more. */
  readonly live: boolean;
  /** The trial has ended: no other attempt follows, unless it is tried again. */
  readonly over: boolean;
  /** To ask for what follows. */
  readonly next: string;
}
