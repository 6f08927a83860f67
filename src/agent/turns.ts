/** For so long whoever was lost is left alone, in ms: another one leads by then, if there is one. */
const ASIDE_MS = 4_000;

/** Whose turn it is to be called, of several controllers of which one leads. One alone always is. */
export class Turns {
  readonly #addresses: readonly string[];
  readonly #asideUntilMs = new Map<string, number>();
  #at = 0;

  constructor(addresses: readonly string[]) {
    this.#addresses = addresses;
  }

  next(nowMs: number): string {
    const inOrder = this.#addresses.map((_, i) => this.#addresses[(this.#at + i) % this.#addresses.length] ?? "");
    return inOrder.find((address) => (this.#asideUntilMs.get(address) ?? 0) <= nowMs) ?? inOrder[0] ?? "";
  }

  /** Nobody is there, or no longer. `lost`: it had taken the connection. */
  failed(address: string, lost: boolean, nowMs: number): void {
    this.#at = (this.#addresses.indexOf(address) + 1) % this.#addresses.length;
    if (lost) this.#asideUntilMs.set(address, nowMs + ASIDE_MS);
  }
}
