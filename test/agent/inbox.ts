/** How long a test waits for something before it says what came instead. */
const usualPatienceMs = 10_000;

/** Things that arrive, kept in order until a test takes them. */
export class Inbox<T> {
  readonly waiting: T[] = [];
  #arrived = Promise.withResolvers<void>();

  put(thing: T): void {
    this.waiting.push(thing);
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }

  /** Takes the first thing that fits, now or when it comes. */
  take<Fit extends T>(fits: (thing: T) => thing is Fit, patienceMs?: number): Promise<Fit>;
  take(fits: (thing: T) => boolean, patienceMs?: number): Promise<T>;
  async take(fits: (thing: T) => boolean, patienceMs = usualPatienceMs): Promise<T> {
    const late = AbortSignal.timeout(patienceMs);
    while (!late.aborted) {
      const found = this.waiting.find(fits);
      if (found !== undefined) {
        this.waiting.splice(this.waiting.indexOf(found), 1);
        return found;
      }
      await Promise.race([this.#arrived.promise, new Promise((resolve) => late.addEventListener("abort", resolve))]);
    }
    throw new Error(`it did not come; what came: ${JSON.stringify(this.waiting)}`);
  }
}
