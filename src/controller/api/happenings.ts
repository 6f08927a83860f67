import type { HappeningShape } from "../../shapes/watched.ts";
import { BOUNDS } from "../bounds.ts";
import { evolve } from "../core/evolve.ts";
import type { Sweep } from "../core/state.ts";
import { happeningOf } from "../core/views/happening.ts";
import type { Engine } from "../engine.ts";

interface Told extends HappeningShape {
  /** Number of the event. */
  readonly seq: number;
}

/** What has happened to the sweeps, in lines for people: the newest are at hand, older ones are worked out from the journal. */
export class Happenings {
  readonly #engine: Engine;
  readonly #newest = new Map<string, { from: number; upTo: number; told: Told[] }>();
  readonly #unlisten: () => void;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#unlisten = engine.onCommit((sweep, events) => {
      const first = sweep.seq - events.length;
      const before = this.#newest.get(sweep.spec.name);
      // A sweep that was read anew may be further than what was told of it.
      const kept = before?.upTo === first ? before : { from: first, upTo: first, told: [] };
      kept.upTo = sweep.seq;
      for (const [i, event] of events.entries()) {
        const happening = happeningOf(sweep, event);
        if (happening !== null) kept.told.push({ ...happening, seq: first + i + 1 });
      }
      const dropped = kept.told.splice(0, kept.told.length - BOUNDS.happenings);
      kept.from = dropped.at(-1)?.seq ?? kept.from;
      // The newest last: of very many sweeps those are let go of which nothing was heard for longest.
      this.#newest.delete(sweep.spec.name);
      this.#newest.set(sweep.spec.name, kept);
      const [oldest] = this.#newest.keys();
      if (this.#newest.size > BOUNDS.toldSweeps && oldest !== undefined) this.#newest.delete(oldest);
    });
  }

  /** Those after event `seq` and up to `upTo`, oldest first; of very many the newest. */
  async since(name: string, seq: number, upTo: number): Promise<HappeningShape[]> {
    const kept = this.#newest.get(name);
    const known = kept !== undefined && kept.from <= seq ? kept.told : await this.#retold(name);
    return known
      .filter((one) => one.seq > seq && one.seq <= upTo)
      .slice(-BOUNDS.happenings)
      .map(({ trial, text }) => ({ trial, text }));
  }

  close(): void {
    this.#unlisten();
  }

  async #retold(name: string): Promise<Told[]> {
    let sweep: Sweep | null = null;
    const told: Told[] = [];
    for await (const events of this.#engine.events(name)) {
      for (const event of events) {
        sweep = evolve(sweep, event);
        const happening = happeningOf(sweep, event);
        if (happening !== null) told.push({ ...happening, seq: sweep.seq });
      }
    }
    return told;
  }
}
