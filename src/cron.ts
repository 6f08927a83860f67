import { Cron } from "croner";

/** When something is due: a cron expression of five fields, in a time zone of the IANA data base. */
export interface CronTimes {
  readonly cron: string;
  readonly timeZone: string;
}

/** The first time after `afterMs` that it names, in ms since the Unix epoch; null: there is none. */
export function nextTime(times: CronTimes, afterMs: number): number | null {
  return patternOf(times).nextRun(new Date(afterMs))?.getTime() ?? null;
}

/** The last time up to `nowMs` that it named. */
export function lastTime(times: CronTimes, nowMs: number): number | null {
  // What is asked for lies before the time that is given.
  return (
    patternOf(times)
      .previousRuns(1, new Date(nowMs + 1))[0]
      ?.getTime() ?? null
  );
}

// As Kubernetes reads them; croner knows more (L, W, #), which would mean something else elsewhere.
const FIELD = /^(\*|[0-9A-Za-z]+(-[0-9A-Za-z]+)?)(\/[0-9]+)?(,(\*|[0-9A-Za-z]+(-[0-9A-Za-z]+)?)(\/[0-9]+)?)*$/;
const NAMES = /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)$/i;

/** Whether it is one of five fields; it may name a day that never comes. */
export function isCron(cron: string): boolean {
  const parts = cron.split(/\s+/);
  if (parts.length !== 5 || !parts.every((part) => part.length <= 256 && FIELD.test(part))) return false;
  if (!(cron.match(/[A-Za-z]+/g) ?? []).every((word) => NAMES.test(word))) return false;
  try {
    patternOf({ cron, timeZone: "Etc/UTC" });
    return true;
  } catch {
    return false;
  }
}

export function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}

function patternOf({ cron, timeZone }: CronTimes): Cron {
  return new Cron(cron, { mode: "5-part", timezone: timeZone, paused: true });
}
