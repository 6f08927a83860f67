import { Sweep } from "../../gen/macrosweep/v1/sweep.ts";
import { isOver } from "../core/state.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import { writeSweep, writeUnshown } from "./sweepWire.ts";

/**
 * All sweeps as a list shows them. Of one that is over the message is kept, beside its events: nothing of it changes any more, and hundreds of old
 * sweeps need not be read for a line each.
 */
export class Listing {
  readonly #engine: Engine;
  readonly #dispatcher: Dispatcher;

  constructor(engine: Engine, dispatcher: Dispatcher) {
    this.#engine = engine;
    this.#dispatcher = dispatcher;
    engine.onCommit((sweep) => {
      if (isOver(sweep)) void this.#show(sweep.spec.name);
    });
  }

  async all(): Promise<Sweep[]> {
    const sweeps: Sweep[] = [];
    // One after the other: the first list of hundreds of old sweeps reads them all, and shall not have them all in memory.
    for (const name of this.#engine.names()) sweeps.push(await this.#show(name, true));
    return sweeps;
  }

  /** One that cannot be read or written must not hide the others. */
  async #show(name: string, letGo = false): Promise<Sweep> {
    const kept = this.#engine.kept(name);
    if (kept !== null) return Sweep.decode(kept);
    try {
      const look = await this.#engine.read(name, (sweep, nowMs) => {
        return { view: this.#dispatcher.view(sweep, nowMs), seq: sweep.seq, over: isOver(sweep) };
      });
      const message = writeSweep(look.view);
      const bytes = Sweep.encode(message).finish();
      if (look.over) await this.#engine.keep(name, look.seq, bytes, letGo);
      return message;
    } catch (error) {
      return writeUnshown(name, error instanceof Error ? error.message : String(error));
    }
  }
}
