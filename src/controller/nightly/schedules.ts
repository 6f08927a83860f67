import { lastTime, nextTime } from "../../cron.ts";
import { invalid, SweepError } from "../../error.ts";
import type { NightAnswer } from "../../shapes/nights.ts";
import type { ScheduleShape } from "../../shapes/schedules.ts";
import { SERIES } from "../../words/series.ts";
import type { Clock } from "../clock.ts";
import type { ScheduleSpec } from "../core/document/schedule.ts";
import { readPlaced } from "../core/document/spec.ts";
import type { Engine } from "../engine.ts";
import { nightOf } from "../nights/night.ts";
import { nightsOf } from "../nights/nights.ts";
import type { Nightly, Shown } from "./nightly.ts";
import type { Origin } from "./origin.ts";
import { decidedOf, type Outcome, type Scheduled, takenOf } from "./scheduled.ts";
import type { Streams } from "./streams.ts";

const SHOWN = 20;

interface Parts {
  readonly engine: Engine;
  readonly shown: Shown;
  readonly nightly: Nightly;
  readonly streams: Streams<Scheduled>;
}

/**
 * The schedules of a controller. Each second it asks of each whether the last time that it names has had its night, by the wall's clock as it is now: so a
 * clock that jumps ahead, and a controller that was away, make up for one night and not for all, and a clock that goes back begins none again.
 */
export class Schedules {
  readonly #parts: Parts;
  readonly #wallMs: () => number;
  #stop: () => void = () => {};
  #turn: Promise<void> | null = null;
  readonly #failing = new Set<string>();
  #isThere: (uid: string) => boolean = () => false;

  /** `wallMs`: ms since the Unix epoch as people have it, which may jump. */
  constructor(parts: Parts, wallMs: () => number) {
    this.#parts = parts;
    this.#wallMs = wallMs;
  }

