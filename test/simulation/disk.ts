import type { Event } from "../../src/controller/core/events.ts";
import type { Append, Appended, Journal } from "../../src/controller/journal/journal.ts";
import { openMemoryJournal } from "../../src/controller/journal/memory.ts";
import type { Process, World } from "./world.ts";

/** What an append comes to: `late`: refused, and written all the same a moment later. */
type Fate = "written" | "refused" | "unknown" | "late";

/** Whoever looks at what is written. */
export interface Reader {
  /** The controller has decided this. */
  decided(appends: readonly Append[]): void;
  /** It stands in the journal now. */
  written(append: Append): void;
  /** A sweep is read. */
  read(sweep: string): void;
  /** Something was slow, or failed. */
  troubled(): void;
}

interface UnderWay {
  readonly process: Process;
  readonly appends: readonly Append[];
  readonly sinceMs: number;
  over: boolean;
}

/** A journal that survives controllers, on a disk that takes its time and fails. */
export class Disk {
  /** Of one append. */
  latencyMs: readonly [number, number] = [1, 30];
  /** How often an append or a read fails. */
  failing = 0;
  readonly #world: World;
  readonly #reader: Reader;
  readonly #journal = openMemoryJournal();
  readonly #process: Process;
  readonly #underWay = new Set<UnderWay>();

  constructor(world: World, reader: Reader) {
    this.#world = world;
    this.#reader = reader;
    this.#process = world.spawn("disk");
  }

  /** Whether an append keeps all others waiting. */
  get isStuck(): boolean {
    return [...this.#underWay].some(({ sinceMs }) => this.#world.nowMs - sinceMs > 100);
  }

  /** The journal as the controller of this process sees it. */
  open(process: Process): Journal {
    const journal = this.#journal;
    return {
      append: (appends) => this.#append(process, appends),
      read: (sweep, afterSeq) => this.#read(process, sweep, afterSeq),
      about: (sweep, trial) => journal.about(sweep, trial),
      remove: (sweep, expectedSeq) => journal.remove(sweep, expectedSeq),
      sweeps: () => journal.sweeps(),
      summaries: () => journal.summaries(),
      keep: (sweep, seq, bytes) => journal.keep(sweep, seq, bytes),
      close: () => journal.close(),
    };
  }

  /** A controller has died: of what was on its way nobody knows what came of it. */
  died(process: Process): void {
    for (const one of this.#underWay) {
      if (one.process !== process) continue;
      this.#underWay.delete(one);
      one.over = true;
      if (this.#world.chance.of(0.5)) void this.#write(one.appends);
    }
  }

  async *#read(process: Process, sweep: string, afterSeq: number): AsyncGenerator<readonly Event[]> {
    await this.#takeTime(process);
    this.#reader.read(sweep);
    if (this.#world.chance.of(this.failing)) {
      this.#reader.troubled();
      throw new Error("EIO: i/o error, read");
    }
    yield* this.#journal.read(sweep, afterSeq);
  }

  #takeTime(process: Process): Promise<void> {
    return new Promise((resolve) => this.#world.post(process, resolve, this.#world.chance.between(0.5, 5)));
  }

  #append(process: Process, appends: readonly Append[]): Promise<Appended[]> {
    if (!process.alive) return new Promise(() => {});
    this.#reader.decided(appends);
    const { chance } = this.#world;
    const fate: Fate = chance.of(this.failing) ? chance.pick<Fate>(["refused", "unknown", "late"]) : "written";
    const { promise, resolve, reject } = Promise.withResolvers<Appended[]>();
    const tookMs = chance.spread(...this.latencyMs);
    if (tookMs > 100) this.#reader.troubled();
    const one: UnderWay = { process, appends, sinceMs: this.#world.nowMs, over: false };
    this.#underWay.add(one);
    const answer = (run: () => void) => this.#world.post(process, run);
    const refuse = () => answer(() => reject(new Error("EIO: i/o error, fsync")));
    const perform = async () => {
      if (one.over) return;
      if (tookMs > 100 || fate !== "written") this.#reader.troubled();
      this.#underWay.delete(one);
      if (fate === "written") {
        const appended = await this.#write(appends);
        return void answer(() => resolve(appended));
      }
      this.#world.note(`disk: append ${fate}`);
      if (fate === "unknown") await this.#write(appends);
      if (fate === "late") this.#world.post(this.#process, () => void this.#write(appends), chance.spread(5, 3_000));
      refuse();
    };
    this.#world.post(this.#process, () => void perform(), tookMs);
    return promise;
  }

  async #write(appends: readonly Append[]): Promise<Appended[]> {
    // The journal writes at once, and so what it says here is what stands there now.
    const appended = await this.#journal.append(appends);
    appended.forEach(({ kind }, i) => {
      const append = appends[i];
      if (kind === "appended" && append !== undefined) this.#reader.written(append);
    });
    return appended;
  }
}
