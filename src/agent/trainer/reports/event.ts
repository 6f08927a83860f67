import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { SweepError } from "../../../error.ts";

/** What one event of a TensorBoard file says. */
export interface ScalarEvent {
  readonly step: number;
  /** Seconds of the clock of whoever wrote it. */
  readonly wallTime: number;
  /** Values by their tags. */
  readonly scalars: ReadonlyMap<string, number>;
}

/**
 * The scalars in one serialized `tensorflow.Event`.
 * Both forms are read: `simple_value` (torch.utils.tensorboard, tensorboardX, TF 1) and a tensor of one float or double (TF 2).
 * Source: event.proto, summary.proto, tensor.proto of TensorFlow.
 * @throws SweepError `invalid` for bytes that are no event.
 */
export function readScalarEvent(bytes: Uint8Array): ScalarEvent {
  try {
    return readEvent(bytes);
  } catch (cause) {
    throw new SweepError("invalid", `is no TensorBoard event: ${String(cause)}`, { cause });
  }
}

function readEvent(bytes: Uint8Array): ScalarEvent {
  let step = 0;
  let wallTime = 0;
  const scalars = new Map<string, number>();
  eachField(bytes, {
    1: (reader) => {
      wallTime = reader.double();
    },
    2: (reader) => {
      step = Number(reader.int64());
    },
    5: (reader) => readSummary(reader.bytes(), scalars),
  });
  return { step, wallTime, scalars };
}

function readSummary(bytes: Uint8Array, scalars: Map<string, number>): void {
  eachField(bytes, {
    1: (reader) => readValue(reader.bytes(), scalars),
  });
}

function readValue(bytes: Uint8Array, scalars: Map<string, number>): void {
  let tag = "";
  let value: number | null = null;
  eachField(bytes, {
    1: (reader) => {
      tag = reader.string();
    },
    2: (reader) => {
      value = reader.float();
    },
    8: (reader) => {
      value = readTensor(reader.bytes());
    },
  });
  if (value !== null) scalars.set(tag, value);
}

const FLOAT = 1;
const DOUBLE = 2;

/** The first number of a tensor of floats or doubles. */
function readTensor(bytes: Uint8Array): number | null {
  let type = 0;
  let value: number | null = null;
  let content = Buffer.alloc(0);
  eachField(bytes, {
    1: (reader) => {
      type = reader.int32();
    },
    4: (reader) => {
      content = Buffer.from(reader.bytes());
    },
    5: (reader, wire) => {
      value = first(reader, wire, (from) => from.float()) ?? value;
    },
    6: (reader, wire) => {
      value = first(reader, wire, (from) => from.double()) ?? value;
    },
  });
  if (type === FLOAT && content.length >= 4) return content.readFloatLE(0);
  if (type === DOUBLE && content.length >= 8) return content.readDoubleLE(0);
  return value;
}

// A repeated number comes packed or one by one.
function first(reader: BinaryReader, wire: WireType, read: (from: BinaryReader) => number): number | null {
  if (wire !== WireType.LengthDelimited) return read(reader);
  const packed = new BinaryReader(reader.bytes());
  return packed.len > 0 ? read(packed) : null;
}

/** Calls the reader of each field that has one, and skips the others. */
function eachField(
  bytes: Uint8Array,
  readers: Readonly<Record<number, (reader: BinaryReader, wire: WireType) => void>>,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    const read = readers[field];
    if (read === undefined) reader.skip(wire, field);
    else read(reader, wire);
  }
}
