import { float, four, get, int, type Kernel, move, whileAtLeast } from "./encode.ts";

const [LENGTH, SLOPE, OUTPUT, FACTOR] = [0, 1, 2, 3];

/** The way back through ReLU and dropout: slope = output > 0 ? slope · factor : 0. The length is a multiple of 4. */
export const gate: Kernel = {
  params: ["i32", "i32", "i32", "f32"],
  locals: [],
  body: whileAtLeast(LENGTH, 4, [
    ...four.store(
      get(SLOPE),
      0,
      four.and(
        four.multiply(four.load(get(SLOPE), 0), four.fill(get(FACTOR))),
        four.isMore(four.load(get(OUTPUT), 0), four.fill(float(0))),
      ),
    ),
    ...[SLOPE, OUTPUT].flatMap((vector) => move(vector, int(16))),
    ...move(LENGTH, int(-4)),
  ]),
};
