import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { crc32c } from "../../../../src/agent/trainer/reports/crc32c.ts";
import { openSource } from "../../../../src/agent/trainer/reports/openSource.ts";
import { temporaryFolder } from "../../scene.ts";

// By torch.utils.tensorboard: see make_events.py.
const written = readFileSync(join(import.meta.dirname, "events.tfevents"));

/** A folder that does not exist yet, and its source in an attempt of three epochs. */
async function followed(tag: string, firstEpoch?: number, before?: Buffer, place = "runs/4") {
  const base = temporaryFolder();
  const folder = join(base, "runs", "4");
  const write = (bytes: Buffer, name = "events.out.tfevents.1") => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    appendFileSync(join(folder, name), bytes);
  };
  if (before !== undefined) write(before);
  const source = { $case: "tensorboard", tensorboard: { folder: place, tag } } as const;
  const opened = await openSource({ source, firstEpoch }, { folder: base, epochs: 3, first: false });
  const look = async (ended = false) => (await opened.look(ended)).map(({ step, value }) => [step, value]);
  return { write, look, opened, folder };
}

const curve = [
  [1, expect.closeTo(0.5323, 6)],
  [2, expect.closeTo(0.5958, 6)],
  [3, Number.NaN],
];

describe("a TensorBoard folder", () => {
  it.each(["simple", "tensor", "double", "content"])("has a curve in the form %j", async (tag) => {
    const { write, look } = await followed(tag);
    write(written);
    expect(await look()).toEqual(curve);
  });

  it("has doubles as they were", async () => {
    const { write, look } = await followed("double");
    write(written);
    expect((await look())[0]).toEqual([1, 0.5323]);
  });

  it("is followed as it grows, wherever a write ends", async () => {
    const { write, look } = await followed("simple");
    const found = [];
    for (let start = 0; start < written.length; start += 7) {
      write(written.subarray(start, start + 7));
      found.push(...(await look()));
    }
    expect(found).toEqual(curve);
  });

  it("has epochs that are counted, whatever the steps are", async () => {
    const { write, look } = await followed("train/loss");
    write(written);
    expect((await look()).map(([epoch]) => epoch)).toEqual([1, 2, 3]);
  });

  it("is refused when its steps are no epochs, though the document says where they begin", async () => {
    const { write, look } = await followed("train/loss", 0);
    write(written);
    await expect(look()).rejects.toThrow("epoch: 10 comes where 1 is due");
  });

  it("may have several files, and says a step once", async () => {
    const { write, look } = await followed("simple");
    write(written);
    write(written, "events.out.tfevents.2");
    expect(await look()).toEqual(curve);
  });

  it("is refused when a step has two values, but for what is said after the last epoch", async () => {
    const first = await followed("f1");
    first.write(Buffer.concat([scalar("f1", 0, 0.9), scalar("f1", 0, 0.5)]));
    await expect(first.look()).rejects.toThrow(
      'runs/4/events.out.tfevents.1: the scalar "f1" has two values at step 0, 0.8999999761581421 and 0.5: which counts?',
    );
    const last = await followed("f1");
    last.write(Buffer.concat([0.25, 0.5, 0.75].map((value, step) => scalar("f1", step, value))));
    last.write(scalar("f1", 2, 0.9));
    expect(await last.look()).toHaveLength(3);
  });

  it("begins after what an earlier attempt has written", async () => {
    const { write, look } = await followed("simple", undefined, written);
    expect(await look()).toEqual([]);
    write(written, "events.out.tfevents.2");
    expect(await look()).toEqual(curve);
  });

  it("may hold records that are too long for a scalar", async () => {
    const { write, look } = await followed("simple");
    const image = record(Buffer.alloc(3_000_000));
    write(Buffer.concat([image.subarray(0, 1_500_000)]));
    expect(await look()).toEqual([]);
    write(Buffer.concat([image.subarray(1_500_000), written]));
    expect(await look()).toEqual(curve);
  });

  it("is read in a folder whose name is not known", async () => {
    for (const place of ["runs/**", "runs/*"]) {
      const { write, look } = await followed("simple", undefined, undefined, place);
      write(written);
      expect(await look()).toEqual(curve);
    }
  });

  it("is refused when two folders have the scalar, with how to name one", async () => {
    const { write, look } = await followed("simple", undefined, undefined, "runs/**");
    write(written);
    write(written, "../f1_val/events.out.tfevents.2");
    await expect(look()).rejects.toThrow(
      /^reports: runs\/\w+ and runs\/\w+ both have the scalar "simple": which is meant\? Let tensorboard: name one, such as "runs\/\*\*\/\w+"$/,
    );
  });

  it("names the scalars that it has, and the folders in it that have some", async () => {
    const wrong = await followed("val/F1");
    wrong.write(written);
    await wrong.look(true);
    expect(wrong.opened.missed()).toContain(
      'has the scalar "val/F1"; they have train/loss, simple, tensor, double, content',
    );
    const above = await followed("simple", undefined, undefined, "runs");
    above.write(written);
    await above.look(true);
    expect(above.opened.missed()).toMatch(
      /^runs has no event files, but in it are runs\/4 \(train\/loss, simple, .*\): to read in folders whose name is not known say tensorboard: "runs\/\*\*"$/,
    );
  });

  it("is refused when a record is damaged", async () => {
    const { write, look } = await followed("simple");
    const damaged = Buffer.from(written);
    damaged[200] = (damaged[200] ?? 0) ^ 1;
    write(damaged);
    await expect(look()).rejects.toThrow("events.out.tfevents.1: a record is damaged: its checksum is wrong");
  });

  it("is refused when a record is no event", async () => {
    const { write, look } = await followed("simple");
    write(record(Buffer.from([0x2a, 0x7f])));
    await expect(look()).rejects.toThrow("is no TensorBoard event");
  });
});

/** An event with one scalar: wall time, step, and a summary of tag and value. Source: tensorflow/core/util/event.proto, summary.proto. */
function scalar(tag: string, step: number, value: number): Buffer {
  const part = (key: number, bytes: Buffer) => Buffer.concat([Buffer.from([key, bytes.length]), bytes]);
  const single = Buffer.alloc(5, 0x15);
  single.writeFloatLE(value, 1);
  const summary = part(0x0a, Buffer.concat([part(0x0a, Buffer.from(tag)), single]));
  return record(Buffer.concat([Buffer.from([0x09, ...Buffer.alloc(8), 0x10, step]), part(0x2a, summary)]));
}

/** A TFRecord: length, its masked checksum, the data, its masked checksum. */
function record(data: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(data.length));
  return Buffer.concat([length, masked(length), data, masked(data)]);
}

function masked(data: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  const crc = BigInt(crc32c(data));
  bytes.writeUInt32LE(Number((((crc >> 15n) | (crc << 17n)) + 0xa282ead8n) & 0xffffffffn));
  return bytes;
}

// RFC 3720, appendix B.4.
it.each([
  ["zeros", Buffer.alloc(32), 0x8a9136aa],
  ["ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
  ["0 to 31", Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
])("has the checksum of 32 bytes of %s as iSCSI's standard gives it", (_, bytes, crc) => {
  expect(crc32c(bytes)).toBe(crc);
});
