import type { Event } from "../../src/controller/core/events.ts";
import { type Append, type Appended, type Journal, journalOver } from "../../src/controller/journal/journal.ts";
import { openMemoryJournal } from "../../src/controller/journal/memory.ts";
import { JournalWay } from "./journalWay.ts";
import type { Process, World } from "./world.ts";

/** What an append comes to: `late`: refused, and written all the same a moment later. */
type Fate = "written" | "refused" | "unknown" | "late";

/** Whoever looks at what is written. */
export interface Reader {
  /** A controller has decided this. Returns what is wrong with it if it is written, null: nothing. */
  decided(appends: readonly Append[]): string | null;
  /** What is wrong with it is written. */
  broken(what: string): void;
  /** It stands in the journal now. */
  written(append: Append): void;
  /** A controller reads a sweep. */
  read(sweep: string, process: Process): void;
  /** Something was slow, or failed. */
  troubled(): void;
}

interface UnderWay {
  readonly process: Process;
  readonly appends: readonly Append[];
  readonly complaint: string | null;
  readonly sinceMs: number;
  over: boolean;
}

/** For how long an answer of a journal elsewhere is waited for, in ms. */
const ANSWER_MS = 8_000;

/** A journal that survives controllers, on a disk that takes its time and fails; of several controllers it is elsewhere, with ways that break. */
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

  /** The journal as the controller of this process sees it. `onConflict`: told when an append was refused, for another one has written. */
  open(process: Process, way: JournalWay = new JournalWay(), onConflict: () => void = () => {}): Journal {
    return journalOver(this.#journal, {
      append: async (appends) => {
        const appended = await this.#append(process, way, appends);
        if (appended.some(({ kind }) => kind === "conflict")) onConflict();
        return appended;
      },
      read: (sweep, afterSeq) => this.#read(process, sweep, afterSeq),
    });
  }

  /** A controller has died: of what was on its way nobody knows what came of it. */
  died(process: Process): void {
    for (const one of this.#underWay) {
      if (one.process !== process) continue;
      this.#underWay.delete(one);
      one.over = true;
      if (this.#world.chance.of(0.5)) void this.#write(one);
    }
  }

  async *#read(process: Process, sweep: string, afterSeq: number): AsyncGenerator<readonly Event[]> {
    await this.#takeTime(process);
    this.#reader.read(sweep, process);
    if (this.#world.chance.of(this.failing)) {
      this.#reader.troubled();
      throw new Error("EIO: i/o error, read");
    }
    yield* this.#journal.read(sweep, afterSeq);
  }

  #takeTime(process: Process): Promise<void> {
    return new Promise((resolve) => this.#world.post(process, resolve, this.#world.chance.between(0.5, 5)));
  }

  #append(process: Process, way: JournalWay, appends: readonly Append[]): Promise<Appended[]> {
    if (!process.alive) return new Promise(() => {});
    const complaint = this.#reader.decided(appends);
    const { chance } = this.#world;
    const fate: Fate = chance.of(this.failing) ? chance.pick<Fate>(["refused", "unknown", "late"]) : "written";
    const { promise, resolve, reject } = Promise.withResolvers<Appended[]>();
    const tookMs = chance.spread(...this.latencyMs);
    if (tookMs > 100) this.#reader.troubled();
    const one: UnderWay = { process, appends, complaint, sinceMs: this.#world.nowMs, over: false };
    this.#underWay.add(one);
    const answer = (run: () => void) => way.pass("controller", () => this.#world.post(process, run));
    const refuse = () => answer(() => reject(new Error("EIO: i/o error, fsync")));
    const perform = async () => {
      if (one.over) return;
      if (tookMs > 100 || fate !== "written") this.#reader.troubled();
      this.#underWay.delete(one);
      if (fate === "written") {
        const appended = await this.#write(one);
        return void answer(() => resolve(appended));
      }
      this.#world.note(`disk: append ${fate}`);
      if (fate === "unknown") await this.#write(one);
      if (fate === "late") this.#world.post(this.#process, () => void this.#write(one), chance.spread(5, 3_000));
      refuse();
    };
    way.pass("server", () => this.#world.post(this.#process, () => void perform(), tookMs));
    if (!way.isFree) this.#giveUp(process, reject);
    return promise;
  }

  #giveUp(process: Process, reject: (error: Error) => void): void {
    this.#reader.troubled();
    this.#world.timer(process, () => reject(new Error("nobody answers")), ANSWER_MS);
  }

  async #write({ appends, complaint }: UnderWay): Promise<Appended[]> {
    // The journal writes at once, and so what it says here is what stands there now.
    const appended = await this.#journal.append(appends);
    appended.forEach(({ kind }, i) => {
      const append = appends[i];
      if (kind === "appended" && append !== undefined) this.#reader.written(append);
    });
    if (complaint !== null && appended.every(({ kind }) => kind === "appended")) this.#reader.broken(complaint);
    return appended;
  }
}
