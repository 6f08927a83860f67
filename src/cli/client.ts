import { parseAsWritten } from "../asWritten.ts";
import { SweepError } from "../error.ts";
import type { AgentShape } from "../shapes/agent.ts";
import type { CreatedShape, DeletedShape, RetriedShape, SweepListShape, TrialListShape } from "../shapes/answers.ts";
import type { Diagnosis } from "../shapes/diagnosis.ts";
import type { LogQuestion, LogTail } from "../shapes/logTail.ts";
import type { IfActive, NightAnswer, NightsShape } from "../shapes/nights.ts";
import type { ReplayShape } from "../shapes/replay.ts";
import type { DeletedScheduleShape, ScheduledShape, ScheduleListShape, ScheduleShape } from "../shapes/schedules.ts";
import type { ExplanationDetail, TrialShape } from "../shapes/trial.ts";
import type { WatchedShape } from "../shapes/watched.ts";
import { ask, type Connection, eventsOf, piecesOf, textOf } from "./http.ts";
import { hasEnded, type Sweep } from "./sweep.ts";

/** What a person may order of a sweep. */
export type Order = "pause" | "resume" | "cancel";

/** What a person or a script can ask of a controller. Everything rejects with SweepError; `unavailable`: it cannot be reached. */
export interface Client {
  /** Creates the sweep of a checked document, or finds it there already; it then goes on with what was edited. */
  create(document: unknown): Promise<CreatedShape>;
  get(name: string): Promise<Sweep>;
  list(): Promise<Sweep[]>;
  /** Orders something of a sweep; what is so already stays. */
  order(name: string, order: Order): Promise<Sweep>;
  /** Lets a trial that broke run again, or all of them. */
  retry(name: string, trial?: number): Promise<RetriedShape>;
  /** Removes an ended sweep. */
  remove(name: string): Promise<DeletedShape>;
  explain(name: string, trial: number): Promise<ExplanationDetail>;
  /** All trials in the order of their numbers. */
  trials(name: string): Promise<TrialShape[]>;
  /** Begins the night of a template that was scheduled for this time, or says why not. */
  night(template: unknown, scheduled: string, ifActive: IfActive): Promise<NightAnswer>;
  /** Takes a template that makes its nights by itself. */
  schedule(template: unknown): Promise<ScheduledShape>;
  schedules(): Promise<ScheduleShape[]>;
  /** No further nights of this template. */
  unschedule(name: string): Promise<DeletedScheduleShape>;
  /** What a series of sweeps has found. */
  nights(series: string): Promise<NightsShape>;
  /** All trials as a table. */
  export(name: string, format: "csv" | "jsonl"): Promise<string>;
  /** What another pruner, named with its settings, would have done. */
  replay(name: string, pruner: object): Promise<ReplayShape>;
  agents(): Promise<AgentShape[]>;
  /** The end of what a trial's trainer has printed, or what follows an earlier answer. */
  logTail(name: string, trial: number, question: LogQuestion): Promise<LogTail>;
  /** What is wrong with the controller, the worst first. */
  diagnosis(): Promise<Diagnosis>;
  /** All sweeps in one file, piece by piece; asked for when the first piece is. */
  backup(): AsyncIterable<Uint8Array>;
  /** The sweep now and after each change, until it has ended or the signal is aborted. */
  watch(name: string, signal: AbortSignal): AsyncIterable<WatchedShape>;
}

/** A client of one controller. Connects with each question. */
export function clientOf(connection: Connection): Client {
  const at = (name: string) => `/api/v1/sweeps/${encodeURIComponent(name)}`;
  const get = <T>(path: string, query = {}) => ask<T>(connection, { method: "GET", path, query });
  const post = <T>(path: string, body: object = {}) => ask<T>(connection, { method: "POST", path, body });
  return {
    create: (document) => post("/api/v1/sweeps", document as object),
    get: (name) => get(at(name)),
    list: () =>
      allPages<SweepListShape, Sweep>(
        ({ sweeps }) => sweeps,
        (cursor) => get("/api/v1/sweeps", { limit: 500, cursor }),
      ),
    order: (name, order) => post(`${at(name)}/${order}`),
    retry: (name, trial) => post(`${at(name)}/retry`, trial === undefined ? {} : { trial }),
    remove: (name) => ask(connection, { method: "DELETE", path: at(name) }),
    explain: (name, trial) => get(`${at(name)}/trials/${trial}/explanation`),
    trials: (name) =>
      allPages<TrialListShape, TrialShape>(
        ({ trials }) => trials,
        (cursor) => get(`${at(name)}/trials`, { limit: 1_000, cursor }),
      ),
    export: (name, format) => textOf(connection, { method: "GET", path: `${at(name)}/export`, query: { format } }),
    night: (template, scheduled, ifActive) => {
      const query = { scheduled: `${scheduled}:00Z`, ifActive };
      return ask(connection, { method: "POST", path: "/api/v1/nights", query, body: template as object });
    },
    schedule: (template) => post("/api/v1/schedules", template as object),
    schedules: async () => (await get<ScheduleListShape>("/api/v1/schedules")).schedules,
    unschedule: (name) => ask(connection, { method: "DELETE", path: `/api/v1/schedules/${encodeURIComponent(name)}` }),
    nights: (series) => get(`/api/v1/nights/${encodeURIComponent(series)}`),
    replay: (name, pruner) => post(`${at(name)}/replay`, pruner),
    agents: async () => (await get<{ agents: AgentShape[] }>("/api/v1/agents")).agents,
    logTail: (name, trial, question) => get(`${at(name)}/trials/${trial}/log`, question),
    diagnosis: () => get("/api/v1/diagnosis"),
    backup: () => piecesOf(connection, { method: "POST", path: "/api/v1/backup" }),
    async *watch(name, signal) {
      const question = { method: "GET", path: `${at(name)}/events` } as const;
      for (let isOver = false; !isOver && !signal.aborted; ) {
        try {
          for await (const { event, data } of eventsOf(connection, question, signal)) {
            if (event !== "sweep") continue;
            const watched = parseAsWritten(data) as WatchedShape;
            isOver = hasEnded(watched.sweep);
            yield watched;
          }
        } catch (error) {
          const isCut = error instanceof SweepError && error.code === "unavailable";
          if (!isCut || connection.elsewhere === undefined) throw error;
        }
        // The stream of a controller that goes ends, or breaks. Another one may go on with it.
        if (!isOver && (await connection.elsewhere?.(signal)) !== true) return;
      }
    },
  };
}

async function allPages<P extends { readonly next: string | null }, T>(
  itemsOf: (page: P) => readonly T[],
  ask: (cursor?: string) => Promise<P>,
): Promise<T[]> {
  const all: T[] = [];
  let page = await ask();
  all.push(...itemsOf(page));
  while (page.next !== null) {
    page = await ask(page.next);
    all.push(...itemsOf(page));
  }
  return all;
}
