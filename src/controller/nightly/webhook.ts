import type { SweepDetail } from "../../shapes/sweep.ts";
import { nightsReport } from "../../words/nightsReport.ts";
import { SERIES } from "../../words/series.ts";
import type { Clock } from "../clock.ts";
import type { Engine } from "../engine.ts";
import { nightsOf } from "../nights/nights.ts";
import type { Shown } from "./nightly.ts";
import type { Records } from "./records.ts";
import { signed } from "./signature.ts";

/** Where the report of a night goes at its end. */
export interface WebhookOptions {
  readonly url: string;
  /** What it is signed with. */
  readonly secret: string;
}

/** What is known of the report of one night. */
export interface Delivery {
  /** The same for every try; the receiver's too. */
  readonly id: string;
  readonly sweep: string;
  readonly state: "pending" | "delivered" | "givenUp";
  readonly attempts: number;
  /** When it is tried next, ms. */
  readonly nextMs: number;
  /** What is sent, byte for byte; null once it is over. */
  readonly body: string | null;
}

/** Told what becomes of reports. */
export interface DeliveryLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

// An answer that takes longer is none: the report is sent again, with its id.
const ANSWER_MS = 30_000;
const LAST_ANSWER_MS = 2_000;
const LONGEST_PAUSE_MS = 3_600_000;
// Three days, most of them at an hour's distance: somebody has gone for good.
const MOST_ATTEMPTS = 84;

/**
 * Sends the report of each night that ends while a webhook is set. That a report is to be sent, and that it was taken, is on the disk before anything else
 * follows from it: what was taken is never sent again, and what was not is, over restarts too. Only where the controller cannot know, for it was killed or
 * the answer did not come, a receiver may see a report again; it has the same id then.
 */
export class Webhook {
  readonly #shown: Shown;
  readonly #records: Records<Delivery>;
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
    { engine, shown, records }: { engine: Engine; shown: Shown; records: Records<Delivery> },
    options: WebhookOptions,
    clock: Clock,
    log: DeliveryLog,
  ) {
    this.#shown = shown;
    this.#records = records;
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
    for (const delivery of this.#records.all()) {
      if (this.#closing) return;
      if (delivery.id === BEGUN || delivery.state !== "pending") continue;
      if (delivery.nextMs <= this.#clock.nowMs()) await this.#send(delivery);
    }
  }

  /** The nights that have ended while nobody listened. Where a webhook is new, those that have ended before it are not told of. */
  async #findEnded(): Promise<void> {
    const ended = (await this.#shown.all()).filter(isEnded);
    if (this.#records.get(BEGUN) === null) {
      const before = ended.filter(({ sweep }) => !this.#ended.has(sweep)).map(idOf);
      await this.#records.put(BEGUN, { ...unsent(BEGUN, ""), body: JSON.stringify(before) });
    }
    for (const { sweep } of ended) this.#ended.add(sweep);
    this.#knowsEnded = true;
  }

  async #prepare(name: string): Promise<void> {
    const sweeps = await this.#shown.all();
    const night = sweeps.find(({ sweep }) => sweep === name);
    const series = night?.labels[SERIES];
    if (night === undefined || series === undefined || !isEnded(night)) return;
    const id = idOf(night);
    if (this.#records.get(id) !== null || this.#isFromBefore(id)) return;
    const nights = nightsOf(series, sweeps);
    if (nights === null) return;
    const data = { sweep: name, state: night.state, ...nights, report: nightsReport(nights) };
    const body = JSON.stringify({ type: "night.ended", timestamp: new Date(this.#clock.nowMs()).toISOString(), data });
    await this.#records.put(id, { ...unsent(id, name), body });
  }

  #isFromBefore(id: string): boolean {
    const before: readonly string[] = JSON.parse(this.#records.get(BEGUN)?.body ?? "[]");
    return before.includes(id);
  }

  async #send(delivery: Delivery): Promise<void> {
    const { id, sweep, body } = delivery;
    const failure = await this.#post(id, body ?? "");
    if (this.#ending.signal.aborted && failure !== null) return;
    const attempts = delivery.attempts + 1;
    if (failure === null) {
      await this.#records.put(id, { ...delivery, state: "delivered", attempts, body: null });
      this.#log.info({ sweep, id, attempts }, "report of a night delivered");
      return;
    }
    const givenUp = attempts >= MOST_ATTEMPTS;
    const pauseMs = Math.min(LONGEST_PAUSE_MS, 1_000 * 2 ** (attempts - 1));
    const nextMs = this.#clock.nowMs() + pauseMs;
    const tried: Delivery = { ...delivery, attempts, nextMs };
    await this.#records.put(id, givenUp ? { ...tried, state: "givenUp", body: null } : tried);
    const message = givenUp ? "report of a night given up" : "report of a night not delivered";
    this.#log.warn({ sweep, id, attempts, why: failure, ...(givenUp ? {} : { againInMs: pauseMs }) }, message);
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

// What had ended before the first webhook was set; told to nobody.
const BEGUN = "begun";

// One report a night, also where the night was edited and goes on.
function idOf({ sweep, id }: Pick<SweepDetail, "sweep" | "id">): string {
  return `night_${sweep}_${id}`;
}

function unsent(id: string, sweep: string): Delivery {
  return { id, sweep, state: "pending", attempts: 0, nextMs: 0, body: null };
}

function isEnded({ labels, state }: SweepDetail): boolean {
  return labels[SERIES] !== undefined && (state === "completed" || state === "failed" || state === "cancelled");
}
