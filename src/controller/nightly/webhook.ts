import type { SweepDetail } from "../../shapes/sweep.ts";
import { nightsReport } from "../../words/nightsReport.ts";
import { SERIES } from "../../words/series.ts";
import type { Clock } from "../clock.ts";
import type { Engine } from "../engine.ts";
import { nightsOf } from "../nights/nights.ts";
import { BEGUN, type Delivery, type PendingReport } from "./delivery.ts";
import type { Shown } from "./nightly.ts";
import { signed } from "./signature.ts";
import type { Streams } from "./streams.ts";

/** Where the report of a night goes at its end. */
export interface WebhookOptions {
  readonly url: string;
  /** What it is signed with. */
  readonly secret: string;
}

/** Told what becomes of reports. */
export interface DeliveryLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

// An answer that takes longer is none: the report is sent again, with its id.
const ANSWER_MS = 30_000;
const LAST_ANSWER_MS = 2_000;
// When another controller has taken over, the one before may yet say that it was taken.
const LAST_WORD_MS = 15_000;
const LONGEST_PAUSE_MS = 3_600_000;
// Three days, most of them at an hour's distance: somebody has gone for good.
const MOST_ATTEMPTS = 84;

/**
 * Sends the report of each night that ends while a webhook is set. That a report is to be sent, that it is tried now, and that it was taken, is in the journal
 * before anything else follows from it: what was taken is never sent again, and what was not is, by the next controller too, and of two controllers only one
 * tries it. Only where nobody can know, for the controller was killed or the answer did not come, a receiver may see a report again; it has the same id then.
 */
export class Webhook {
  readonly #shown: Shown;
  readonly #reports: Streams<Delivery>;
  readonly #names: () => readonly string[];
  readonly #options: WebhookOptions;
  readonly #clock: Clock;
  readonly #log: DeliveryLog;
  readonly #ending = new AbortController();
  readonly #stops: (() => void)[];
  #knowsEnded = false;
  #isTold = false;
  #closing = false;
  #work: Promise<void> | null = null;
  #ended = new Set<string>();

  constructor(
    { engine, shown, reports }: { engine: Engine; shown: Shown; reports: Streams<Delivery> },
    options: WebhookOptions,
    clock: Clock,
    log: DeliveryLog,
  ) {
    this.#shown = shown;
    this.#reports = reports;
    this.#names = () => engine.names();
    this.#options = options;
    this.#clock = clock;
    this.#log = log;
    const unlisten = engine.onCommit(({ spec }, events) => {
      if (spec.labels?.[SERIES] === undefined || !events.some(({ kind }) => kind === "sweepEnded")) return;
      this.#ended.add(spec.name);
      this.#wake();
    });
    this.#stops = [unlisten, clock.every(1_000, () => this.#wake())];
    this.#wake();
  }

