import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { SweepError } from "../../error.ts";
import type { RemoteJournal } from "../journal/open.ts";
import type { Lead, Leader } from "./lead.ts";

/** What waits for an answer: whether the lease's entry is there, and what a `Lead` answers. */
export type Question =
  | { readonly kind: "open" }
  | { readonly kind: "won" }
  | { readonly kind: "lost" }
  | { readonly kind: "confirmed" }
  | { readonly kind: "endTerm"; readonly free: boolean };

/** What the thread is told. */
export type Told =
  | { readonly kind: "ask"; readonly id: number; readonly question: Question }
  /** `won` is waited for no longer. */
  | { readonly kind: "stopWaiting" }
  | { readonly kind: "says"; readonly where: Pick<Leader, "url" | "agents"> }
  | { readonly kind: "doubt" }
  /** The controller's own thread is at work. */
  | { readonly kind: "alive" }
  | { readonly kind: "close" };

/** What the thread says. */
export type Said =
  | { readonly kind: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly kind: "failure"; readonly id: number; readonly failure: Pick<SweepError, "code" | "message"> }
  | { readonly kind: "looked"; readonly leader: Leader | null; readonly term: number };

/** How often the thread hears that the controller is at work, in ms. */
const ALIVE_MS = 1_000;

/**
 * A `Lead` whose lease is renewed in a thread of its own: a controller with so much to do that it comes to nothing else for seconds leads on, and loses the lease
 * when it stands still altogether. Methods as those of `Lead`; they reject with what ended the thread, should it end.
 */
export class LeadThread implements Pick<Lead, keyof Lead> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #alive: NodeJS.Timeout;
  readonly #exited: Promise<void>;
  #next = 1;
  #ended: Error | null = null;
  #looked: Pick<Lead, "leader" | "term"> = { leader: null, term: 0 };

  private constructor(journal: RemoteJournal) {
    this.#worker = new Worker(workerFile(), { name: "lead", workerData: journal });
    this.#worker.on("message", (said: Said) => this.#hear(said));
    this.#worker.on("error", (error) => this.#end(error));
    this.#exited = new Promise((resolve) => this.#worker.once("exit", () => resolve()));
    this.#alive = setInterval(() => this.#tell({ kind: "alive" }), ALIVE_MS);
  }

  /** @throws SweepError as `openNatsEntry` */
  static async open(journal: RemoteJournal): Promise<LeadThread> {
    const thread = new LeadThread(journal);
    try {
      await thread.#ask({ kind: "open" });
    } catch (error) {
      await thread.close();
      throw error;
    }
    return thread;
  }

  get leader(): Leader | null {
    return this.#looked.leader;
  }

  get term(): number {
    return this.#looked.term;
  }

  async won(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const stop = () => this.#tell({ kind: "stopWaiting" });
    signal.addEventListener("abort", stop, { once: true });
    try {
      return await this.#ask<boolean>({ kind: "won" });
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  lost(): Promise<never> {
    const lost = this.#ask<never>({ kind: "lost" });
    lost.catch(() => {});
    return lost;
  }

  confirmed(): Promise<void> {
    return this.#ask({ kind: "confirmed" });
  }

  says(where: Pick<Leader, "url" | "agents">): void {
    this.#tell({ kind: "says", where });
  }

  doubt(): void {
    this.#tell({ kind: "doubt" });
  }

  endTerm(free: boolean): Promise<void> {
    return this.#ask({ kind: "endTerm", free });
  }

  async close(): Promise<void> {
    clearInterval(this.#alive);
    this.#tell({ kind: "close" });
    await this.#exited;
    this.#end(new SweepError("unavailable", "the controller is stopping"));
  }

  async #ask<T>(question: Question): Promise<T> {
    if (this.#ended !== null) throw this.#ended;
    const id = this.#next++;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#tell({ kind: "ask", id, question });
    // The border of the types: the thread answers as `Lead` does.
    return (await waiting.promise) as T;
  }

  #tell(told: Told): void {
    this.#worker.postMessage(told);
  }

  #hear(said: Said): void {
    if (said.kind === "looked") {
      this.#looked = said;
      return;
    }
    const waiting = this.#waiting.get(said.id);
    this.#waiting.delete(said.id);
    if (said.kind === "answer") waiting?.resolve(said.answer);
    else waiting?.reject(new SweepError(said.failure.code, said.failure.message));
  }

  #end(why: Error): void {
    this.#ended ??= why;
    for (const waiting of this.#waiting.values()) waiting.reject(why);
    this.#waiting.clear();
  }
}

/** The worker's file, as source or as compiled, like this one. */
function workerFile(): URL {
  return new URL(`./leadWorker${extname(import.meta.url)}`, import.meta.url);
}
