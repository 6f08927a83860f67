/** Something that holds a file, a port or a thread until it is closed. */
interface Resource {
  close(): void | Promise<void>;
}

/** What has been opened so far, to be closed in reverse order. An `AsyncDisposableStack` would do, but Node 22 has none. */
export class Opened {
  readonly #resources: Resource[] = [];

  keep<T extends Resource>(resource: T): T {
    this.#resources.push(resource);
    return resource;
  }

  /** Closes each, even where another cannot be closed; once. @throws the first error of them, after that. */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (let last = this.#resources.pop(); last !== undefined; last = this.#resources.pop()) {
      try {
        await last.close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
