import { isDeepStrictEqual } from "node:util";
import type { V1Job, V1Pod } from "@kubernetes/client-node";
import { viewTop } from "../core/views/topView.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import type { Schedules } from "../nightly/schedules.ts";
import { type AgentSettings, jobName, NIGHT_LABEL } from "./agentJob.ts";
import { ensureAgents, remove, scaleAgents } from "./agentPods.ts";
import { announce, newsOf } from "./announce.ts";
import type { Condition } from "./conditions.ts";
import type { Informers } from "./informers.ts";
import { journalName } from "./journalSweep.ts";
import { type KubeApi, KubeError } from "./kubeApi.ts";
import { OtherController } from "./otherController.ts";
import { keyOf, type SweepResource } from "./resource.ts";
import { type Journaled, type SweepStatus, statusOf, strangeFields } from "./status.ts";
import { ownerOf, placementOf, removeSweep, type Taken, takeResource } from "./takeResource.ts";
import { endSchedule, hasSchedule, isNightOf, liveNight, takeSchedule } from "./takeSchedule.ts";
import { type Trouble, troubleOf } from "./trouble.ts";
import { wantedAgents } from "./wantedAgents.ts";

/** What the reconciler looks at and acts on. */
export interface Surroundings {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly schedules: Schedules;
  readonly api: KubeApi;
  readonly informers: Informers;
  readonly settings: Omit<AgentSettings, "parallelism">;
  /** Whether sweeps of several namespaces are in the journal. */
  readonly several: boolean;
  /** Whether the agent of a pod trains nothing now. */
  isIdle(pod: V1Pod): boolean;
  /** The namespace is about to have agents. */
  prepare(namespace: string): Promise<void>;
  nowMs(): number;
  /** Told of what people should know, and nothing waits for. */
  warn(fields: object, message: string): void;
}

const FINALIZER = "macrosweep.dev/sweep";
const TOP = 10;
// A node that is gone takes no pod with it; what is left of it belongs to its Job, which is deleted.
const PODS_TAKE_MS = 120_000;
const LOOK_AGAIN_MS = 10_000;
const SOON_MS = 1_000;

/**
 * Brings one Sweep and the world together, whatever has happened since it was last looked at: the document into the journal, what the journal says of it
 * into its status, and as many agents as it wants. What it remembers only saves work.
 */
export class Reconciler {
  readonly #world: Surroundings;
  /** What became of the documents of this process's time, by key. */
  readonly #taken = new Map<string, Taken & { readonly uid: string; readonly generation: number }>();
  readonly #others: OtherController;

  constructor(world: Surroundings) {
    this.#world = world;
    this.#others = new OtherController(world.settings.controller);
  }

  /** Whether the document of the resource with this UID has been looked at in this process's time. */
  knows(uid: string): boolean {
    return [...this.#taken.values()].some((taken) => taken.uid === uid);
  }

  /** Returns after how many ms it wants to look again; null: not before something changes. @throws what hinders it now */
  async reconcile(key: string): Promise<number | null> {
    const resource = this.#world.informers.sweeps.get(key);
    if (resource === undefined) return await this.#forget(key);
    if (resource.metadata?.deletionTimestamp !== undefined) return await this.#end(key, resource);
    if (!finalizersOf(resource).includes(FINALIZER)) {
      await this.#setFinalizers(resource, [...finalizersOf(resource), FINALIZER]);
      return SOON_MS;
    }
    const taken = await this.#take(key, resource);
    const { engine, schedules, several } = this.#world;
    const night = await liveNight(engine, resource, several);
    const journaled = await this.#look(resource, night);
    const trouble = await this.#agents(resource, taken, night, journaled);
    await this.#tell(resource, taken, journaled, trouble);
    const isScheduled = schedules.of(resource.metadata?.uid ?? "") !== null;
    return isScheduled || journaled?.sweep.state === "running" || taken.refusal !== null ? LOOK_AGAIN_MS : null;
  }

  async #take(key: string, resource: SweepResource): Promise<Taken> {
    const { uid = "", generation = 0 } = resource.metadata ?? {};
    const name = this.#nameOf(resource);
    const { engine, schedules, several } = this.#world;
    const isSweep = (await ownerOf(engine, name, uid)) === "own";
    const isSchedule = schedules.of(uid) !== null;
    if (hasSchedule(resource) ? isSweep : isSchedule) return { refusal: OTHER_KIND, placement: placementOf(resource) };
    const earlier = this.#taken.get(key);
    const isSame = earlier?.uid === uid && earlier.generation === generation;
    // What was refused for another's sake may be taken later.
    if (isSame && (isSweep || isSchedule ? true : earlier.refusal?.reason === "Invalid")) return earlier;
    const isNews = earlier !== undefined || observedOf(resource) !== generation;
    const taken = hasSchedule(resource)
      ? await takeSchedule(schedules, resource, several)
      : await takeResource(engine, resource, { name, several, isNews });
    this.#taken.set(key, { ...taken, uid, generation });
    return taken;
  }

