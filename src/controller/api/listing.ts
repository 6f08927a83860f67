import { parseAsWritten } from "../../asWritten.ts";
import type { SweepDetail } from "../../shapes/sweep.ts";
import { isOver } from "../core/state.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import { unshown } from "./unshown.ts";

/**
 * All sweeps as a list shows them. Of one that is over the shape is kept, beside its events: nothing of it changes any more, and hundreds of old
 * sweeps need not be read for a line each.
 */
export class Listing {
  readonly #engine: Engine;
  readonly #dispatcher: Dispatcher;
  readonly #unlisten: () => void;

  constructor(engine: Engine, dispatcher: Dispatcher) {
    this.#engine = engine;
    this.#dispatcher = dispatcher;
    this.#unlisten = engine.onCommit((sweep) => {
      if (isOver(sweep)) void this.#show(sweep.spec.name);
    });
  }

  /** In the order of their creation. */
  async all(): Promise<SweepDetail[]> {
    return this.some(this.#engine.names());
  }

  /** Those of these names that there are. */
  async some(names: readonly string[]): Promise<SweepDetail[]> {
    const known = new Set(this.#engine.names());
    const sweeps: SweepDetail[] = [];
    // One after the other: the first list of hundreds of old sweeps reads them all, and shall not have them all in memory.
    for (const name of names) if (known.has(name)) sweeps.push(await this.#show(name, true));
    return sweeps;
  }

  close(): void {
    this.#unlisten();
  }

  /** One that cannot be read must not hide the others. */
  async #show(name: string, letGo = false): Promise<SweepDetail> {
    const kept = readKept(this.#engine.kept(name));
    if (kept !== null) return { ...kept, agents: this.#dispatcher.attendance };
    try {
      const look = await this.#engine.read(name, (sweep, nowMs) => {
        return { view: this.#dispatcher.view(sweep, nowMs), seq: sweep.seq, over: isOver(sweep) };
      });
      if (look.over) await this.#engine.keep(name, look.seq, writeKept(look.view), letGo);
      return look.view;
    } catch (error) {
      return unshown(name, error instanceof Error ? error.message : String(error));
    }
  }
}

// What is kept begins with the version of its shape: what other versions have kept is worked out again.
const VERSION = "sweep 2 ";

function writeKept(sweep: SweepDetail): Uint8Array {
  return Buffer.from(VERSION + JSON.stringify(sweep));
}

function readKept(bytes: Uint8Array | null): SweepDetail | null {
  const text = bytes === null ? "" : Buffer.from(bytes).toString();
  return text.startsWith(VERSION) ? (parseAsWritten(text.slice(VERSION.length)) as SweepDetail) : null;
}
