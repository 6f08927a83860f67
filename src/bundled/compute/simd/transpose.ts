import { type Code, four, get, int, type Kernel, move, multiply, set, whileAtLeast } from "./encode.ts";

const [ROWS, COLUMNS, FROM, TO] = [0, 1, 2, 3];
const [ROW, COLUMNS_LEFT, TO_AT] = [4, 5, 6];

/** A matrix of rows × columns to one of columns × rows, number by number. */
export const transpose: Kernel = {
  params: ["i32", "i32", "i32", "i32"],
  locals: ["i32", "i32", "i32"],
  body: [
    // In bytes, of the result.
    ...set(ROW, multiply(get(ROWS), int(4))),
    ...whileAtLeast(ROWS, 1, [
      ...set(TO_AT, get(TO)),
      ...set(COLUMNS_LEFT, get(COLUMNS)),
      ...whileAtLeast(COLUMNS_LEFT, 1, next()),
      ...move(TO, int(4)),
      ...move(ROWS, int(-1)),
    ]),
  ],
};

function next(): Code {
  return [
    ...four.storeFirst(get(TO_AT), four.spread(get(FROM))),
    ...move(FROM, int(4)),
    ...move(TO_AT, get(ROW)),
    ...move(COLUMNS_LEFT, int(-1)),
  ];
}
