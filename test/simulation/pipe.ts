import type { Process, World } from "./world.ts";

/** How one direction of a way is now. */
export interface Direction {
  /** Nothing passes: what is sent waits, as TCP sends it again and again. */
  stalled: boolean;
}

interface Parcel {
  readonly deliver: () => void;
  dueMs: number;
  lost: boolean;
}

/** One direction of a connection: what is sent arrives in its order, later. */
export class Pipe {
  readonly #world: World;
  readonly #direction: Direction;
  readonly #receiver: () => Process | null;
  readonly #latencyMs: () => number;
  readonly #underWay: Parcel[] = [];
  #lastMs = 0;
  #broken = false;

  constructor(world: World, direction: Direction, receiver: () => Process | null, latencyMs: () => number) {
    this.#world = world;
    this.#direction = direction;
    this.#receiver = receiver;
    this.#latencyMs = latencyMs;
  }

  /** `moreMs`: how much later than a message, such as what a handshake takes. */
  send(deliver: () => void, moreMs = 0): void {
    if (this.#broken) return;
    const parcel = { deliver, dueMs: 0, lost: false };
    this.#underWay.push(parcel);
    this.#schedule(parcel, moreMs);
  }

  /** The direction passes again. */
  goOn(): void {
    for (const parcel of this.#underWay) this.#schedule(parcel, 0);
  }

  /** The connection has broken: a suffix of what is under way never arrives, and nothing that is sent from now on. */
  cut(): void {
    this.#broken = true;
    const arrives = this.#direction.stalled ? 0 : this.#world.chance.whole(0, this.#underWay.length);
    for (const parcel of this.#underWay.slice(arrives)) parcel.lost = true;
  }

  #schedule(parcel: Parcel, moreMs: number): void {
    const receiver = this.#receiver();
    if (receiver === null) return;
    this.#lastMs = Math.max(this.#lastMs, this.#world.nowMs + moreMs + this.#latencyMs());
    parcel.dueMs = this.#lastMs;
    this.#world.postAt(receiver, () => this.#deliver(), parcel.dueMs);
  }

  #deliver(): void {
    while (!this.#direction.stalled) {
      const [first] = this.#underWay;
      if (first === undefined || first.dueMs > this.#world.nowMs) return;
      this.#underWay.shift();
      if (!first.lost) first.deliver();
    }
  }
}
