import { invalid, SweepError } from "../../error.ts";
import { isObject } from "../../fields.ts";
import type { Engine } from "../engine.ts";
import { nightId } from "../nightly/origin.ts";
import type { Schedules } from "../nightly/schedules.ts";
import { journalName, RESOURCE_LABEL } from "./journalSweep.ts";
import type { SweepResource } from "./resource.ts";
import { placementOf, refusalOf, type Taken } from "./takeResource.ts";

// A night is named by its resource, a hyphen and twelve digits, within the 63 characters of a name.
const MOST_CHARACTERS = 50;

/** Whether a resource is no sweep itself, but makes the nights of a series. */
export function hasSchedule({ spec }: SweepResource): boolean {
  return isObject(spec) && spec.schedule !== undefined && spec.schedule !== null;
}

/**
 * Hands the document of a resource to the controller's schedules, under the name that its sweep would have; said again it changes nothing. Where the
 * resource is suspended, its schedule is.
 * @throws SweepError `unavailable` where it may be tried again
 */
export async function takeSchedule(schedules: Schedules, resource: SweepResource, several: boolean): Promise<Taken> {
  const placement = placementOf(resource);
  const { name = "", namespace = "", uid = "" } = resource.metadata ?? {};
  try {
    if (name.length > MOST_CHARACTERS) {
      const rule = `must have at most ${MOST_CHARACTERS} characters: nights are named by it and their time`;
      throw invalid([{ path: "metadata.name", value: name, rule }]);
    }
    await schedules.put(templateOf(resource), { uid, prefix: journalName(namespace, "", several) });
    return { refusal: null, placement };
  } catch (error) {
    return { refusal: refusalOf(error), placement };
  }
}

/** As its nights are made of it: none of them begins suspended. */
function templateOf({ metadata, spec }: SweepResource): object {
  const { name = "", labels = {}, uid = "" } = metadata ?? {};
  const { suspend, schedule, ...rest } = isObject(spec) ? spec : {};
  const rests = suspend === true && isObject(schedule) ? { ...schedule, suspend: true } : schedule;
  return {
    apiVersion: "macrosweep.dev/v1alpha1",
    kind: "Sweep",
    metadata: { name, labels: { ...labels, [RESOURCE_LABEL]: uid } },
    spec: { ...rest, schedule: rests },
  };
}

/** The night of a resource that has not ended, as the resource's namespace calls it; null: there is none. */
export async function liveNight(engine: Engine, { metadata }: SweepResource, several: boolean): Promise<string | null> {
  const { name = "", namespace = "", uid = "" } = metadata ?? {};
  const prefix = journalName(namespace, "", several);
  const own = engine.liveNames().filter((one) => one.startsWith(prefix) && resourceOf(one) === `${prefix}${name}`);
  for (const journal of own.toReversed()) {
    if (await isNightOf(engine, journal, uid)) return journal.slice(prefix.length);
  }
  return null;
}

/** What the resource of a night would be called in the journal; of another name, or one that only looks alike, that name itself. */
export function resourceOf(night: string): string {
  return night.replace(/-\d{12}$/, "");
}

/** Whether a sweep of the journal is a night of the resource with this UID. */
export async function isNightOf(engine: Engine, journal: string, uid: string): Promise<boolean> {
  if (!engine.names().includes(journal)) return false;
  return await engine.read(journal, ({ id }) => id === nightId({ uid }, journal));
}

/** Lets no further night begin, and cancels the one that has not ended: it stays in the journal, with those before. */
export async function endSchedule(
  { engine, schedules, several }: { engine: Engine; schedules: Schedules; several: boolean },
  resource: SweepResource,
): Promise<void> {
  const { namespace = "", uid = "" } = resource.metadata ?? {};
  const scheduled = schedules.of(uid);
  if (scheduled !== null) await schedules.remove(scheduled.schedule);
  const night = await liveNight(engine, resource, several);
  if (night === null) return;
  await engine.execute(journalName(namespace, night, several), { kind: "cancel" }).catch((error: unknown) => {
    // It has ended by itself meanwhile.
    if (!(error instanceof SweepError && error.code === "conflict")) throw error;
  });
}