  /** From now on nights begin. `failed`: told once of what is to be tried again until it can be. */
  start(clock: Clock, failed: (name: string, error: unknown) => void): void {
    this.#stop = clock.every(1_000, () => {
      this.#turn ??= this.pass(failed).finally(() => {
        this.#turn = null;
      });
    });
  }

  /** From now on nights of resources begin too: of those that are known to be there, by the document that they have now. */
  followResources(isThere: (uid: string) => boolean): void {
    this.#isThere = isThere;
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#turn;
  }

  all(): ScheduleShape[] {
    return this.#parts.streams.all().map((one) => shapeOf(one, this.#wallMs()));
  }

  /** That of the resource with this UID; null: it has none. */
  of(uid: string): ScheduleShape | null {
    const found = this.#parts.streams.all().find(({ origin }) => origin?.uid === uid);
    return found === undefined ? null : shapeOf(found, this.#wallMs());
  }

  /**
   * Takes a template with a schedule, in place of an earlier one of its name.
   * @param origin the resource that it comes from; left out: people have submitted it
   * @throws SweepError `invalid` with every mistake, `conflict` where one of that name comes from a resource and this one does not, or the other way round
   */
  async put(template: unknown, origin?: Origin): Promise<{ schedule: ScheduleShape; existing: boolean }> {
    const { name: bare, schedule } = readScheduled(template);
    const name = `${origin?.prefix ?? ""}${bare}`;
    if (schedule === null) {
      throw invalid([
        { path: "spec.schedule", value: undefined, rule: "is missing; without it nobody knows when a night begins" },
      ]);
    }
    const nowMs = this.#wallMs();
    const before = this.#parts.streams.get(name);
    if (before !== null) checkOrigin(before, origin);
    // What was missed under another time table, or in a rest, is not made up for.
    const isOwn = before !== null && before.origin?.uid === origin?.uid;
    const isSame = isOwn && isSameTimes(readScheduled(before.template).schedule, schedule);
    const sinceMs = isSame ? before.sinceMs : nowMs;
    const scheduled = { name, template: template as object, origin, sinceMs, last: before?.last ?? [] };
    // What says the same again is no news.
    if (before === null || JSON.stringify(scheduled) !== JSON.stringify(before)) await this.#take(scheduled);
    return { schedule: shapeOf(scheduled, nowMs), existing: before !== null };
  }

  /** No further nights; those that have begun stay, and have begun when it resolves. @throws SweepError `notFound` */
  async remove(name: string): Promise<void> {
    if (this.#parts.streams.get(name) === null) throw new SweepError("notFound", `there is no schedule "${name}"`);
    await this.#parts.streams.remove(name);
    await this.#turn;
  }

  /** Begins what is due. */
  async pass(failed: (name: string, error: unknown) => void): Promise<void> {
    for (const scheduled of this.#parts.streams.all()) {
      try {
        await this.#look(scheduled);
        this.#failing.delete(scheduled.name);
      } catch (error) {
        if (!this.#failing.has(scheduled.name)) failed(scheduled.name, error);
        this.#failing.add(scheduled.name);
      }
    }
  }

  async #look(scheduled: Scheduled): Promise<void> {
    // It may have been edited or deleted while nobody followed it.
    if (scheduled.origin !== undefined && !this.#isThere(scheduled.origin.uid)) return;
    const { schedule } = readScheduled(scheduled.template);
    const nowMs = this.#wallMs();
    if (schedule === null || schedule.suspend) return;
    const dueMs = lastTime(schedule, nowMs);
    // A clock that was ahead when it was taken must not keep it waiting for as long.
    if (scheduled.sinceMs > nowMs + 1_000) await this.#take({ ...scheduled, sinceMs: nowMs });
    if (dueMs === null || dueMs < scheduled.sinceMs) return;
    const minute = new Date(dueMs).toISOString().slice(0, 16);
    if (scheduled.last.some((one) => one.scheduled === `${minute}:00Z`)) return;
    const outcome = await this.#begin(scheduled, schedule, minute, nowMs - dueMs);
    if (outcome === null) return;
    // It may have been removed meanwhile.
    if (this.#parts.streams.get(scheduled.name) === null) return;
    await this.#parts.streams.append(scheduled.name, [decidedOf(outcome, this.#wallMs())]);
    if (schedule.historyLimit !== null) await this.#forget(seriesOf(scheduled), schedule.historyLimit);
  }

  /** null: it waits for its turn. */
  async #begin(
    { template, origin }: Scheduled,
    { startingDeadlineSeconds, ifActive }: ScheduleSpec,
    minute: string,
    lateMs: number,
  ): Promise<Outcome | null> {
    const scheduled = `${minute}:00Z`;
    if (startingDeadlineSeconds !== null && lateMs > startingDeadlineSeconds * 1_000) {
      const reason = `it would have begun ${Math.round(lateMs / 1_000)} s late; startingDeadlineSeconds is ${startingDeadlineSeconds}`;
      return { scheduled, kind: "missed", night: null, reason };
    }
    try {
      return outcomeOf(scheduled, await this.#parts.nightly.submit(template, minute, ifActive, origin));
    } catch (error) {
      // What may be otherwise in a second is tried again; what is refused is refused.
      if (!(error instanceof SweepError) || error.code === "unavailable") throw error;
      return { scheduled, kind: "refused", night: null, reason: error.message };
    }
  }

  #take(scheduled: Scheduled): Promise<void> {
    return this.#parts.streams.append(scheduled.name, [takenOf(scheduled, this.#wallMs())]);
  }

  /** Removes the oldest ended nights beyond the limit, but the one that is to be rolled out. */
  async #forget(series: string, limit: number): Promise<void> {
    const own = (await this.#parts.shown.all()).filter(({ labels }) => labels[SERIES] === series);
    const advised = nightsOf(series, own)?.advice.sweep;
    const ended = own.filter(({ state }) => state === "completed" || state === "failed" || state === "cancelled");
    const old = ended.slice(0, Math.max(0, ended.length - limit));
    for (const { sweep } of old) if (sweep !== advised) await this.#parts.engine.remove(sweep);
  }
}

function outcomeOf(scheduled: string, { kind, night, reason }: NightAnswer): Outcome | null {
  return kind === "waits" ? null : { scheduled, kind, night, reason };
}

/** @throws SweepError `invalid` */
function readScheduled(template: unknown): { name: string; schedule: ScheduleSpec | null } {
  const night = nightOf(template, ANY_MINUTE);
  return { name: night.name.slice(0, -"-202611290200".length), schedule: readPlaced(night.document).schedule };
}

function seriesOf({ template, origin }: Pick<Scheduled, "template" | "origin">): string {
  return `${origin?.prefix ?? ""}${nightOf(template, ANY_MINUTE).series}`;
}

const ANY_MINUTE = "2026-11-29T02:00";

function checkOrigin({ name, origin: before }: Scheduled, now: Origin | undefined): void {
  if ((before === undefined) === (now === undefined)) return;
  const rule =
    before === undefined
      ? "is the name of a schedule that did not come from a resource; unschedule it, or choose another name"
      : "is the name of a Sweep resource's schedule; edit the resource, or choose another name";
  throw new SweepError("conflict", `metadata.name: ${JSON.stringify(name)} ${rule}`);
}

function isSameTimes(before: ScheduleSpec | null, now: ScheduleSpec): boolean {
  return before?.cron === now.cron && before.timeZone === now.timeZone && before.suspend === now.suspend;
}

function shapeOf({ name, template, origin, last }: Scheduled, nowMs: number): ScheduleShape {
  const { schedule } = readScheduled(template);
  if (schedule === null) throw new SweepError("invalid", `schedule "${name}" has no spec.schedule`);
  const nextMs = schedule.suspend ? null : nextTime(schedule, nowMs);
  return {
    schedule: name,
    series: seriesOf({ template, origin }),
    ...schedule,
    next: nextMs === null ? null : `${new Date(nextMs).toISOString().slice(0, 16)}:00Z`,
    last: last.slice(-SHOWN),
  };
}
