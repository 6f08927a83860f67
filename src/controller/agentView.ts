import type { HeldLease } from "./held.ts";

/** What people see of an agent. Times in ms since the Unix epoch, by the controller's clock. */
export interface AgentView {
  /** Of its process: an agent that is started again is another one. */
  readonly name: string;
  readonly host: string;
  /** Of macrosweep; null where it does not say. */
  readonly version: string | null;
  /** lost: it has gone, or was replaced, and its process is not connected now. */
  readonly state: "connected" | "lost";
  /** When its process was first here. */
  readonly sinceMs: number;
  /** When it was last heard. */
  readonly heardMs: number;
  /** When its last stream ended; null while it is connected. */
  readonly lostSinceMs: number | null;
  readonly slots: number;
  /** Slots in which a trainer runs or ends, as far as the controller knows. */
  readonly busy: number;
  /** Slots that wait for a trial; those of an agent in trouble, and of one that is lost, do not. */
  readonly free: number;
  readonly gpus: readonly GpuView[];
  readonly labels: Readonly<Record<string, string>>;
  /** Why its machine cannot run trainers now; null while it can. */
  readonly trouble: string | null;
  readonly leases: readonly Omit<HeldLease, "agent">[];
}

export interface GpuView {
  /** The driver's number; null where the agent does not say. */
  readonly index: number | null;
  readonly name: string;
  /** null where the driver does not say. */
  readonly memoryMib: number | null;
  /** A MIG instance, whose index is that of its GPU. */
  readonly mig: boolean;
}

/** What an agent says of itself. */
export type AgentFacts = Pick<AgentView, "name" | "host" | "version" | "slots" | "gpus" | "labels">;
