import { BOUNDS, WAITS } from "../bounds.ts";

/** pino's loggers fit. */
export interface RefusalLog {
  warn(fields: object, message: string): void;
}

/** Who was refused: an agent by its name, where it has said one, and where it called from. */
export interface Refused {
  readonly agent?: string;
  /** host:port */
  readonly peer: string;
}

interface Told {
  readonly atMs: number;
  /** How often it was refused since, and not told. */
  since: number;
}

/** Tells whoever reads the log who is refused and why: of each once a minute at most, with how often that was, and of a hundred at most. */
export class Refusals {
  readonly #log: RefusalLog;
  readonly #now: () => number;
  /** The one that was told last comes last. */
  readonly #told = new Map<string, Told>();

  /** `now`: in ms, never backwards. */
  constructor(log: RefusalLog, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  tell({ agent = "", peer }: Refused, why: string): void {
    const nowMs = this.#now();
    // The ports of a caller and the numbers in a reason change with every call.
    const host = peer.replace(/:\d+$/, "");
    const key = `${agent === "" ? host : agent}\n${why.replace(/\d+/g, "#")}`;
    const told = this.#told.get(key);
    if (told !== undefined && nowMs - told.atMs < WAITS.refusalToldMs) {
      told.since += 1;
      return;
    }
    this.#told.delete(key);
    this.#forgetOlder(nowMs);
    // Somebody calls himself by ever other names.
    if (this.#told.size >= BOUNDS.refusalsTold) return;
    this.#told.set(key, { atMs: nowMs, since: 0 });
    const before = told === undefined || told.since === 0 ? {} : { before: told.since };
    this.#log.warn({ ...(agent === "" ? {} : { agent }), peer, reason: why, ...before }, "refused on the agents' port");
  }

  #forgetOlder(nowMs: number): void {
    for (const [key, { atMs }] of this.#told) {
      if (this.#told.size < BOUNDS.refusalsTold || nowMs - atMs < WAITS.refusalToldMs) return;
      this.#told.delete(key);
    }
  }
}