  /** Its sweep, or its night that has not ended. */
  async #look(resource: SweepResource, night: string | null): Promise<Journaled | null> {
    const { engine, dispatcher, several } = this.#world;
    const { namespace = "", uid = "" } = resource.metadata ?? {};
    const name = night === null ? this.#nameOf(resource) : journalName(namespace, night, several);
    const isOwn = night === null ? (await ownerOf(engine, name, uid)) === "own" : await isNightOf(engine, name, uid);
    if (!isOwn) return null;
    const sweep: Journaled = await engine.read(name, (one, nowMs) => {
      return { sweep: dispatcher.view(one, nowMs), top: viewTop(one, TOP) };
    });
    return sweep;
  }

  async #agents(
    resource: SweepResource,
    taken: Taken,
    night: string | null,
    journaled: Journaled | null,
  ): Promise<Trouble | null> {
    const { api, informers, settings, prepare, nowMs, isIdle } = this.#world;
    const { name = "", namespace = "", uid = "" } = resource.metadata ?? {};
    const sweep = { name, namespace, uid, ...(night === null ? {} : { night }) };
    const job = informers.jobs.get(`${namespace}/${jobName(sweep)}`);
    for (const other of informers.jobsOf(uid)) {
      // Of a night that has ended.
      if (isOwned(other, uid) && other.metadata?.name !== jobName(sweep)) await remove(api, other);
    }
    const pods = informers.podsOf(uid).filter(({ metadata }) => metadata?.labels?.[NIGHT_LABEL] === sweep.night);
    const { placement } = taken;
    if (placement === null || journaled === null) {
      const wanted = journaled === null ? 0 : wantedAgents(journaled.sweep, { slots: 1 });
      if (job !== undefined && isOwned(job, uid)) await scaleAgents(api, job, taken.refusal === null ? 0 : wanted);
      return null;
    }
    if (job !== undefined && !isOwned(job, uid)) return notOurs(job);
    if (job !== undefined) await this.#noticeOther(resource, job);
    const parallelism = wantedAgents(journaled.sweep, placement);
    if (job === undefined && parallelism > 0) await prepare(namespace);
    const idle = pods.filter((pod) => pod.status?.phase === "Running" && isIdle(pod));
    const made = await ensureAgents(api, job, {
      resource: sweep,
      placement,
      settings: { ...settings, parallelism },
      idle,
    });
    return made ?? troubleOf(pods, job, nowMs());
  }

  async #tell(
    resource: SweepResource,
    taken: Taken,
    journaled: Journaled | null,
    trouble: Trouble | null,
  ): Promise<void> {
    const { api, schedules, nowMs, warn } = this.#world;
    const { name = "", namespace = "", uid, generation } = resource.metadata ?? {};
    const nowIso = isoOf(nowMs());
    const before = conditionsIn(resource.status);
    const { refusal, placement } = taken;
    const schedule = schedules.of(uid ?? "");
    const facts = { generation, schedule, refusal, trouble, placed: placement !== null, nowIso };
    const status = statusOf(journaled, facts, before);
    if (isSame(resource.status, status)) return;
    const body = { apiVersion: "macrosweep.dev/v1alpha1", kind: "Sweep", metadata: { name, namespace, uid }, status };
    const { status: written } = await api.apply<SweepResource>("sweeps", namespace, name, body, "status");
    // Applying ours leaves what others have written beside it. Where that is inside of ours, ours comes back with the next turn.
    const strange = strangeFields(written, status);
    if (strange.length > 0) await api.merge("sweeps", namespace, name, cleared(uid, strange), "status");
    for (const news of newsOf(before, status.conditions)) await announce(api, resource, news, nowIso, warn);
  }

  /** Neither can know which of them should serve it: people are told, once. */
  async #noticeOther(resource: SweepResource, job: V1Job): Promise<void> {
    const { api, nowMs, warn } = this.#world;
    const { uid = "", creationTimestamp } = resource.metadata ?? {};
    const other = this.#others.noticed(uid, job);
    if (other === null) return;
    const message = `the controller of the agents' address ${other} serves it too, and each deletes the pods of the other: let one of them serve another namespace`;
    warn({ sweep: keyOf(resource), other }, "another controller serves this Sweep too");
    // With a time that both have, the event of both is one.
    const lastTransitionTime = String(creationTimestamp);
    const news = { type: "Degraded", status: "True", reason: "OtherController", message, lastTransitionTime } as const;
    await announce(api, resource, news, isoOf(nowMs()), warn);
  }

  /** Deleted, and still there: its trainers are given the time to end. */
  async #end(key: string, resource: SweepResource): Promise<number | null> {
    const { engine, api, informers, nowMs } = this.#world;
    const { uid = "", deletionTimestamp } = resource.metadata ?? {};
    if (!finalizersOf(resource).includes(FINALIZER)) return null;
    const journal = this.#nameOf(resource);
    const isOwn = (await ownerOf(engine, journal, uid)) === "own";
    if (isOwn) await engine.execute(journal, { kind: "cancel" }).catch(unlessOver);
    await endSchedule(this.#world, resource);
    for (const job of informers.jobsOf(uid)) if (isOwned(job, uid)) await remove(api, job);
    const sinceMs = nowMs() - Date.parse(String(deletionTimestamp));
    if (informers.podsOf(uid).length > 0 && sinceMs < PODS_TAKE_MS) return SOON_MS;
    if (isOwn) await removeSweep(engine, journal);
    this.#taken.delete(key);
    this.#others.forget(uid);
    await this.#setFinalizers(
      resource,
      finalizersOf(resource).filter((one) => one !== FINALIZER),
    );
    return null;
  }

  /** Gone without a word, by somebody who has taken the finalizer away. */
  async #forget(key: string): Promise<null> {
    const known = this.#taken.get(key);
    if (known === undefined) return null;
    const [namespace = "", name = ""] = key.split("/");
    const journal = journalName(namespace, name, this.#world.several);
    if ((await ownerOf(this.#world.engine, journal, known.uid)) === "own")
      await removeSweep(this.#world.engine, journal);
    await endSchedule(this.#world, { metadata: { name, namespace, uid: known.uid } });
    this.#taken.delete(key);
    this.#others.forget(known.uid);
    return null;
  }

  async #setFinalizers({ metadata }: SweepResource, finalizers: readonly string[]): Promise<void> {
    const { name = "", namespace = "", uid, resourceVersion } = metadata ?? {};
    try {
      await this.#world.api.merge("sweeps", namespace, name, { metadata: { uid, resourceVersion, finalizers } });
    } catch (error) {
      // It is gone already, or has changed and will be looked at again.
      if (!(error instanceof KubeError && (error.status === 404 || error.status === 409))) throw error;
    }
  }

  #nameOf({ metadata }: SweepResource): string {
    return journalName(metadata?.namespace ?? "", metadata?.name ?? "", this.#world.several);
  }
}

// What it has found would be lost, or belong to nobody.
const OTHER_KIND: Trouble = {
  reason: "EditRefused",
  message:
    "spec.schedule: can neither come nor go: a Sweep is one sweep, or makes the nights of a series; delete it, and apply it anew",
};

function notOurs({ metadata }: V1Job): Trouble {
  return { reason: "NameTaken", message: `Job ${metadata?.name} is there already and not the sweep's; delete it` };
}

function isOwned({ metadata }: V1Job, uid: string): boolean {
  return (metadata?.ownerReferences ?? []).some((owner) => owner.uid === uid);
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

function finalizersOf({ metadata }: SweepResource): readonly string[] {
  return metadata?.finalizers ?? [];
}

function observedOf({ status }: SweepResource): unknown {
  return (status as SweepStatus | undefined)?.observedGeneration;
}

// What stands there may be a stranger's.
function conditionsIn(status: unknown): readonly Condition[] {
  const conditions = (status as SweepStatus | undefined)?.conditions;
  return Array.isArray(conditions) ? conditions : [];
}

function cleared(uid: string | undefined, fields: readonly string[]): object {
  return { metadata: { uid }, status: Object.fromEntries(fields.map((field) => [field, null])) };
}

/** Of conditions the server keeps the order in which they came to be there. */
function isSame(one: unknown, other: SweepStatus): boolean {
  const ordered = { ...(one as object), conditions: conditionsIn(one).toSorted(byType) };
  const wanted = { ...other, conditions: other.conditions.toSorted(byType) };
  // As it is when it comes back: without what is undefined.
  return isDeepStrictEqual(ordered, JSON.parse(JSON.stringify(wanted)));
}

function byType(one: Condition, other: Condition): number {
  return one.type < other.type ? -1 : 1;
}

function unlessOver(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "conflict")) throw error;
}
