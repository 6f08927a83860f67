import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { SweepError } from "../../../error.ts";

/** One point of a curve in a TensorBoard file. */
export interface Point {
  readonly step: number;
  readonly value: number;
}

/**
 * The scalar with this tag in one serialized `tensorflow.Event`; null when it has none.
 * Both forms are read: `simple_value` (torch.utils.tensorboard, tensorboardX, TF 1) and a tensor of one float or double (TF 2).
 * Source: event.proto, summary.proto, tensor.proto of TensorFlow.
 * @throws SweepError `invalid` for bytes that are no event.
 */
export function readScalarEvent(bytes: Uint8Array, tag: string): Point | null {
  try {
    return readEvent(bytes, tag);
  } catch (cause) {
    throw new SweepError("invalid", `is no TensorBoard event: ${String(cause)}`, { cause });
  }
}

function readEvent(bytes: Uint8Array, tag: string): Point | null {
  let step = 0;
  let value: number | null = null;
  eachField(bytes, {
    2: (reader) => {
      step = Number(reader.int64());
    },
    5: (reader) => {
      value = readSummary(reader.bytes(), tag) ?? value;
    },
  });
  return value === null ? null : { step, value };
}

function readSummary(bytes: Uint8Array, tag: string): number | null {
  let value: number | null = null;
  eachField(bytes, {
    1: (reader) => {
      value = readValue(reader.bytes(), tag) ?? value;
    },
  });
  return value;
}

function readValue(bytes: Uint8Array, tag: string): number | null {
  let name = "";
  let value: number | null = null;
  eachField(bytes, {
    1: (reader) => {
      name = reader.string();
    },
    2: (reader) => {
      value = reader.float();
    },
    8: (reader) => {
      value = readTensor(reader.bytes());
    },
  });
  return name === tag ? value : null;
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
