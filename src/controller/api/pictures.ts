import { isOver } from "../core/state.ts";
import { viewRunning } from "../core/views/runningView.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";

/** How a sweep stands, for those who follow it. */
export interface Picture {
  /** When it was begun, in ms of this process; what changes later is not on it. */
  readonly atMs: number;
  /** Number of the newest event on it. */
  readonly seq: number;
  readonly over: boolean;
  /** JSON of the sweep, and of its running trials. */
  readonly sweep: string;
  readonly running: string;
}

// Four pictures a second look alive to a person and cost nothing.
export const PICTURE_MS = 250;
// Less than a follower's pause, so that nobody is shown the same one twice, however exactly his timer is.
const SHARED_MS = 200;

/** Pictures of sweeps, each made once in 200 ms however many look at it. */
export class Pictures {
  readonly #engine: Engine;
  readonly #dispatcher: Dispatcher;
  readonly #newest = new Map<string, { readonly atMs: number; readonly picture: Promise<Picture> }>();

  constructor(engine: Engine, dispatcher: Dispatcher) {
    this.#engine = engine;
    this.#dispatcher = dispatcher;
  }

  /** The newest one; where that is too old, or of before `fromMs`, a new one. @throws SweepError `notFound` */
  of(name: string, fromMs: number): Promise<Picture> {
    const nowMs = performance.now();
    for (const [other, { atMs }] of this.#newest) if (nowMs - atMs >= SHARED_MS) this.#newest.delete(other);
    const newest = this.#newest.get(name);
    if (newest !== undefined && newest.atMs >= fromMs) return newest.picture;
    const picture = this.#make(name, nowMs);
    this.#newest.set(name, { atMs: nowMs, picture });
    picture.catch(() => this.#newest.delete(name));
    return picture;
  }

  async #make(name: string, atMs: number): Promise<Picture> {
    const look = await this.#engine.read(name, (sweep, nowMs) => ({
      view: this.#dispatcher.view(sweep, nowMs),
      running: viewRunning(sweep),
      seq: sweep.seq,
      over: isOver(sweep),
    }));
    const { seq, over } = look;
    return { atMs, seq, over, sweep: JSON.stringify(look.view), running: JSON.stringify(look.running) };
  }
}
