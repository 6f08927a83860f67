import type { SweepError } from "../error.ts";
import type { TlsFiles } from "./access/index.ts";
import type { RemoteJournal } from "./journal/open.ts";
import type { WebhookOptions } from "./nightly/webhook.ts";
import type { Standby } from "./standby/standBy.ts";
import type { Logger } from "./telemetry/eventLog.ts";
import type { Otlp } from "./telemetry/traces/exporter.ts";

export interface ControllerOptions {
  /** Folder of the journal, the tokens and the time; made when missing, locked while the controller lives. */
  readonly state: string;
  /** Where the journal is, when it is not in the folder; the folder remembers it. */
  readonly journal?: RemoteJournal | undefined;
  /** host:port for agents (gRPC); port 0 for a free one, null for none. */
  readonly listen: string | null;
  /** host:port for people and programs (HTTP), the first that is free; port 0 for any free one; left out: none. */
  readonly http?: string | readonly string[] | undefined;
  /** Left out: none is spoken. */
  readonly tls?: TlsFiles | undefined;
  /** Lets other machines in also without TLS and tokens. */
  readonly insecure?: boolean | undefined;
  /** Names by which the API is known besides localhost, where nobody is asked for tokens. */
  readonly hosts?: readonly string[] | undefined;
  /** Origins of other pages that may ask the API, such as https://notebook.example.org */
  readonly origins?: readonly string[] | undefined;
  /** How long a lease lasts after the last message of its agent. */
  readonly leaseMs?: number;
  /** Told once when nothing can be recorded, on a full disk for example, and once when it can again. */
  readonly onTrouble?: (failure: SweepError | null) => void;
  /** Told what happens, a line a fact, and what becomes of tokens and TLS files; pino's loggers fit. */
  readonly log?: Logger;
  /** Where traces go. */
  readonly otlp?: Otlp | undefined;
  /** Begins the nights of its schedules. Left out: it only knows them. */
  readonly makesNights?: boolean | undefined;
  /** Where the reports of nights go; left out: nowhere. */
  readonly webhook?: WebhookOptions | undefined;
  /** Serves Sweep resources of a cluster; left out: none. */
  readonly operator?: ControllerOperator | undefined;
  /** Given: this one stands by until `lead`, with `journal`. It follows what the leader writes, answers what only looks, and appends nothing. Left out: it leads. */
  readonly standby?: Standby | undefined;
}

interface ControllerOperator {
  /** Whose sweeps; null: of all, left out: that of the kubeconfig or the pod. */
  readonly namespace?: string | null | undefined;
  /** host:port under which agents' pods reach it; left out: where it listens. */
  readonly agentAddress?: string | undefined;
  /** Image with the agent. */
  readonly agentImage: string;
  /** The CA of its certificate, in PEM; null: no TLS. */
  readonly ca: string | null;
  /** Pods of the controllers of which this one leads, its own first. */
  readonly leaderPods: readonly string[];
}

/** The options with what was left out of them. */
export type Settings = ReturnType<typeof readOptions>;

// An agent may be silent for so long before its trials go to others: longer than a garbage collection, shorter than a coffee.
const LEASE_MS = 30_000;

const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} };

export function readOptions({
  http = [],
  tls,
  insecure = false,
  hosts = [],
  origins = [],
  leaseMs = LEASE_MS,
  onTrouble = () => {},
  log = SILENT,
  makesNights = false,
  standby,
  ...others
}: ControllerOptions) {
  const door = { addresses: [http].flat(), hosts, origins };
  const said = { insecure, leaseMs, onTrouble, log, makesNights, tls: tls ?? null, standby: standby ?? null };
  return { ...others, ...said, door };
}