  /** What is under way may still be answered: a report that was taken is then known to be. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#closing = true;
    const impatience = setTimeout(() => this.#ending.abort(), LAST_ANSWER_MS);
    await this.#work;
    clearTimeout(impatience);
    this.#ending.abort();
  }

  #wake(): void {
    if (this.#closing) return;
    this.#work ??= this.#run()
      .then(() => {
        this.#isTold = false;
      })
      // The disk refuses, or the journal: the next turn of the clock tries again.
      .catch((error: unknown) => this.#tell(error))
      .finally(() => {
        this.#work = null;
      });
  }

  // Once, and not each second of an outage.
  #tell(error: unknown): void {
    if (!this.#isTold) this.#log.warn({ why: String(error) }, "reports of nights cannot be sent now");
    this.#isTold = true;
  }

  async #run(): Promise<void> {
    if (!this.#knowsEnded) await this.#findEnded();
    for (const name of [...this.#ended]) {
      await this.#prepare(name);
      this.#ended.delete(name);
    }
    for (const delivery of this.#reports.all()) {
      if (this.#closing) return;
      if (delivery.kind === "pending" && this.#isDue(delivery)) await this.#send(delivery);
    }
  }

  /** The clock of another controller may have been ahead. */
  #isDue({ nextMs }: PendingReport): boolean {
    const nowMs = this.#clock.nowMs();
    return nextMs <= nowMs || nextMs > nowMs + LONGEST_PAUSE_MS + LAST_WORD_MS;
  }

  /** The nights that have ended while nobody listened. Where a webhook is new, those that have ended before it are not told of. */
  async #findEnded(): Promise<void> {
    const ended = (await this.#shown.all()).filter(isEnded);
    if (!this.#reports.has(BEGUN)) {
      const before = ended.filter(({ sweep }) => !this.#ended.has(sweep)).map(idOf);
      await this.#reports.append(BEGUN, [{ kind: "reportsBegun", atMs: this.#clock.nowMs(), before }]);
    }
    await this.#forget();
    for (const { sweep } of ended) this.#ended.add(sweep);
    this.#knowsEnded = true;
  }

  /** What was told of nights that are no more. */
  async #forget(): Promise<void> {
    const names = new Set(this.#names());
    for (const id of this.#reports.over()) if (!names.has(sweepOf(id))) await this.#reports.remove(id);
  }

  async #prepare(name: string): Promise<void> {
    const sweeps = await this.#shown.all();
    const night = sweeps.find(({ sweep }) => sweep === name);
    const series = night?.labels[SERIES];
    if (night === undefined || series === undefined || !isEnded(night)) return;
    const id = idOf(night);
    if (this.#reports.has(id) || this.#isFromBefore(id)) return;
    const nights = nightsOf(series, sweeps);
    if (nights === null) return;
    const data = { sweep: name, state: night.state, ...nights, report: nightsReport(nights) };
    const atMs = this.#clock.nowMs();
    const body = JSON.stringify({ type: "night.ended", timestamp: new Date(atMs).toISOString(), data });
    await this.#reports.append(id, [{ kind: "reportDue", atMs, id, sweep: name, body }]);
  }

  #isFromBefore(id: string): boolean {
    const before = this.#reports.get(BEGUN);
    return before?.kind === "before" && before.ids.includes(id);
  }

  async #send({ id, sweep, body, attempts: before }: PendingReport): Promise<void> {
    const attempt = before + 1;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** before);
    const triedMs = this.#clock.nowMs();
    const againMs = triedMs + Math.max(LAST_WORD_MS, pauseMs);
    // Of two controllers that want to send it one is refused here.
    await this.#reports.append(id, [{ kind: "reportTried", atMs: triedMs, attempt, againMs }]);
    const failure = await this.#post(id, body);
    const atMs = this.#clock.nowMs();
    if (failure === null) {
      await this.#reports.append(id, [{ kind: "reportDelivered", atMs, id }], true);
      this.#log.info({ sweep, id, attempts: attempt }, "report of a night delivered");
      return;
    }
    if (this.#ending.signal.aborted) {
      const why = "the controller was stopped";
      return this.#reports.append(id, [{ kind: "reportFailed", atMs, why, againMs: atMs }]);
    }
    const told = { sweep, id, attempts: attempt, why: failure };
    if (attempt >= MOST_ATTEMPTS) {
      await this.#reports.append(id, [{ kind: "reportGivenUp", atMs, id }], true);
      return this.#log.warn(told, "report of a night given up");
    }
    await this.#reports.append(id, [{ kind: "reportFailed", atMs, why: failure, againMs: atMs + pauseMs }]);
    this.#log.warn({ ...told, againInMs: pauseMs }, "report of a night not delivered");
  }

  /** null: it was taken. Else why not, without the address, which may be a secret. */
  async #post(id: string, body: string): Promise<string | null> {
    const { url, secret } = this.#options;
    try {
      const response = await fetch(url, {
        method: "POST",
        // The receiver's clock is held against it.
        headers: { "content-type": "application/json", ...signed(secret, id, Math.floor(Date.now() / 1_000), body) },
        body,
        redirect: "manual",
        signal: AbortSignal.any([this.#ending.signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      await response.body?.cancel();
      return response.ok ? null : `answered with status ${response.status}`;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : null;
      return code ?? (cause instanceof Error ? cause.name : "no answer");
    }
  }
}

// One report a night, also where the night was edited and goes on.
function idOf({ sweep, id }: Pick<SweepDetail, "sweep" | "id">): string {
  return `night_${sweep}_${id}`;
}

/** The night of a report; ids of sweeps have no underscore. */
function sweepOf(id: string): string {
  return id.slice("night_".length, id.lastIndexOf("_"));
}

function isEnded({ labels, state }: SweepDetail): boolean {
  return labels[SERIES] !== undefined && (state === "completed" || state === "failed" || state === "cancelled");
}
