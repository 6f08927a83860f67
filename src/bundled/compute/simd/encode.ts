// The few words of WebAssembly that the kernels need, as bytes. Opcodes: https://webassembly.github.io/spec/core/binary/instructions.html

/** Bytes of instructions. */
export type Code = readonly number[];

export type Type = "i32" | "f32" | "v128";

const TYPES = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const satisfies Record<Type, number>;

/** A function that returns nothing. Its locals are numbered after its parameters. */
export interface Kernel {
  readonly params: readonly Type[];
  readonly locals: readonly Type[];
  readonly body: Code;
}

/** The bytes of a module that imports a memory `env.memory` and exports the kernels by their names. */
export function encodeModule(kernels: Readonly<Record<string, Kernel>>): Uint8Array<ArrayBuffer> {
  const all = Object.entries(kernels);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      all.map(([, { params }]) => [0x60, ...vector(params.map((type) => [TYPES[type]])), 0]),
    ),
    // A memory of at least no page.
    ...section(2, [[...text("env"), ...text("memory"), 0x02, 0x00, 0x00]]),
    ...section(
      3,
      all.map((_, at) => unsigned(at)),
    ),
    ...section(
      7,
      all.map(([name], at) => [...text(name), 0x00, ...unsigned(at)]),
    ),
    ...section(
      10,
      all.map(([, kernel]) => sized(functionBody(kernel))),
    ),
  ]);
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const int = (value: number): Code => [0x41, ...signed(value)];
export const float = (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)];

const binary =
  (...opcode: number[]) =>
  (left: Code, right: Code): Code => [...left, ...right, ...opcode];

export const add = binary(0x6a);
export const multiply = binary(0x6c);

/** `local += by`. */
export const move = (local: number, by: Code): Code => set(local, add(get(local), by));

/** Runs the body as long as the local, an i32, is at least `least`. */
export function whileAtLeast(local: number, least: number, body: Code): Code {
  const [block, loop, lessThan, breakIf, again, end] = [[0x02, 0x40], [0x03, 0x40], 0x48, [0x0d, 1], [0x0c, 0], 0x0b];
  return [...block, ...loop, ...get(local), ...int(least), lessThan, ...breakIf, ...body, ...again, end, end];
}

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];

/** Four f32 in a v128; offsets are in bytes. */
export const four = {
  load: (address: Code, offset: number): Code => [...address, ...simd(0x00), ...place(offset)],
  store: (address: Code, offset: number, value: Code): Code => [...address, ...value, ...simd(0x0b), ...place(offset)],
  /** One number from memory, in every lane. */
  spread: (address: Code): Code => [...address, ...simd(0x09), ...place(0)],
  /** The first lane alone. */
  storeFirst: (address: Code, value: Code): Code => [...address, ...value, ...simd(0x5a), ...place(0), 0],
  /** An f32 in every lane. */
  fill: (value: Code): Code => [...value, ...simd(0x13)],
  add: binary(...simd(0xe4)),
  subtract: binary(...simd(0xe5)),
  multiply: binary(...simd(0xe6)),
  /** left · right + sum, rounded once where the processor can. */
  multiplyAdd: (left: Code, right: Code, sum: Code): Code => [...left, ...right, ...sum, ...simd(0x105)],
  divide: binary(...simd(0xe7)),
  /** NaN where either is. */
  larger: binary(...simd(0xe9)),
  root: (value: Code): Code => [...value, ...simd(0xe3)],
  /** All bits of a lane where left > right, else none. */
  isMore: binary(...simd(0x44)),
  and: binary(...simd(0x4e)),
};

/** Alignment 1: views on memory start at any number. */
function place(offset: number): Code {
  return [0x00, ...unsigned(offset)];
}

function functionBody({ locals, body }: Kernel): Code {
  return [...vector(locals.map((type) => [1, TYPES[type]])), ...body, 0x0b];
}

function section(id: number, items: readonly Code[]): Code {
  return [id, ...sized(vector(items))];
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function sized(code: Code): Code {
  return [...unsigned(code.length), ...code];
}

function text(name: string): Code {
  return sized([...new TextEncoder().encode(name)]);
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const rest = value >> 7;
  const done = rest === (value & 0x40 ? -1 : 0);
  return done ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(rest)];
}
