import { add, type Code, four, get, int, type Kernel, move, multiply, set, type Type, whileAtLeast } from "./encode.ts";

// What a call gives: sizes, then addresses and distances in bytes.
const [ROWS, COLUMNS, TERMS, A, A_ROW, A_TERM, B, C, START, FLOOR] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const PARAMS: readonly Type[] = [...new Array<Type>(9).fill("i32"), "f32"];
// Numbers that a call needs, and the addresses of up to four rows of A.
const [ROW, ROWS_LEFT, TERMS_LEFT, A_AT, B_AT, C_AT, A_ROWS] = [10, 11, 12, 13, 14, 15, 16];
// Vectors: the sums of a block, up to four rows of two; two of B, and one of A, which has one value in every lane.
const [SUMS, OF_B, OF_A] = [20, 28, 30];
const LOCALS: readonly Type[] = [...new Array<Type>(10).fill("i32"), ...new Array<Type>(11).fill("v128")];

/** Columns that are computed together, in so many vectors. */
interface Strip {
  readonly columns: number;
  readonly vectors: number;
  readonly load: (address: Code, offset: number) => Code;
  readonly store: (address: Code, offset: number, value: Code) => Code;
}

const STRIPS: readonly Strip[] = [
  { columns: 8, vectors: 2, load: four.load, store: four.store },
  { columns: 4, vectors: 1, load: four.load, store: four.store },
  // All lanes say the same.
  { columns: 1, vectors: 1, load: four.spread, store: (address, _, value) => four.storeFirst(address, value) },
];

/**
 * C = max(start + A·B, floor): (rows × terms) · (terms × columns). B and C lie row by row without gaps; A has distances of its own between
 * its rows and between its terms, so that a transposed matrix, or one number in all places, is A as well. `start` is a row. Each sum is
 * added in the order of the terms, whatever the sizes, and each term is rounded together with its sum on every processor that can do so
 * (x64 since 2013, ARM64): the same bits on all of these.
 *
 * Blocks of 4 rows and 8 columns stay in registers (8 sums, 2 of B, 1 of A, of 16); the edges are narrower blocks.
 */
export const product: Kernel = {
  params: PARAMS,
  locals: LOCALS,
  body: [...set(ROW, multiply(get(COLUMNS), int(4))), ...STRIPS.flatMap(allStrips)],
};

/** As many strips of this width as there are left, from left to right. */
function allStrips(strip: Strip): Code {
  return whileAtLeast(COLUMNS, strip.columns, [
    ...set(ROWS_LEFT, get(ROWS)),
    ...set(A_AT, get(A)),
    ...set(C_AT, get(C)),
    ...[4, 1].flatMap((rows) => whileAtLeast(ROWS_LEFT, rows, block(strip, rows))),
    ...[B, C, START].flatMap((address) => move(address, int(4 * strip.columns))),
    ...move(COLUMNS, int(-strip.columns)),
  ]);
}

function block(strip: Strip, rows: number): Code {
  const { load, store } = strip;
  const cells = cellsOf(strip, rows);
  return [
    ...cells.flatMap(({ sum, offset }) => set(sum, load(get(START), offset))),
    ...set(A_ROWS, get(A_AT)),
    ...upTo(rows - 1).flatMap((above) => set(A_ROWS + above + 1, add(get(A_ROWS + above), get(A_ROW)))),
    ...set(B_AT, get(B)),
    ...set(TERMS_LEFT, get(TERMS)),
    ...whileAtLeast(TERMS_LEFT, 1, term(strip, rows)),
    ...upTo(rows).flatMap((row) => [
      ...cells
        .filter((cell) => cell.row === row)
        .flatMap(({ sum, offset }) => store(get(C_AT), offset, four.larger(get(sum), four.fill(get(FLOOR))))),
      ...move(C_AT, get(ROW)),
    ]),
    ...move(A_AT, multiply(get(A_ROW), int(rows))),
    ...move(ROWS_LEFT, int(-rows)),
  ];
}

/** One term of every sum of a block. */
function term(strip: Strip, rows: number): Code {
  const cells = cellsOf(strip, rows);
  return [
    ...upTo(strip.vectors).flatMap((vector) => set(OF_B + vector, strip.load(get(B_AT), 16 * vector))),
    ...upTo(rows).flatMap((row) => [
      ...set(OF_A, four.spread(get(A_ROWS + row))),
      ...cells
        .filter((cell) => cell.row === row)
        .flatMap(({ sum, vector }) => set(sum, four.multiplyAdd(get(OF_A), get(OF_B + vector), get(sum)))),
      ...move(A_ROWS + row, get(A_TERM)),
    ]),
    ...move(B_AT, get(ROW)),
    ...move(TERMS_LEFT, int(-1)),
  ];
}

/** Each vector of sums of a block: its local, and where it stands. */
function cellsOf({ vectors }: Strip, rows: number) {
  return upTo(rows).flatMap((row) =>
    upTo(vectors).map((vector) => ({ row, vector, sum: SUMS + row * vectors + vector, offset: 16 * vector })),
  );
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}
