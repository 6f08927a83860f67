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

/** A span of time by its two largest units: `42 s`, `3 min 05 s`, `2 h 07 min`, `1 d 03 h`. */
export function span(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return `${seconds} s`;
  if (hours === 0) return `${minutes} min ${two(seconds % 60)} s`;
  if (hours < 24) return `${hours} h ${two(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

function two(part: number): string {
  return String(part).padStart(2, "0");
}
