import { type KV, Kvm } from "@nats-io/kv";
import { ANSWER_MS, type Connected } from "./connection.ts";
import { tokenOf } from "./envelope.ts";
import type { NatsPlace } from "./place.ts";
import { patiently, unanswered } from "./stream.ts";

/** Where it stands how far the stream has come. No sweep's token has a dot. */
const END = "stream.end";

/**
 * What is kept of sweeps that are over, in a bucket beside the stream: their last message's number in it, as 8 bytes, and the bytes. None of it is a
 * fact: what is missing or old is worked out again. Beside them stands how far the stream has come (`StreamEnd`).
 */
export class Kept {
  readonly #bucket: KV;

  private constructor(bucket: KV) {
    this.#bucket = bucket;
  }

  /** @throws SweepError as `openStream` */
  static async open(place: NatsPlace, { js }: Connected, replicas: number): Promise<Kept> {
    const options = { history: 1, replicas };
    const bucket = await patiently(() => new Kvm(js).create(`${place.stream}-kept`, options)).catch(
      (cause: unknown) => {
        throw unanswered(place, cause);
      },
    );
    return new Kept(bucket);
  }

  /** What was kept of a sweep whose last message is `at`; null when nothing was, or it is of before. */
  async get(sweep: string, at: number): Promise<Uint8Array | null> {
    const found = await this.#bucket.get(tokenOf(sweep)).catch(() => null);
    if (found?.operation !== "PUT" || found.value.length < NUMBER_BYTES) return null;
    const bytes = Buffer.from(found.value);
    return Number(bytes.readBigUInt64BE(0)) === at ? new Uint8Array(bytes.subarray(NUMBER_BYTES)) : null;
  }

  async put(sweep: string, at: number, bytes: Uint8Array): Promise<void> {
    const number = Buffer.alloc(NUMBER_BYTES);
    number.writeBigUInt64BE(BigInt(at));
    await this.#bucket.put(tokenOf(sweep), Buffer.concat([number, bytes]));
  }

  /** The number that was noted; 0 when none was. */
  async end(): Promise<number> {
    return Number((await this.#bucket.get(END))?.string() ?? 0) || 0;
  }

  async noteEnd(seq: number): Promise<void> {
    await this.#bucket.put(END, String(seq), { timeout: ANSWER_MS });
  }

  async forget(sweep: string): Promise<void> {
    await this.#bucket.purge(tokenOf(sweep)).catch(() => {});
  }
}

const NUMBER_BYTES = 8;
