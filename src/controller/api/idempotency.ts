import { createHash } from "node:crypto";
import { SweepError } from "../../error.ts";
import { BOUNDS } from "../bounds.ts";

/**
 * The keys by which a request may be repeated. The same document makes the same sweep anyway; a key beside it finds the client that uses one twice, for
 * different documents. Of the newest keys only, and of this process: after its start nothing but that check is lost.
 */
export class IdempotencyKeys {
  readonly #documents = new Map<string, string>();

  /** @throws SweepError `invalid` when the key is too long, `conflict` when it stands for another body */
  take(key: string | readonly string[] | undefined, body: string): void {
    if (key === undefined) return;
    if (typeof key !== "string" || key === "" || key.length > BOUNDS.idempotencyKeyChars)
      throw new SweepError("invalid", `Idempotency-Key: must be 1 to ${BOUNDS.idempotencyKeyChars} characters, once`);
    const hash = createHash("sha256").update(body).digest("base64");
    const before = this.#documents.get(key);
    if (before !== undefined && before !== hash)
      throw new SweepError("conflict", "Idempotency-Key: was used for another document; take a new one");
    this.#documents.delete(key);
    this.#documents.set(key, hash);
    const [oldest] = this.#documents.keys();
    if (this.#documents.size > BOUNDS.idempotencyKeys && oldest !== undefined) this.#documents.delete(oldest);
  }
}
