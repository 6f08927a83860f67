import { BOUNDS } from "../bounds.ts";

/** The end of a log; `start` and `end` say where it stands, in bytes. */
interface KeptTail {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The ends of the logs of trials that have failed, the newest ones, as many as fit into 8 MiB. */
export class KeptTails {
  readonly #tails = new Map<string, KeptTail>();
  #bytes = 0;

  keep(key: string, { text, start, end }: KeptTail): void {
    this.#forget(key);
    this.#tails.set(key, { text, start, end });
    this.#bytes += sizeOf(text);
    for (const oldest of this.#tails.keys()) {
      if (this.#bytes <= BOUNDS.keptTailsBytes) return;
      this.#forget(oldest);
    }
  }

  find(key: string): KeptTail | null {
    return this.#tails.get(key) ?? null;
  }

  #forget(key: string): void {
    this.#bytes -= sizeOf(this.#tails.get(key)?.text ?? "");
    this.#tails.delete(key);
  }
}

function sizeOf(text: string): number {
  return Buffer.byteLength(text);
}
