/** The way between one controller and the server of its journal. What does not pass waits, as TCP sends it again and again. */
export class JournalWay {
  readonly #waiting: Record<Towards, (() => void)[] | null> = { server: null, controller: null };

  /** From now on nothing passes, until `heal`. */
  stall(towards: Towards): void {
    this.#waiting[towards] ??= [];
  }

  heal(): void {
    for (const towards of ["server", "controller"] as const) {
      const waiting = this.#waiting[towards] ?? [];
      this.#waiting[towards] = null;
      for (const run of waiting) run();
    }
  }

  get isFree(): boolean {
    return this.#waiting.server === null && this.#waiting.controller === null;
  }

  /** Now, or when it passes again. */
  pass(towards: Towards, run: () => void): void {
    const waiting = this.#waiting[towards];
    if (waiting === null) run();
    else waiting.push(run);
  }
}

export type Towards = "server" | "controller";
