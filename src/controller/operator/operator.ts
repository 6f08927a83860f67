import type { V1Pod } from "@kubernetes/client-node";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { Watch } from "@kubernetes/client-node/dist/watch.js";
import { SweepError } from "../../error.ts";
import type { AgentShape } from "../../shapes/agent.ts";
import type { Access } from "../access/index.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import type { Schedules } from "../nightly/schedules.ts";
import { NIGHT_LABEL } from "./agentJob.ts";
import { caConfigMap } from "./caConfigMap.ts";
import { Informers, uidOf } from "./informers.ts";
import { journalName } from "./journalSweep.ts";
import { KubeApi, KubeError } from "./kubeApi.ts";
import { leaderLabel } from "./leaderLabel.ts";
import { PodReviews } from "./podReviews.ts";
import { Reconciler } from "./reconciler.ts";
import { keyOf } from "./resource.ts";
import { isNightOf, resourceOf } from "./takeSchedule.ts";
import { WorkQueue } from "./workQueue.ts";

export interface OperatorOptions {
  /** Whose sweeps it serves; null: of all namespaces, undefined: that of the kubeconfig or the pod. */
  readonly namespace?: string | null | undefined;
  /** host:port under which agents' pods reach the controller. */
  readonly agentAddress: string;
  readonly agentImage: string;
  /** The CA of the controller's certificate in PEM, for agents; null: no TLS is spoken. */
  readonly ca: string | null;
  /** Pods of the controllers of which this one leads, its own first; empty: there is but one. */
  readonly leaderPods: readonly string[];
}

/** What of the controller the operator stands on. */
export interface OperatorContext {
  readonly engine: Engine;
  readonly dispatcher: Dispatcher;
  readonly schedules: Schedules;
  readonly access: Access;
  agents(): AgentShape[];
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

// A status is written at most so often.
const SPACING_MS = 1_000;
const PAUSE = { firstMs: 500, longestMs: 15_000 };

/**
 * This file and what it imports is loaded only where it is asked for. Serves the Sweep resources of a cluster until it is closed: see `Reconciler`.
 * @throws SweepError `invalid` for a kubeconfig that cannot be used
 */
export async function startOperator(context: OperatorContext, options: OperatorOptions) {
  const { engine, dispatcher, schedules, access, log } = context;
  const { agentAddress, agentImage, ca, leaderPods } = options;
  const config = readConfig(new KubeConfig());
  const namespace = options.namespace === undefined ? namespaceOf(config) : options.namespace;
  const several = namespace === null;
  const api = new KubeApi(config);
  const warn = (fields: object, message: string) => log.warn(fields, message);

  // What is not listed yet is not missing.
  const work = async (key: string) => (informers.areListed ? await reconciler.reconcile(key) : SPACING_MS);
  const queue: WorkQueue = new WorkQueue(work, { spacingMs: SPACING_MS, onFailure: (...turn) => retry(warn, ...turn) });
  const informers: Informers = new Informers(api, new Watch(config), namespace, {
    onChange: (key) => queue.add(key),
    onTrouble: (error) => warn({ error: messageOf(error) }, "the API server cannot be followed"),
  });
  const unlisten = engine.onCommit(({ spec: { name } }) => {
    for (const key of keysOf(name, namespace)) queue.add(key);
  });
  const stopLooking = dispatcher.onAttendance(() => {
    for (const sweep of informers.sweeps.all()) queue.add(keyOf(sweep), SPACING_MS);
  });

  const reconciler = new Reconciler({
    engine,
    dispatcher,
    schedules,
    api,
    informers,
    several,
    settings: { controller: agentAddress, agentImage, caConfigMap: ca === null ? null : caConfigMap.name },
    isIdle: (pod) => isIdle(context.agents(), pod),
    prepare: async (one) => {
      if (ca !== null) await caConfigMap.write(api, one, ca);
    },
    nowMs: () => Date.now(),
    warn,
  });
  schedules.followResources((uid) => reconciler.knows(uid));
  const reviews = new PodReviews(
    api,
    (found, name) => informers.pods.get(`${found}/${name}`),
    (pod, found) => sweepOf(pod, found, { engine, informers, several }),
  );
  access.askPods((token) => reviews.review(token));
  const label = leaderLabel(api, namespaceOf(config), leaderPods, warn);
  log.info({ namespace, server: config.getCurrentCluster()?.server }, "operator started");
  return {
    async close() {
      unlisten();
      stopLooking();
      await Promise.all([informers.close(), label.close()]);
      await queue.close();
    },
  };
}

/** Says why a turn has failed. Returns after how many ms the next one may begin. */
function retry(warn: OperatorContext["log"]["warn"], key: string, error: unknown, failures: number): number {
  // One resource that nobody has foreseen must not end the trials of all others.
  const isForeseen = error instanceof KubeError || error instanceof SweepError;
  const said = error instanceof Error && !isForeseen ? error.stack : messageOf(error);
  warn({ sweep: key, error: said, failures }, "the sweep cannot be brought up to date now");
  const pauseMs = Math.min(PAUSE.longestMs, PAUSE.firstMs * 2 ** (failures - 1)) * (0.5 + Math.random() / 2);
  return Math.max(error instanceof KubeError ? error.afterMs : 0, pauseMs);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Keys of the resources that a sweep of the journal may come from, of a namespace or of all (null): it may be a night of one. */
function keysOf(sweep: string, namespace: string | null): ReadonlySet<string> {
  const [first = "", second] = sweep.split(".");
  if ((namespace === null) !== (second !== undefined)) return new Set();
  const key = namespace === null ? `${first}/${second}` : `${namespace}/${sweep}`;
  return new Set([key, resourceOf(key)]);
}

/** The name in the journal of the sweep whose agent a pod of this namespace is; null: there is none. */
async function sweepOf(
  pod: V1Pod,
  namespace: string,
  { engine, informers, several }: { engine: Engine; informers: Informers; several: boolean },
): Promise<string | null> {
  const uid = uidOf(pod) ?? "";
  const resource = informers.sweepOf(uid);
  if (resource === undefined || resource.metadata?.namespace !== namespace) return null;
  const night = pod.metadata?.labels?.[NIGHT_LABEL];
  const sweep = journalName(namespace, night ?? resource.metadata?.name ?? "", several);
  return night === undefined || (await isNightOf(engine, sweep, uid)) ? sweep : null;
}

type Config = InstanceType<typeof import("@kubernetes/client-node")["KubeConfig"]>;

function readConfig(config: Config): Config {
  try {
    config.loadFromDefault();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SweepError("invalid", `--operator: the kubeconfig cannot be read (${why})`, { cause });
  }
  return config;
}

function namespaceOf(config: KubeConfig): string {
  return config.getContextObject(config.getCurrentContext())?.namespace ?? "default";
}

/** An agent in a pod has the name of its pod; one that is not here yet is about to train. */
function isIdle(agents: readonly AgentShape[], { metadata }: V1Pod): boolean {
  const name = metadata?.name ?? "";
  const own = agents.filter((agent) => agent.state === "connected" && isNamed(agent.name, name));
  return own.length > 0 && own.every(({ busy }) => busy === 0);
}

function isNamed(agent: string, pod: string): boolean {
  return agent === pod || (agent.startsWith(`${pod}-`) && /^[0-9a-f]{8}$/.test(agent.slice(pod.length + 1)));
}
