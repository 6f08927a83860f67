import type { V1Pod } from "@kubernetes/client-node";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { Watch } from "@kubernetes/client-node/dist/watch.js";
import { SweepError } from "../../error.ts";
import type { AgentShape } from "../../shapes/agent.ts";
import type { Access } from "../access/index.ts";
import type { Dispatcher } from "../dispatcher.ts";
import type { Engine } from "../engine.ts";
import type { Schedules } from "../nightly/schedules.ts";
import { NIGHT_LABEL, SWEEP_LABEL } from "./agentJob.ts";
import { caConfigMap } from "./caConfigMap.ts";
import { journalName } from "./journalSweep.ts";
import { KubeApi, KubeError } from "./kubeApi.ts";
import { leaderLabel } from "./leaderLabel.ts";
import { PodReviews } from "./podReviews.ts";
import { Reconciler } from "./reconciler.ts";
import { keyOf, type Resource } from "./resource.ts";
import { isNightOf, resourceOf } from "./takeSchedule.ts";
import { Watched } from "./watched.ts";
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
  const config = readConfig(new KubeConfig());
  const namespace = options.namespace === undefined ? namespaceOf(config) : options.namespace;
  const several = namespace === null;
  const api = new KubeApi(config);
  const watch = new Watch(config);
  const onTrouble = (error: unknown) => {
    log.warn({ error: error instanceof Error ? error.message : String(error) }, "the API server cannot be followed");
  };
  // What is not listed yet is not missing.
  const isListed = () => [sweeps, jobs, pods].every((watched) => watched.isListed);
  const work = async (key: string) => (isListed() ? await reconciler.reconcile(key) : SPACING_MS);
  const queue: WorkQueue = new WorkQueue(work, {
    spacingMs: SPACING_MS,
    onFailure(key, error, failures) {
      // One resource that nobody has foreseen must not end the trials of all others.
      const isForeseen = error instanceof KubeError || error instanceof SweepError;
      const said = error instanceof Error ? (isForeseen ? error.message : error.stack) : String(error);
      log.warn({ sweep: key, error: said, failures }, "the sweep cannot be brought up to date now");
      const asked = error instanceof KubeError ? error.afterMs : 0;
      return Math.max(
        asked,
        Math.min(PAUSE.longestMs, PAUSE.firstMs * 2 ** (failures - 1)) * (0.5 + Math.random() / 2),
      );
    },
  });
  const labelSelector = SWEEP_LABEL;
  const sweeps = new Watched(api, watch, {
    kind: "sweeps",
    namespace,
    onTrouble,
    onChange: (resource) => queue.add(keyOf(resource)),
  });
  // By the UID that their label says; which resource has it is looked up.
  const changed = (uid: string | undefined) => {
    const resource = sweeps.all().find(({ metadata }) => metadata?.uid === uid);
    if (resource !== undefined) queue.add(keyOf(resource));
  };
  const uidOf = ({ metadata }: Resource) => metadata?.labels?.[SWEEP_LABEL];
  const onChange = (resource: Resource) => changed(uidOf(resource));
  const jobs = new Watched(api, watch, { kind: "jobs", namespace, labelSelector, onTrouble, onChange });
  const pods = new Watched(api, watch, { kind: "pods", namespace, labelSelector, onTrouble, onChange });
  const reconciler = new Reconciler({
    engine,
    dispatcher,
    schedules,
    api,
    several,
    settings: {
      controller: options.agentAddress,
      agentImage: options.agentImage,
      caConfigMap: options.ca === null ? null : caConfigMap.name,
    },
    sweep: (key) => sweeps.get(key),
    job: (key) => jobs.get(key),
    jobsOf: (uid) => jobs.all().filter((job) => uidOf(job) === uid),
    podsOf: (uid) => pods.all().filter((pod) => uidOf(pod) === uid),
    isIdle: (pod) => isIdle(context.agents(), pod),
    prepare: async (one) => {
      if (options.ca !== null) await caConfigMap.write(api, one, options.ca);
    },
    nowMs: () => Date.now(),
    warn: (fields, message) => log.warn(fields, message),
  });
  schedules.followResources((uid) => reconciler.knows(uid));
  const reviews = new PodReviews(
    api,
    (found, name) => pods.get(`${found}/${name}`),
    async (pod, found) => {
      const uid = uidOf(pod) ?? "";
      const resource = sweeps.all().find(({ metadata }) => metadata?.uid === uid && metadata?.namespace === found);
      if (resource === undefined) return null;
      const night = pod.metadata?.labels?.[NIGHT_LABEL];
      const sweep = journalName(found, night ?? resource.metadata?.name ?? "", several);
      return night === undefined || (await isNightOf(engine, sweep, uid)) ? sweep : null;
    },
  );
  access.askPods((token) => reviews.review(token));
  const unlisten = engine.onCommit(({ spec: { name } }) => {
    const [first = "", second] = name.split(".");
    if (several ? second === undefined : second !== undefined) return;
    const key = several ? `${first}/${second}` : `${namespace}/${name}`;
    // It may be a night of a resource.
    for (const one of new Set([key, resourceOf(key)])) queue.add(one);
  });
  const stopLooking = dispatcher.onAttendance(() => {
    for (const resource of sweeps.all()) queue.add(keyOf(resource), SPACING_MS);
  });
  const label = leaderLabel(api, namespaceOf(config), options.leaderPods, (fields, message) =>
    log.warn(fields, message),
  );
  log.info({ namespace, server: config.getCurrentCluster()?.server }, "operator started");
  return {
    async close() {
      unlisten();
      stopLooking();
      await Promise.all([sweeps.close(), jobs.close(), pods.close(), label.close()]);
      await queue.close();
    },
  };
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
