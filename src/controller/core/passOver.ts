import { SweepError } from "../../error.ts";
import type { Event } from "./events.ts";

/**
 * Passes over an event of a kind that is not known here, if that may be: who does not know what has happened must not decide what follows.
 * @param where which one, for people
 * @throws SweepError `unsupported` when it may not be ignored
 */
export function passOver(where: string, { kind, ignorable }: Pick<Event, "kind" | "ignorable">): void {
  if (ignorable === true) return;
  const what = `${where} is of a kind that this version of macrosweep does not know (${kind})`;
  throw new SweepError("unsupported", `${what}: use the newer version that wrote it`);
}
