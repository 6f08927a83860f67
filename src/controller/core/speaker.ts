/** A process of an agent. A lease listens only to the one that it was granted to. */
export interface Speaker {
  readonly agent: string;
  /** "" for an agent of an earlier version, which does not name its process. */
  readonly process: string;
}

/** Whether a lease was granted to this process; nobody in particular is taken at his word. */
export function isHolder({ agent, process }: Speaker, by: Speaker | undefined): boolean {
  return by === undefined || (by.agent === agent && by.process === process);
}
