import { type KV, Kvm } from "@nats-io/kv";
import { ANSWER_MS, type Connected } from "./connection.ts";
import { tokenOf } from "./envelope.ts";
import type { NatsPlace } from "./place.ts";
import { type Extent, isFenced, patiently, unanswered } from "./stream.ts";

/** Where the extent of the stream stands, as "LAST GONE". No sweep's token has a dot. */
const EXTENT = "stream.extent";

/**
 * What is kept of sweeps that are over, in a bucket beside the stream: their last message's number in it, as 8 bytes, and the bytes. None of it is a
 * fact: what is missing or old is worked out again. Beside them stands the extent of the stream, for `StreamEnd`.
 */
export class Kept {
  readonly #place: NatsPlace;
  readonly #bucket: KV;

  private constructor(place: NatsPlace, bucket: KV) {
    this.#place = place;
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
    return new Kept(place, bucket);
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

  /** What was noted; null when nothing was. @throws SweepError as `openStream` */
  async extent(): Promise<Extent | null> {
    const noted = await patiently(() => this.#noted()).catch((cause: unknown) => {
      throw unanswered(this.#place, cause);
    });
    return noted.extent;
  }

  /** Notes what `change` makes of it, whoever else does meanwhile. */
  async noteExtent(change: (noted: Extent | null) => Extent): Promise<void> {
    for (let tries = 1; ; tries++) {
      const { extent, revision } = await this.#noted();
      const { last, gone } = change(extent);
      try {
        await this.#bucket.put(EXTENT, `${last} ${gone}`, { previousSeq: revision, timeout: ANSWER_MS });
        return;
      } catch (cause) {
        if (tries === TRIES || !isFenced(cause)) throw cause;
      }
    }
  }

  async #noted(): Promise<{ extent: Extent | null; revision: number }> {
    const entry = await this.#bucket.get(EXTENT);
    const [last = 0, gone = 0] = entry?.string().split(" ").map(Number) ?? [];
    return { extent: last > 0 ? { last, gone } : null, revision: entry?.revision ?? 0 };
  }

  async forget(sweep: string): Promise<void> {
    await this.#bucket.purge(tokenOf(sweep)).catch(() => {});
  }
}

const NUMBER_BYTES = 8;
/** At a note, before others who note. */
const TRIES = 8;
