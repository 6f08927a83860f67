import { SweepError } from "../../../error.ts";
import { BOUNDS } from "../../bounds.ts";
import { crc32c } from "./crc32c.ts";

// Length (8 bytes), its checksum (4), the data, its checksum (4); all little endian.
const HEADER = 12;
const FOOTER = 4;

/** Splits a growing TFRecord file into its records. Long ones, which are images and the like, are skipped. */
export class Records {
  readonly #path: string;
  #bytes = Buffer.alloc(0);
  #skip = 0;

  /** `path`: for messages. */
  constructor(path: string) {
    this.#path = path;
  }

  /** The records that this chunk completes. @throws SweepError `invalid` for a wrong checksum. */
  *push(chunk: Buffer): Generator<Buffer> {
    const skipped = Math.min(this.#skip, chunk.length);
    this.#skip -= skipped;
    this.#bytes = Buffer.concat([this.#bytes, chunk.subarray(skipped)]);
    for (let data = this.#next(); data !== null; data = this.#next()) yield data;
  }

  #next(): Buffer | null {
    while (this.#bytes.length >= HEADER) {
      this.#check(this.#bytes.subarray(0, 8), this.#bytes.readUInt32LE(8));
      const length = Number(this.#bytes.readBigUInt64LE(0));
      const end = HEADER + length + FOOTER;
      if (length <= BOUNDS.recordBytes) return this.#bytes.length < end ? null : this.#take(length, end);
      this.#skip = Math.max(0, end - this.#bytes.length);
      this.#bytes = this.#bytes.subarray(end);
    }
    return null;
  }

  #take(length: number, end: number): Buffer {
    const data = this.#bytes.subarray(HEADER, HEADER + length);
    this.#check(data, this.#bytes.readUInt32LE(HEADER + length));
    this.#bytes = this.#bytes.subarray(end);
    return data;
  }

  #check(data: Buffer, stored: number): void {
    if (maskedCrc(data) !== stored) {
      throw new SweepError("invalid", `reports: ${this.#path}: a record is damaged: its checksum is wrong`);
    }
  }
}

// A checksum of data that holds checksums is a weak one, so TensorFlow's record_writer masks them.
function maskedCrc(data: Buffer): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
