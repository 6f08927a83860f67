const time = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

const DAY_MS = 86_400_000;

/** A moment (ms since the epoch) in the reader's zone: the time of today, else the day too, else the date. */
export function moment(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  if (new Date(nowMs).toDateString() === at.toDateString()) return time.format(at);
  return Math.abs(nowMs - atMs) < 6 * DAY_MS ? `${day.format(at)}, ${time.format(at)}` : date.format(at);
}

/** The same to the second, with the zone: for a tooltip. */
export function exactly(atMs: number): string {
  return exact.format(new Date(atMs));
}
